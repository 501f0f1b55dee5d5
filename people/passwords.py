"""Passwords: argon2id, one at a time so that a flood of logins can't fill the memory."""

from __future__ import annotations

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

LEAST = 10  # characters; ASVS 5.0 asks for 8 with a list of common ones, we have no list
MOST = 200

# OWASP's first choice for argon2id: 19 MiB, 2 passes, 1 lane; some 30 ms
HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


def check(password: str) -> None:
    """Raises ValueError for a password too short or too long."""
    if not LEAST <= len(password) <= MOST:
        raise ValueError(f"a password has {LEAST} to {MOST} characters")


def hash(password: str) -> str:
    """argon2id with its parameters and salt."""
    return HASHER.hash(password)


def fits(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
