"""A power cut for SQLite: what was written but not synced is lost, in part and torn (F5).

A shim around SQLite's own unix VFS, through ctypes, in the library that Python's sqlite3 uses. It
passes everything on and keeps beside it what a disk would hold if nothing but the syncs counted.
Files are then made as they would be found after the cut: the synced bytes, and of what was written
since any subset, sector by sector, as an operating system that writes when it likes leaves it.
"""

from __future__ import annotations

import _sqlite3
import ctypes as c
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SECTOR = 512
OPEN = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p, c.c_void_p, c.c_int, c.c_void_p)
WRITE = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p, c.c_int, c.c_int64)
TRUNCATE = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_int64)
SYNC = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_int)


class Vfs(c.Structure):
    """sqlite3_vfs, as far as its third version goes."""

    _fields_ = [
        ("version", c.c_int), ("size", c.c_int), ("longest", c.c_int), ("next", c.c_void_p),
        ("name", c.c_char_p), ("data", c.c_void_p), ("open", c.c_void_p),
        ("rest", c.c_void_p * 14),
    ]  # fmt: skip


class Methods(c.Structure):
    """sqlite3_io_methods, third version."""

    _fields_ = [
        ("version", c.c_int), ("close", c.c_void_p), ("read", c.c_void_p), ("write", c.c_void_p),
        ("truncate", c.c_void_p), ("sync", c.c_void_p), ("rest", c.c_void_p * 13),
    ]  # fmt: skip


class File(c.Structure):
    """The beginning of every sqlite3_file."""

    _fields_ = [("methods", c.POINTER(Methods))]


class Platter:
    """One file: what is surely on the disk, and what was written since the last sync."""

    def __init__(self, path: Path) -> None:
        self.sure = bytearray(path.read_bytes() if path.exists() else b"")
        self.since: list[tuple[int, bytes] | int] = []  # (offset, bytes), or cut to a size
        self.syncs = 0

    @staticmethod
    def write(image: bytearray, change: tuple[int, bytes] | int) -> None:
        if isinstance(change, int):
            del image[change:]
            return
        offset, data = change
        image.extend(bytes(max(0, offset + len(data) - len(image))))
        image[offset : offset + len(data)] = data

    def sync(self) -> None:
        for change in self.since:
            self.write(self.sure, change)
        self.since.clear()
        self.syncs += 1

    def after_the_cut(self, dice: random.Random) -> bytes:
        image = bytearray(self.sure)
        for change in self.since:
            if isinstance(change, int):
                if dice.random() < 0.5:
                    self.write(image, change)
                continue
            offset, data = change
            for at in range(0, len(data), SECTOR):
                if dice.random() < 0.5:
                    self.write(image, (offset + at, data[at : at + SECTOR]))
        return bytes(image)


class Power:
    """The disk under one folder. `cut` may be called at any moment, from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._lock = threading.Lock()
        self.platters: dict[str, Platter] = {}
        self._files: dict[int, Platter] = {}
        self._keep: list[Any] = []

    def cut(self, into: Path, seed: int) -> None:
        """Writes into `into` the files as they would be found now."""
        dice = random.Random(seed)
        into.mkdir()
        with self._lock:
            for path, platter in self.platters.items():
                if Path(path).exists() and not path.endswith("-shm"):
                    (into / Path(path).name).write_bytes(platter.after_the_cut(dice))

    @contextmanager
    def on(self) -> Iterator[Power]:
        """While it is on, every SQLite connection opened in this process goes over this disk."""
        lib = c.CDLL(_sqlite3.__file__)
        lib.sqlite3_vfs_find.restype = c.POINTER(Vfs)
        lib.sqlite3_vfs_find.argtypes = [c.c_char_p]
        lib.sqlite3_vfs_register.argtypes = [c.c_void_p, c.c_int]
        lib.sqlite3_vfs_unregister.argtypes = [c.c_void_p]
        unix = lib.sqlite3_vfs_find(None)
        shim = Vfs.from_buffer_copy(unix.contents)
        real_open = OPEN(shim.open)
        tables: dict[int, Methods] = {}

        # SQLite keeps the very pointer to the name, so it must be passed on as one
        def open_(vfs: int, name: int | None, file: int, flags: int, out: int) -> int:
            said = real_open(vfs, name, file, flags, out)
            path = c.string_at(name).decode() if name else ""
            if said == 0 and path.startswith(self._folder):
                with self._lock:
                    platter = self.platters.get(path)
                    if platter is None or not Path(path).stat().st_size:  # deleted meanwhile
                        platter = self.platters[path] = Platter(Path(path))
                    self._files[file] = platter
                header = c.cast(file, c.POINTER(File)).contents
                address = c.addressof(header.methods.contents)
                if address not in tables:
                    tables[address] = self._table(header.methods.contents)
                header.methods = c.pointer(tables[address])
            return said

        opener = OPEN(open_)
        shim.open = c.cast(opener, c.c_void_p).value
        shim.name = b"power"
        shim.next = None
        self._keep += [opener, shim, tables, real_open]
        assert lib.sqlite3_vfs_register(c.addressof(shim), 1) == 0
        try:
            yield self
        finally:
            lib.sqlite3_vfs_register(c.addressof(unix.contents), 1)
            lib.sqlite3_vfs_unregister(c.addressof(shim))

    def _table(self, real: Methods) -> Methods:
        """The file's methods, with a look at what is written and synced."""
        table = Methods.from_buffer_copy(real)
        real_write, real_cut = WRITE(real.write), TRUNCATE(real.truncate)
        real_sync = SYNC(real.sync)

        def write(file: int, data: int, size: int, offset: int) -> int:
            with self._lock:
                said = real_write(file, data, size, offset)
                if said == 0:
                    self._files[file].since.append((offset, c.string_at(data, size)))
            return int(said)

        def truncate(file: int, size: int) -> int:
            with self._lock:
                said = real_cut(file, size)
                if said == 0:
                    self._files[file].since.append(size)
            return int(said)

        def sync(file: int, flags: int) -> int:
            said = real_sync(file, flags)
            if said == 0:
                with self._lock:
                    self._files[file].sync()
            return int(said)

        callbacks = WRITE(write), TRUNCATE(truncate), SYNC(sync)
        table.write, table.truncate, table.sync = (c.cast(f, c.c_void_p).value for f in callbacks)
        self._keep += [callbacks, real_write, real_cut, real_sync]
        return table
