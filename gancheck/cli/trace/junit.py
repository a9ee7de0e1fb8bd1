"""A trace as JUnit XML: one test case a clause."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import gancheck
from gancheck.report.page import printable
from gancheck.report.trace.message import message
from gancheck.report.trace.phrases import ending
from gancheck.report.trace.standing import by_clause, ended_well
from gancheck.tracing.finding import Finding, Kind
from gancheck.tracing.report import TraceReport


def write_junit(report: TraceReport, path: Path, *, strict: bool = False) -> None:
    """Write one suite: a violated clause is a failure, with `strict` a departure too; one not seen is skipped.

    A script that raised or was killed, and a trace that could tell nothing, are errors of a case named `script`.
    """
    failing = (Kind.VIOLATION, Kind.DEPARTURE) if strict else (Kind.VIOLATION,)
    standing = by_clause(report)
    gravest = [findings[0].kind for findings in standing.values()]
    wrong = _wrong(report)
    suite = ElementTree.Element(
        "testsuite",
        name="trace",
        tests=str(len(standing) + bool(wrong)),
        failures=str(sum(kind in failing for kind in gravest)),
        errors=str(int(bool(wrong))),
        skipped=str(gravest.count(Kind.UNSEEN)),
        time=f"{report.seconds:.3f}",
    )
    properties = ElementTree.SubElement(suite, "properties")
    script = report.script.command if report.script is not None else ""
    for name, value in (("version", gancheck.__version__), ("script", script), *(("loop", s) for s in report.summary)):
        ElementTree.SubElement(properties, "property", name=name, value=_clean(value))
    for clause, findings in standing.items():
        _add_case(suite, clause, findings, failing)
    if wrong:
        case = ElementTree.SubElement(suite, "testcase", classname="gancheck.trace", name="script")
        ElementTree.SubElement(case, "error", message=_clean(wrong))
    root = ElementTree.Element("testsuites", name="gancheck", time=f"{report.seconds:.3f}")
    root.append(suite)
    ElementTree.indent(root)
    path.write_bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def _wrong(report: TraceReport) -> str:
    if not ended_well(report):
        return ending(report)
    return report.unable


def _add_case(
    suite: ElementTree.Element, clause: str, findings: tuple[Finding, ...], failing: tuple[Kind, ...]
) -> None:
    case = ElementTree.SubElement(suite, "testcase", classname="gancheck.trace", name=clause)
    failed = [finding for finding in findings if finding.kind in failing]
    told = [f for f in findings if f.kind in (Kind.VIOLATION, Kind.DEPARTURE, Kind.NOTE) and f not in failed]
    if failed:
        worst = failed[0]
        kind = f"{worst.kind.value}: {worst.cause}" if worst.cause else worst.kind.value
        element = ElementTree.SubElement(case, "failure", message=_clean(worst.seen), type=kind)
        element.text = _clean("\n\n".join(map(message, failed)))
    elif findings[0].kind is Kind.UNSEEN:
        ElementTree.SubElement(case, "skipped", message=_clean(findings[0].seen))
    if told:
        ElementTree.SubElement(case, "system-out").text = _clean("\n\n".join(map(message, told)))


def _clean(text: str) -> str:
    return str(printable(text))
