"""Hashes passwords with argon2. Costs 64 MiB and some 50 ms on purpose: never call it in a transaction."""

from __future__ import annotations

import functools

from pwdlib import PasswordHash

_HASHER = PasswordHash.recommended()


def hash_password(password: str) -> str:
    """A salted argon2id hash."""
    return _HASHER.hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """True when the password belongs to the hash; without a hash the same work is done for nothing."""
    if password_hash is None:
        _HASHER.verify(password, _nobodys_hash())
        return False
    return _HASHER.verify(password, password_hash)


@functools.cache
def _nobodys_hash() -> str:
    return _HASHER.hash("no account has this password")
