import subprocess
from pathlib import Path

import pytest

from gancheck.bench.against.worktree import RevisionError, checked_out, commit_of, repository, state_of


def git(folder: Path, *arguments: str) -> str:
    settings = ("-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false")
    return subprocess.run(
        ["git", "-C", str(folder), *settings, *arguments], check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet")
    for text in ("old", "new"):
        (folder / "file.txt").write_text(text)
        git(folder, "add", ".")
        git(folder, "commit", "--quiet", "-m", text)
    return folder


def test_a_revision_lies_beside_the_working_tree_and_is_gone_afterwards(root: Path) -> None:
    (root / "file.txt").write_text("changed")
    with checked_out(root, commit_of(root, "HEAD~1")) as tree:
        assert (tree / "file.txt").read_text() == "old"
        assert (root / "file.txt").read_text() == "changed"
    assert not tree.exists()
    assert len(git(root, "worktree", "list").splitlines()) == 1


def test_it_is_gone_when_something_was_written_there_and_something_raised(root: Path) -> None:
    seen: list[Path] = []

    def breaking() -> None:
        with checked_out(root, commit_of(root, "HEAD")) as tree:
            seen.append(tree)
            (tree / "cache").write_text("x")
            raise KeyError

    with pytest.raises(KeyError):
        breaking()
    assert not seen[0].exists()
    assert len(git(root, "worktree", "list").splitlines()) == 1


def test_the_state_says_whether_it_was_changed(root: Path) -> None:
    assert state_of(root) == commit_of(root, "HEAD")
    (root / "file.txt").write_text("changed")
    assert state_of(root) == f"{commit_of(root, 'HEAD')}-dirty"


@pytest.mark.parametrize("name", ["nowhere", "--help", "", "HEAD~9"])
def test_what_is_no_revision(root: Path, name: str) -> None:
    with pytest.raises(RevisionError, match="has no revision"):
        commit_of(root, name)


def test_what_is_no_repository(tmp_path: Path, root: Path) -> None:
    with pytest.raises(RevisionError, match="is in no git repository"):
        repository(tmp_path)
    (root / "deep").mkdir()
    assert repository(root / "deep") == root.resolve()
