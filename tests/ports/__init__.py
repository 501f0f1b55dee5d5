"""Tests of ports/."""
