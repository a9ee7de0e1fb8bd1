"""How the clauses stand: each by its gravest finding."""

from __future__ import annotations

from gancheck.tracing.finding import Finding, Kind
from gancheck.tracing.report import TraceReport

GRAVEST_FIRST = (Kind.VIOLATION, Kind.DEPARTURE, Kind.NOTE, Kind.KEPT, Kind.UNSEEN)


def by_clause(report: TraceReport) -> dict[str, tuple[Finding, ...]]:
    """The findings of each clause, the gravest first; clauses in the order of the report."""
    grouped: dict[str, list[Finding]] = {}
    for finding in report.findings:
        grouped.setdefault(finding.clause, []).append(finding)
    return {
        clause: tuple(sorted(findings, key=lambda finding: GRAVEST_FIRST.index(finding.kind)))
        for clause, findings in grouped.items()
    }


def clauses(report: TraceReport, kind: Kind) -> tuple[str, ...]:
    """The clauses that stand as `kind`, in the order of the report."""
    return tuple(clause for clause, findings in by_clause(report).items() if findings[0].kind is kind)


def ended_well(report: TraceReport) -> bool:
    """Whether the script came to an end that it or gancheck wanted."""
    return report.script is None or report.script.ended in ("stopped", "finished", "exited")


def failures(report: TraceReport, *, strict: bool = False) -> tuple[Finding, ...]:
    """The findings that fail a trace: violations, with `strict` departures too."""
    return report.violations + (report.departures if strict else ())
