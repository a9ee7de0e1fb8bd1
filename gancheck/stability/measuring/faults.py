"""What the monitored code got wrong, by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class UserFault(RuntimeError):
    """Something that was given to the monitor failed: one sentence that says which, and how."""


@contextmanager
def blaming(what: str) -> Iterator[None]:
    """Turn an exception inside into a UserFault that names `what` was called."""
    try:
        yield
    except UserFault:
        raise
    except Exception as error:
        lines = str(error).strip().splitlines()
        raise UserFault(f"{what} raised {type(error).__name__}{': ' + lines[0] if lines else ''}") from error
