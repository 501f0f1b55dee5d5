"""The rules under test: the real package, or a copy of it with a fault seeded into its source."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import queueing

HOME = Path(queueing.__file__ or "").parent


class Rules:
    """What a driver needs of a package of rules."""

    def __init__(self, package: str = "queueing") -> None:
        def get(module: str, name: str) -> Any:
            return getattr(importlib.import_module(f"{package}.{module}"), name)

        self.Hall = get("hall", "Hall")
        self.Event = get("events", "Event")
        self.Refusal = get("refusal", "Refusal")
        self.Who = get("who", "Who")


class Seeded(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds `<package>.*` in the source of queueing/, with one text of one file replaced."""

    def __init__(self, package: str, file: str, old: str, new: str) -> None:
        self.package, self.file, self.old, self.new = package, file, old, new
        self.hits = 0

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name != self.package and not name.startswith(self.package + "."):
            return None
        file = HOME.joinpath(*name.split(".")[1:])
        packaged = file.is_dir()
        file = file / "__init__.py" if packaged else file.with_suffix(".py")
        return importlib.util.spec_from_file_location(
            name, file, loader=self, submodule_search_locations=[] if packaged else None
        )

    def create_module(self, spec: Any) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        assert module.__spec__ and module.__spec__.origin
        path = Path(module.__spec__.origin)
        source = path.read_text(encoding="utf-8")
        if path.relative_to(HOME).as_posix() == self.file:
            self.hits = source.count(self.old)
            source = source.replace(self.old, self.new)
        source = source.replace("from queueing", f"from {self.package}")
        exec(compile(source, str(path), "exec"), module.__dict__)


@contextmanager
def seeded(file: str, old: str, new: str, package: str = "seeded_rules") -> Iterator[Rules]:
    """A copy of the rules with `old` replaced by `new` in `file`; it must occur exactly once."""
    finder = Seeded(package, file, old, new)
    sys.meta_path.insert(0, finder)
    try:
        rules = Rules(package)
        assert finder.hits == 1, f"{file}: {old!r} occurs {finder.hits} times"
        yield rules
    finally:
        sys.meta_path.remove(finder)
        for name in [n for n in sys.modules if n.split(".")[0] == package]:
            del sys.modules[name]
