"""Files that a command will write at its end."""

from __future__ import annotations

from pathlib import Path

from gancheck.engine.plan import RequestError


def writable(path: Path) -> Path:
    """Find out before the run, not after it, that a file cannot be written: raises RequestError then."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.open("a").close()
    except OSError as error:
        raise RequestError(f"{path} cannot be written: {error.strerror}") from None
    return path
