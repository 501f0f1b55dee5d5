"""Settings: config.yaml, read and checked whole before anything starts."""

from __future__ import annotations

from settings.load import Checked, load
from settings.mistake import Mistake

__all__ = ["Checked", "Mistake", "load"]
