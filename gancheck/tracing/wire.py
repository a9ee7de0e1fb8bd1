"""A trace's report as strict JSON, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from gancheck.tracing.finding import Finding, Kind
from gancheck.tracing.place import Place
from gancheck.tracing.report import Fed, Script, Tick, TraceReport

FORMAT = 1


class WireError(ValueError):
    """A text that is not a report, in one sentence."""


def dumps(report: TraceReport, **more: object) -> str:
    """Write a report as JSON, with `more` keys beside it; each place also holds its line of code as `text`.

    A lone surrogate, which a file name may hold, has to be written with `errors="backslashreplace"`.
    """
    document = {"format": FORMAT, **more, **_told(report)}
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def loads(text: str) -> TraceReport:
    """Read what `dumps` wrote. Unknown keys are ignored. Raises WireError when the text is not a report."""
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise WireError(f"the trace has the format {data['format']}, and this gancheck reads {FORMAT}")
        return TraceReport(
            summary=tuple(data["summary"]),
            findings=tuple(map(_finding, data["findings"])),
            timeline=tuple(map(_tick, data["timeline"])),
            script=_script(data["script"]),
            unable=data["unable"],
            steps=dict(data["steps"]),
            players=dict(data["players"]),
            environment=dict(data["environment"]),
            seconds=float(data["seconds"]),
        )
    except WireError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WireError(f"this is not a trace of gancheck: {type(error).__name__}: {error}") from None


def _told(report: TraceReport) -> dict[str, Any]:
    # Where a library runs the loop, its lines are among the places already.
    told = asdict(report, dict_factory=lambda items: {name: value for name, value in items if name != "inside"})
    for finding, shown in zip(report.findings, told["findings"], strict=True):
        for place, each in zip(finding.places, shown["places"], strict=True):
            each["text"] = place.text
    return told


def _finding(data: Mapping[str, Any]) -> Finding:
    return Finding(
        clause=data["clause"],
        kind=Kind(data["kind"]),
        claim=data["claim"],
        source=data["source"],
        seen=data["seen"],
        cause=data["cause"],
        places=tuple(_known_place(place) for place in data["places"]),
        effect=data["effect"],
        change=data["change"],
        threads=tuple(data["threads"]),
        pair=data["pair"],
    )


def _tick(data: Mapping[str, Any]) -> Tick:
    return Tick(
        iteration=data["iteration"],
        what=data["what"],
        player=data["player"],
        place=_place(data["place"]),
        fed=tuple(Fed(each["what"], tuple(each["shape"]), each["batch"], each["since"]) for each in data["fed"]),
        note=data["note"],
        clauses=tuple(data["clauses"]),
    )


def _script(data: Mapping[str, Any] | None) -> Script | None:
    if data is None:
        return None
    return Script(data["command"], data["ended"], data["detail"], data["exit_code"], _place(data["place"]))


def _place(data: Mapping[str, Any] | None) -> Place | None:
    return None if data is None else _known_place(data)


def _known_place(data: Mapping[str, Any]) -> Place:
    return Place(data["file"], data["line"], data["function"])
