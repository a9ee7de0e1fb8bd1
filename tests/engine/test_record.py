import json
from pathlib import Path

import pytest

from gancheck.engine import RecordedEvent, RecordError, read_record
from gancheck.engine.record import FILE_NAME, RecordWriter, locate
from gancheck.evidence.outcome import Status
from tests.engine.samples import FAILED, HEADER, result


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / FILE_NAME


def _write(path: Path, *, append: bool = False) -> RecordWriter:
    writer = RecordWriter(path, append=append)
    if not append:
        writer.header(HEADER)
    return writer


def test_what_is_written_is_read(path: Path) -> None:
    writer = _write(path)
    writer.result(result("value-identity"))
    writer.result(FAILED)
    writer.event(RecordedEvent("finished", "2 checks", "now"))
    writer.close()
    record = read_record(path.parent)
    assert record.header == HEADER
    assert record.results == (FAILED, result("value-identity"))  # in the plan's order, not as they finished
    assert record.events == (RecordedEvent("finished", "2 checks", "now"),)
    assert record.counts == {Status.PASSED: 1, Status.FAILED: 1}
    assert record.missing == ()
    assert record.seconds == 2.5


def test_every_line_is_strict_json_on_disk_before_the_next(path: Path) -> None:
    writer = _write(path)
    for number, check in enumerate(HEADER.plan):
        writer.result(result(check, log="a\nb\x00\udcff"))
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) == number + 2
        assert [json.loads(line)["type"] for line in lines] == ["run"] + ["result"] * (number + 1)
    writer.close()


@pytest.mark.parametrize("torn", ['{"type": "result", "che', "{", '{"type": "event", "kind": "x", "text": ""}'])
def test_a_torn_last_line_is_ignored_and_then_overwritten(path: Path, torn: str) -> None:
    _write(path).close()
    with path.open("a") as file:
        file.write(torn)  # no newline: the write did not end
    assert read_record(path).results == ()
    writer = _write(path, append=True)
    writer.result(FAILED)
    writer.close()
    assert read_record(path).results == (FAILED,)
    assert torn not in path.read_text().splitlines()


def test_a_later_result_replaces_an_earlier_one(path: Path) -> None:
    writer = _write(path)
    writer.result(result("value-identity", Status.ERRORED))
    writer.result(result("value-identity", Status.PASSED))
    writer.close()
    assert [r.status for r in read_record(path).results] == [Status.PASSED]
    assert read_record(path).missing == ("optimal-discriminator",)


def test_a_new_run_starts_a_new_record(path: Path) -> None:
    writer = _write(path)
    writer.result(FAILED)
    writer.close()
    _write(path).close()
    assert read_record(path).results == ()


def test_two_runs_cannot_write_one_record(path: Path) -> None:
    pytest.importorskip("fcntl")
    writer = _write(path)
    writer.result(FAILED)
    with pytest.raises(RecordError, match=r"another run is writing .*--output"):
        RecordWriter(path)
    assert read_record(path).results == (FAILED,)
    writer.close()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "is empty"),
        ('{"type": "run"', "is empty"),
        ("<html>\n", "line 1"),
        ('{"type": "result"}\n', "first line has to be the run's header"),
        ('{"type": "run"}\n', "line 1: .*Header is not complete"),
        ("[1]\n", "line 1"),
    ],
)
def test_what_is_no_record_is_refused_in_a_sentence(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "record.jsonl"
    file.write_text(text)
    with pytest.raises(RecordError, match=complaint):
        read_record(file)


def test_a_record_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="No such file"):
        read_record(tmp_path)
    assert locate(tmp_path) == tmp_path / FILE_NAME


def test_a_record_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RecordError, match="cannot be written"):
        RecordWriter(tmp_path / "file" / FILE_NAME)
