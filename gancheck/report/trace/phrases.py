"""Sentences about a trace as a whole."""

from __future__ import annotations

from gancheck.report.phrasing import counted
from gancheck.report.trace.standing import clauses
from gancheck.tracing.finding import Kind
from gancheck.tracing.report import Script, TraceReport

LONGEST_DETAIL = 100  # characters of an exception's message: its traceback has all of it


def ending(report: TraceReport) -> str:
    """Say how the script went: `stopped · 60 steps of netD and 60 of netG seen`."""
    return " · ".join(part for part in (_how(report.script), _seen(report)) if part)


def _how(script: Script | None) -> str:
    if script is None:
        return "traced"
    at = f" at {script.place}" if script.place is not None else ""
    match script.ended:
        case "stopped":
            return "stopped"
        case "raised":
            return f"the script raised {_shortened(script.detail)}{at}"
        case "killed" if script.detail.startswith("signal"):
            return f"the script died of {script.detail}{at}"
        case "killed":
            return f"the script was killed{at}: {script.detail}"
        case "interrupted":
            return f"interrupted{at}"
        case "exited" if script.exit_code:
            return f"the script exited with code {script.exit_code}"
        case _:
            return "the script ended"


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_DETAIL else text[: LONGEST_DETAIL - 1].rstrip() + "…"


def _seen(report: TraceReport) -> str:
    """Count what was seen, which is not all that was done where the script went on."""
    if report.unable:  # why is said elsewhere
        return ""
    steps = [(player, count) for player, count in report.steps.items() if count]
    if not steps:
        return "no step seen"
    first, *others = steps
    parts = [f"{counted(first[1], 'step')} of {first[0]}", *(f"{count} of {player}" for player, count in others)]
    return (" and ".join([", ".join(parts[:-1]), parts[-1]]) if others else parts[0]) + " seen"


def tally(report: TraceReport) -> str:
    """Count what was found: `1 violation, no departure, 2 notes`."""
    if report.unable:
        return "nothing can be told"
    parts = [_some(len(report.violations), "violation"), _some(len(report.departures), "departure")]
    if report.notes:
        parts.append(counted(len(report.notes), "note"))
    return ", ".join(parts)


def rest(report: TraceReport) -> str:
    """Count what holds and name what could not be told: `kept: 24 clauses · not seen: 2 (modes, averaging)`."""
    kept, unseen = clauses(report, Kind.KEPT), clauses(report, Kind.UNSEEN)
    text = f"kept: {counted(len(kept), 'clause')}"
    return f"{text} · not seen: {len(unseen)} ({', '.join(unseen)})" if unseen else text


def _some(count: int, noun: str) -> str:
    return counted(count, noun) if count else f"no {noun}"
