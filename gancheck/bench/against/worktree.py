"""A revision of a repository, checked out beside the working tree for a while."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class RevisionError(ValueError):
    """There is no such revision, or no repository. The message is one sentence that says what to do."""


def repository(folder: Path) -> Path:
    """The root of the git repository that holds `folder`. Raises RevisionError."""
    return Path(_git(folder, "rev-parse", "--show-toplevel", otherwise=f"{folder} is in no git repository"))


def commit_of(root: Path, revision: str) -> str:
    """The commit that a revision names, by 12 digits. Raises RevisionError."""
    full = _git(
        root,
        *("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"),
        otherwise=f"{root} has no revision {revision!r}: name a commit, a branch or a tag",
    )
    return full[:12]


def state_of(root: Path) -> str:
    """The commit that the working tree stands on, with `-dirty` if it was changed since."""
    return _git(
        root,
        *("describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"),
        otherwise=f"{root} has no commit yet",
    )


@contextmanager
def checked_out(root: Path, commit: str) -> Iterator[Path]:
    """A folder with the files of `commit`, removed afterwards with git's note of it."""
    with tempfile.TemporaryDirectory(prefix="gancheck-") as folder:
        tree = Path(folder) / "tree"
        _git(
            root,
            *("worktree", "add", "--detach", "--quiet", str(tree), commit),
            otherwise=f"git could not check {commit} out",
        )
        try:
            yield tree
        finally:
            _git(root, "worktree", "remove", "--force", str(tree), otherwise=f"git could not remove {tree}")


def _git(folder: Path, *arguments: str, otherwise: str) -> str:
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=True)
    except OSError:
        raise RevisionError("git could not be run: install it to compare revisions") from None
    except subprocess.CalledProcessError as error:
        why = error.stderr.strip().splitlines()
        raise RevisionError(f"{otherwise}{f' ({why[-1]})' if why and 'add' in arguments else ''}") from None
    return done.stdout.strip()
