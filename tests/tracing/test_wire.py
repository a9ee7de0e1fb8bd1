import dataclasses
import json
import os
from typing import Any

import pytest

from gancheck.tracing.place import Place
from gancheck.tracing.report import Script, TraceReport
from gancheck.tracing.wire import WireError, dumps, loads
from tests.report.trace.samples import EVERYTHING, FOLDER, VIOLATION, at


def _strict(text: str) -> Any:
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    return json.loads(text, parse_constant=refuse)


def test_a_report_comes_back_equal() -> None:
    script = Script("train.py", "raised", "ValueError: é", 1, at(16))
    report = dataclasses.replace(EVERYTHING, script=script, unable="so it is")
    assert loads(dumps(report)) == report


def test_every_field_is_filled_in_what_is_compared() -> None:
    fields = {field.name for field in dataclasses.fields(TraceReport)}
    assert {name for name in fields if not getattr(EVERYTHING, name)} == {"unable"}
    assert {name for name in vars(VIOLATION) if not getattr(VIOLATION, name)} == {"pair"}


def test_an_empty_report_comes_back_equal() -> None:
    empty = TraceReport((), ())
    assert loads(dumps(empty)) == empty


def test_it_is_strict_json_with_the_lines_of_code() -> None:
    document = _strict(dumps(EVERYTHING, version="0.1.0"))
    assert document["format"] == 1
    assert document["version"] == "0.1.0"
    assert document["findings"][0]["kind"] == "violation"
    assert document["findings"][0]["places"][0] == {
        "file": os.fspath(FOLDER / "script.py"),
        "line": 16,
        "function": "train",
        "text": "optG.step()",
    }


def test_a_name_that_no_encoding_holds_survives(tmp_path: Any) -> None:
    place = Place("/home/\udce9/train.py", 3)
    report = dataclasses.replace(EVERYTHING, findings=(dataclasses.replace(VIOLATION, places=(place,)),))
    file = tmp_path / "trace.json"
    file.write_text(dumps(report), encoding="utf-8", errors="backslashreplace")
    assert loads(file.read_text(encoding="utf-8")) == report


def test_unknown_keys_are_ignored() -> None:
    assert loads(dumps(EVERYTHING, later="more")) == EVERYTHING


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a trace of gancheck: JSONDecodeError"),
        ("[]", "not a trace of gancheck: TypeError"),
        ("{}", "not a trace of gancheck: KeyError: 'format'"),
        ('{"format": 2}', "the trace has the format 2, and this gancheck reads 1"),
        ('{"format": 1}', "not a trace of gancheck: KeyError: 'summary'"),
        (dumps(EVERYTHING).replace('"violation"', '"crime"'), "'crime' is not a valid Kind"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(text: str, message: str) -> None:
    with pytest.raises(WireError, match=message):
        loads(text)


def test_a_number_that_is_not_finite_is_never_written() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        dumps(dataclasses.replace(EVERYTHING, seconds=float("nan")))
