from pathlib import Path

from gancheck.engine.scratch import Scratch


def test_progress_is_left_and_found(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path, "trains")
    assert scratch.progress() is None
    report = scratch.reporter(every=0.0)
    report(0.25, "a quarter")
    assert scratch.progress() == (0.25, "a quarter")
    report(7.0, "too much")
    assert scratch.progress() == (1.0, "too much")


def test_progress_is_limited_in_its_rate(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path, "trains")
    report = scratch.reporter(every=60.0)
    report(0.1, "first")
    report(0.2, "too soon")
    assert scratch.progress() == (0.1, "first")


def test_progress_never_fails(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path / "not there", "trains")
    scratch.reporter()(0.5, "lost")
    assert scratch.progress() is None


def test_clear(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path, "trains")
    for file in (scratch.log, scratch.hang, scratch.crash):
        file.write_text("old")
    scratch.reporter()(0.5, "")
    scratch.clear()
    assert list(tmp_path.iterdir()) == []
