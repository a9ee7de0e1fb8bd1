"""One result as the page shows it: texts and charts, no numbers left to format."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gancheck.engine.result import Result
from gancheck.evidence.outcome import Outcome, Power, Status
from gancheck.report.charts import Chart, draw
from gancheck.report.phrasing import interval, measured, number, seconds
from gancheck.report.statuses import STATUSES, StatusView

CAUSES = {
    "target": "the target raised an exception",
    "gancheck": "gancheck raised an exception, which is a fault of gancheck and not of the target",
    "hang": "the check did not end within its time",
    "died": "the process that ran the check died",
    "budget": "the time of the run was spent before the check could start",
}


@dataclass(frozen=True)
class VerdictView:
    """What the page says about one check. An empty text is not shown."""

    anchor: str
    check: str
    suite: str
    status: StatusView
    claim: str
    source: str
    measured: str
    interval: str
    allowed: str
    power: str
    samples: str
    worst: str
    diagnosis: str
    reason: str
    notes: tuple[str, ...]
    took: str
    seed: str
    reproduce: str
    traceback: str
    log: str
    charts: tuple[Chart, ...]


def verdict(result: Result, *, points: int, characters: int) -> VerdictView:
    """View a result with at most `points` points a series and `characters` of each long text."""
    outcome = result.outcome
    return VerdictView(
        anchor="check-" + (re.sub(r"[^a-z0-9]+", "-", result.check.lower()).strip("-") or "unnamed"),
        check=result.check,
        suite=result.suite,
        status=STATUSES[outcome.status],
        claim=beginning(result.claim, characters),
        source=beginning(result.source, characters),
        measured=measured(outcome.measured) if outcome.measured else "",
        interval=interval(outcome.measured) if outcome.measured else "",
        allowed=beginning(outcome.allowed, characters),
        power=_power(result),
        samples=f"{outcome.samples:,}" if outcome.samples else "",
        worst=beginning(outcome.worst, characters),
        diagnosis=beginning(outcome.diagnosis, characters),
        reason=beginning(_reason(result), characters),
        notes=tuple(beginning(note, characters) for note in outcome.notes),
        took=seconds(result.seconds) if result.seconds else "",
        seed=f"{result.derived_seed}, derived from the run's seed {result.seed}",
        reproduce=result.reproduce,
        traceback=ending(result.traceback, characters),
        log=ending(result.log, characters),
        charts=tuple(draw(figure, points) for figure in outcome.figures),
    )


def beginning(text: str, characters: int) -> str:
    """Keep the first `characters` of a text: an exception's message may hold a whole tensor."""
    cut = len(text) - characters
    return text if cut <= 0 else f"{text[:characters]} [{cut:,} more characters left out]"


def ending(text: str, characters: int) -> str:
    """Keep the last `characters` of a text, where tracebacks and logs say most, and tell how many went."""
    cut = len(text) - characters
    return text if cut <= 0 else f"[{cut:,} characters left out]\n{text[cut:]}"


def _power(result: Result) -> str:
    if result.kind == "exact":
        return "exact: spends no error budget" if _judged(result.status) else ""
    return _error_rates(result.outcome) if result.outcome.power else ""


def _judged(status: Status) -> bool:
    return status not in (Status.NOT_APPLICABLE, Status.ERRORED)


def _error_rates(outcome: Outcome) -> str:
    power = outcome.power or Power(0.0)
    alarm = f"wrong alarm {number(power.wrong_alarm)}"
    if power.discrepancy is None or power.miss is None:
        return f"{alarm}; no bound on what is missed"
    unit = outcome.measured.unit if outcome.measured else ""
    size = number(power.discrepancy) if power.of else f"{number(power.discrepancy)} {unit}".rstrip()
    return f"{alarm}; a {power.of or 'discrepancy'} of {size} is missed with probability {number(power.miss)}"


def _reason(result: Result) -> str:
    parts = [CAUSES.get(result.cause, result.cause), result.outcome.reason]
    if result.expected:
        parts.append(f"listed as an expected failure: {result.expected}")
    return "; ".join(part for part in parts if part)
