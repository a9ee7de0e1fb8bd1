from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from gancheck.cli.trace.junit import write_junit
from gancheck.tracing.finding import Finding
from gancheck.tracing.report import Script, TraceReport
from tests.report.trace.samples import DEPARTURE, EVERYTHING, KEPT, NOTE, VIOLATION, at, report


def _suite(tmp_path: Path, trace: TraceReport, *, strict: bool = False) -> ElementTree.Element:
    write_junit(trace, tmp_path / "junit.xml", strict=strict)
    return ElementTree.parse(tmp_path / "junit.xml").getroot()[0]


def _tags(suite: ElementTree.Element) -> dict[str | None, list[str]]:
    return {case.get("name"): [child.tag for child in case] for case in suite.iter("testcase")}


def _counts(suite: ElementTree.Element) -> tuple[str | None, ...]:
    return tuple(suite.get(name) for name in ("tests", "failures", "errors", "skipped"))


def test_each_clause_is_a_case_told_by_its_kind(tmp_path: Path) -> None:
    suite = _suite(tmp_path, EVERYTHING)
    assert _tags(suite) == {
        "fresh-gradients": ["failure"],
        "fresh-noise": ["system-out"],
        "saturated": ["system-out"],
        "order": [],
        "lipschitz": ["skipped"],
    }
    assert _counts(suite) == ("5", "1", "0", "1")
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.get("type") == "violation: accumulated"
    assert failure.get("message") == VIOLATION.seen
    assert "change  call optG.zero_grad()" in str(failure.text)
    assert [item.get("value") for item in suite.iter("property")][1:] == ["train.py --epochs 1", EVERYTHING.summary[0]]


def test_a_strict_reader_sees_departures_as_failures(tmp_path: Path) -> None:
    suite = _suite(tmp_path, EVERYTHING, strict=True)
    assert _tags(suite)["fresh-noise"] == ["failure"]
    assert _counts(suite) == ("5", "2", "0", "1")


def test_several_findings_of_a_clause_are_one_case(tmp_path: Path) -> None:
    def order(finding: Finding) -> Finding:
        return replace(finding, clause="order")

    suite = _suite(tmp_path, report(KEPT, order(NOTE), order(VIOLATION), order(DEPARTURE), order(VIOLATION)))
    assert _tags(suite) == {"order": ["failure", "system-out"]}
    assert _counts(suite) == ("1", "1", "0", "0")
    assert str(suite.findtext("testcase/failure")).count("VIOLATION order") == 2
    told = str(suite.findtext("testcase/system-out"))
    assert "DEPARTURE order" in told
    assert "NOTE order" in told


def test_a_script_that_raised_is_an_error(tmp_path: Path) -> None:
    script = Script("train.py", "raised", "ValueError: \x07 <tag>", 1, at(16))
    suite = _suite(tmp_path, report(KEPT, script=script))
    assert _tags(suite) == {"order": [], "script": ["error"]}
    assert _counts(suite) == ("2", "0", "1", "0")
    error = suite.find("testcase/error")
    assert error is not None
    assert "raised ValueError: \ufffd <tag>" in str(error.get("message"))


def test_a_trace_that_can_tell_nothing_is_an_error(tmp_path: Path) -> None:
    suite = _suite(tmp_path, TraceReport((), (), unable="No optimizer stepped."))
    error = suite.find("testcase/error")
    assert error is not None
    assert error.get("message") == "No optimizer stepped."
    assert _counts(suite) == ("1", "0", "1", "0")
