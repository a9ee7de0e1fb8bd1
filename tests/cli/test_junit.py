from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from gancheck.cli.junit import write_junit
from gancheck.engine import Record
from gancheck.evidence.outcome import Status
from tests.engine.samples import FAILED, HEADER, result


def _tree(tmp_path: Path) -> ElementTree.Element:
    results = tuple(result(str(status), status, log="bell \x07 & <tag>\n") for status in Status)
    record = Record(HEADER, (*results, replace(FAILED, suite="convergence", log="")))
    write_junit(record, 2.5, tmp_path / "junit.xml")
    return ElementTree.parse(tmp_path / "junit.xml").getroot()


def test_counts_and_properties(tmp_path: Path) -> None:
    root = _tree(tmp_path)
    assert root.get("time") == "2.500"
    suites = {suite.get("name"): suite for suite in root}
    theory = suites["theory"]
    assert {name: theory.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "7",
        "failures": "1",
        "errors": "1",
        "skipped": "3",
    }
    assert suites["convergence"].get("failures") == "1"
    properties = {item.get("name"): item.get("value") for item in theory.iter("property")}
    assert properties["target"] == "my_gan.py:build"
    assert properties["seed"] == "17"


def test_every_status_is_told_in_its_way(tmp_path: Path) -> None:
    cases = {case.get("name"): case for case in _tree(tmp_path).iter("testcase")}
    tags = {name: [child.tag for child in case if child.tag != "system-out"] for name, case in cases.items()}
    assert tags == {
        "passed": [],
        "failed": ["failure"],
        "inconclusive": ["skipped"],
        "not-applicable": ["skipped"],
        "errored": ["error"],
        "xfailed": ["skipped"],
        "xpassed": [],
        "optimal-discriminator": ["failure"],
    }
    failure = cases["optimal-discriminator"].find("failure")
    assert failure is not None
    assert failure.get("message") == "failed: V(D*) - V(D) = 0.213 nats, allowed 0.020"
    assert failure.text is not None
    assert "likely     real and fake labels are swapped" in failure.text


def test_a_strict_reader_sees_what_is_inconclusive_as_failed(tmp_path: Path) -> None:
    record = Record(HEADER, tuple(result(str(status), status) for status in Status))
    write_junit(record, 1.0, tmp_path / "junit.xml", strict=True)
    root = ElementTree.parse(tmp_path / "junit.xml").getroot()
    failed = [case.get("name") for case in root.iter("testcase") if case.find("failure") is not None]
    assert failed == ["failed", "inconclusive", "xpassed"]
    assert root[0].get("failures") == "3"


def test_what_xml_cannot_hold_is_replaced(tmp_path: Path) -> None:
    case = _tree(tmp_path).find("./testsuite[@name='theory']/testcase")
    assert case is not None
    assert case.findtext("system-out") == "bell \ufffd & <tag>\n"
