"""The checkout that a command is about: the one that the current folder lies in."""

from __future__ import annotations

from pathlib import Path

from gancheck.bench.against.worktree import RevisionError, repository


def checkout() -> Path:
    """The root of the checkout of gancheck that the current folder lies in. Raises RevisionError."""
    root = repository(Path.cwd())
    if not (root / "gancheck" / "training").is_dir():
        raise RevisionError(f"{root} is no checkout of gancheck: go into one")
    return root
