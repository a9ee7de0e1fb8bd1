"""One seed a check, derived from the run's seed and the check's identifier."""

from __future__ import annotations

import hashlib


def derive_seed(seed: int, check: str) -> int:
    """Return a seed of 63 bits for `check` in the run of `seed`: adding a check to a run changes no other's.

    It is the start of SHA-256 of both, so it is the same on every machine and in every version of Python.
    """
    digest = hashlib.sha256(f"{seed}:{check}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1
