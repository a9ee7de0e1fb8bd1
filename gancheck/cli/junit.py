"""A run as JUnit XML, for continuous integration."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

from gancheck.engine.message import message, summary
from gancheck.engine.record import Record
from gancheck.engine.result import Result
from gancheck.engine.verdict import failures
from gancheck.evidence.outcome import Status

# What XML 1.0 cannot hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SKIPPED = (Status.NOT_APPLICABLE, Status.INCONCLUSIVE, Status.XFAILED)


def write_junit(record: Record, seconds: float, path: Path, *, strict: bool = False) -> None:
    """Write one test suite for each suite of checks.

    Expected failures and what is not applicable are told as skipped; what is inconclusive too, unless `strict`.
    """
    failed = tuple({result.status for result in failures(record.results, strict=strict)} - {Status.ERRORED})
    skipped = tuple(set(_SKIPPED) - set(failed))
    root = ElementTree.Element("testsuites", name="gancheck", time=f"{seconds:.3f}")
    ordered = sorted(record.results, key=lambda result: result.suite)
    for name, group in groupby(ordered, key=lambda result: result.suite):
        results = list(group)
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=name,
            tests=str(len(results)),
            failures=str(_count(results, *failed)),
            errors=str(_count(results, Status.ERRORED)),
            skipped=str(_count(results, *skipped)),
            time=f"{sum(result.seconds for result in results):.3f}",
            timestamp=record.header.started,
        )
        properties = ElementTree.SubElement(suite, "properties")
        for key in ("version", "target", "seed", "alpha", "device"):
            ElementTree.SubElement(properties, "property", name=key, value=_clean(str(getattr(record.header, key))))
        for result in results:
            _add_case(suite, result, failed)
    ElementTree.indent(root)
    path.write_bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def _add_case(suite: ElementTree.Element, result: Result, failed: tuple[Status, ...]) -> None:
    case = ElementTree.SubElement(
        suite,
        "testcase",
        classname=f"gancheck.{result.suite}",
        name=result.check,
        time=f"{result.seconds:.3f}",
    )
    told = f"{result.status}: {summary(result)}"
    if result.status in (*failed, Status.ERRORED):
        kind = "error" if result.status is Status.ERRORED else "failure"
        element = ElementTree.SubElement(case, kind, message=_clean(told), type=result.cause or str(result.status))
        element.text = _clean(message(result))
    elif result.status in _SKIPPED:
        ElementTree.SubElement(case, "skipped", message=_clean(told))
    if result.log:
        ElementTree.SubElement(case, "system-out").text = _clean(result.log)


def _count(results: list[Result], *statuses: Status) -> int:
    return sum(result.status in statuses for result in results)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
