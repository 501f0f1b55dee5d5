"""Signing: the Ed25519 key of the anchors, kept outside the database.

HALL_ANCHOR_KEY of the environment (64 hexadecimal digits), else the file that config.yaml names
(storage.anchor_key), else `anchor.key` in the data folder, made there once.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

VARIABLE = "HALL_ANCHOR_KEY"


class NoKey(Exception):
    """There is no key to sign or to check with; the text says where one was looked for."""


class Signer:
    """A private key, of 64 hexadecimal digits. Raises NoKey if it is not."""

    def __init__(self, seed: str) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        try:
            self._key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
        except ValueError:
            raise NoKey("an anchor key has 64 hexadecimal digits") from None
        self.seed = seed
        self.public = self._key.public_key().public_bytes_raw().hex()

    def sign(self, what: bytes) -> str:
        return self._key.sign(what).hex()


def is_signed(public: str, what: bytes, signature: str) -> bool:
    """Is it that key's signature? `public` and `signature` hexadecimal."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), what)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def new_signer() -> Signer:
    return Signer(secrets.token_hex(32))


def find(file: Path, *, make: bool = False) -> Signer:
    """The key of the environment or the file; `make`: written first if there is none. Raises NoKey
    or OSError."""
    given = os.environ.get(VARIABLE)
    if given:
        return Signer(given.strip())
    try:
        return Signer(file.read_text().strip())
    except FileNotFoundError:
        if not make:
            raise NoKey(f"there is no {VARIABLE} and no file {file}") from None
    signer = new_signer()
    try:
        write(file, signer, replace=False)
    except FileExistsError:  # another process was first
        return Signer(file.read_text().strip())
    return signer


def write(file: Path, signer: Signer, *, replace: bool) -> None:
    """Keeps the key in a file that only its owner reads. FileExistsError unless `replace`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(fd, "w") as out:
        out.write(signer.seed + "\n")
        out.flush()
        os.fsync(out.fileno())
    try:
        os.replace(draft, file) if replace else os.link(draft, file)
    finally:
        draft.unlink(missing_ok=True)
