from pathlib import Path

import pytest

from gancheck.engine import RequestError
from gancheck.engine.expected import mark, read_expected
from gancheck.evidence.outcome import Status
from tests.engine.samples import result

KNOWN = ["trains", "descends", "lingers"]


def _read(tmp_path: Path, text: str) -> dict[str, str]:
    file = tmp_path / "expected.txt"
    file.write_text(text)
    return read_expected(file, KNOWN)


def test_lines_comments_and_reasons(tmp_path: Path) -> None:
    text = "# what we know\n\ntrains  # the loss is halved (#12)\n  descends\n"
    assert _read(tmp_path, text) == {"trains": "the loss is halved (#12)", "descends": "expected to fail"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("\ntrain # x", r"line 2: no check is called 'train': did you mean 'trains'"),
        ("trains\ntrains # again", "line 2: 'trains' is listed twice"),
        ("algorithm # a suite", "line 1: no check is called 'algorithm'"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(RequestError, match=complaint):
        _read(tmp_path, text)


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="cannot be read: No such file"):
        read_expected(tmp_path / "nowhere", KNOWN)
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RequestError, match="not UTF-8"):
        read_expected(tmp_path / "binary", KNOWN)


@pytest.mark.parametrize(
    ("status", "cause", "marked"),
    [
        (Status.FAILED, "", Status.XFAILED),
        (Status.PASSED, "", Status.XPASSED),
        (Status.ERRORED, "target", Status.XFAILED),
        (Status.ERRORED, "hang", Status.XFAILED),
        (Status.ERRORED, "died", Status.XFAILED),
        (Status.ERRORED, "gancheck", Status.ERRORED),
        (Status.INCONCLUSIVE, "", Status.INCONCLUSIVE),
        (Status.NOT_APPLICABLE, "", Status.NOT_APPLICABLE),
    ],
)
def test_marking_and_taking_the_mark_away(status: Status, cause: str, marked: Status) -> None:
    plain = result("trains", status, cause=cause)
    seen = mark(plain, {"trains": "known"})
    assert seen.status is marked
    assert seen.expected == "known"
    assert mark(seen, {"descends": "another"}) == plain
