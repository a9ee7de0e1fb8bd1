"""How well instability is named, as plain values. The template only places what is here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gancheck.stability.runs.document import TARGETS, missed
from gancheck.stability.runs.scores import NAMED
from gancheck.stability.runs.watching import Tier

_SCORES = (
    ("healthy or not", "healthy or not, at the end of the budget", "at least {:.0%}"),
    ("kind", "the kind, of those that are not and were said not to be", "at least {:.0%}"),
    ("false alarms", "healthy runs with an alarm, also one that was taken back", "at most {:.0%}"),
    ("found", "runs that are not healthy, and were said not to be", ""),
    ("lost modes exact", "collapses whose lost modes are named exactly", ""),
    ("period within a quarter", "oscillations whose period is right to a quarter", ""),
)


@dataclass(frozen=True)
class ScoreRow:
    """A score: what, how often, its 95 % interval, the same with borderline runs, the target and whether it is met."""

    what: str
    value: str
    interval: str
    with_borderline: str
    target: str
    met: str


@dataclass(frozen=True)
class Cell:
    """How many runs of a label got a verdict, with those that borderline ones add, and whether the two agree."""

    text: str
    kind: str


@dataclass(frozen=True)
class TierView:
    """What is said where so much is known."""

    anchor: str
    name: str
    runs: str
    scores: tuple[ScoreRow, ...]
    confusion: tuple[tuple[str, tuple[Cell, ...]], ...]
    mistakes: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class InstabilityPage:
    """Everything that the page says."""

    version: str
    headline: str
    key: str
    progress: str
    left_out: str
    states: tuple[str, ...]
    tiers: tuple[TierView, ...]
    fewer: tuple[tuple[str, ...], ...]
    unknown: tuple[tuple[str, ...], ...]
    settings: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]


def view(found: Mapping[str, Any]) -> InstabilityPage:
    """Make the page of what `gancheck instability` found, as it is or as its JSON was read. Raises KeyError."""
    known = found["tiers"][Tier.DENSITY]["clear"]
    judged = found["part"] == "untuned"
    late = missed(known) if judged else []
    said = f"misses {', '.join(late)}" if late else "all targets are met"
    return InstabilityPage(
        version=str(found["gancheck"]),
        headline=f"Instability: {said}" if judged else "Instability, on the settings that rules were tuned on",
        key="failed" if late else "passed" if judged else "inconclusive",
        progress=(
            f"{found['runs']} runs of the {found['part']} settings, seed {found['seed']}, "
            f"{found['borderline']} of them borderline by their label"
        ),
        left_out=", ".join(found["left out"]),
        states=tuple(str(state) for state in NAMED),
        tiers=tuple(_tier(tier, found["tiers"][tier], judged and tier is Tier.DENSITY) for tier in Tier),
        fewer=tuple(
            (row["tier"], str(row["snapshots"]), *_short(row, "healthy or not", "kind", "false alarms"))
            for row in found["fewer snapshots"]
        ),
        unknown=tuple(
            (row["tier"], *_short(row, "healthy or not", "found", "kind", "false alarms"))
            for row in found["budget unknown"]
        ),
        settings=tuple((name, _counts(outcomes)) for name, outcomes in found["settings"].items()),
        facts=(
            ("commit", str(found["commit"] or "")),
            ("runs a setting", str(found["runs a setting"])),
            ("took", f"{found['seconds']:.0f} s, of the processor {found['processor seconds']:.0f} s"),
            *((name, str(value)) for name, value in sorted(found["environment"].items())),
        ),
    )


def _tier(tier: Tier, found: Mapping[str, Any], judged: bool) -> TierView:
    clear, close = found["clear"], found["with borderline"]
    failed = missed(clear) if judged else None
    rows = [
        ScoreRow(
            words,
            _share(clear[key]),
            _interval(clear[key]),
            _share(close[key]),
            target.format(TARGETS[key]) if judged and target else "",
            _met(key, failed) if target else "",
        )
        for key, words, target in _SCORES
        if key in clear
    ]
    latency = clear["latency"]
    if latency is not None:
        with_borderline = f"{close['latency']['median']:.0%}" if close["latency"] else "–"
        limit = f"below {TARGETS['latency']:.0%}" if judged else ""
        interval = f"{latency['low']:.0%} to {latency['high']:.0%}"
        words = f"share of the budget at which the alarm came, median; 9 in 10 by {latency['late']:.0%}"
        rows.append(
            ScoreRow(words, f"{latency['median']:.0%}", interval, with_borderline, limit, _met("latency", failed))
        )
    return TierView(
        anchor=str(tier).replace(" ", "-"),
        name=str(tier)[0].upper() + str(tier)[1:],
        runs=f"{clear['runs']} runs, and {close['runs'] - clear['runs']} borderline ones",
        scores=tuple(rows),
        confusion=tuple(
            (label, tuple(_cell(label, verdict, clear, close) for verdict in map(str, NAMED)))
            for label in map(str, NAMED)
        ),
        mistakes=tuple(
            (each["setting"], str(each["seed"]), each["label"], each["verdict"], each["evidence"], each["borderline"])
            for each in found["mistakes"]
        ),
    )


def _cell(label: str, verdict: str, clear: Mapping[str, Any], close: Mapping[str, Any]) -> Cell:
    count = clear["confusion"][label][verdict]
    more = close["confusion"][label][verdict] - count
    kind = "none" if not count + more else "right" if label == verdict else "wrong"
    return Cell((f"{count}" if count or more else "·") + (f" + {more}" if more else ""), kind)


def _met(key: str, failed: list[str] | None) -> str:
    return "" if failed is None else "missed" if key in failed else "met"


def _share(plain: Mapping[str, Any]) -> str:
    return f"{plain['share']:.1%}, {plain['count']} of {plain['of']}" if plain["of"] else "none"


def _interval(plain: Mapping[str, Any]) -> str:
    return f"{plain['interval'][0]:.1%} to {plain['interval'][1]:.1%}" if plain["of"] else "–"


def _short(row: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    late = "–" if row["latency"] is None else f"{row['latency']['median']:.0%}"
    return (*(f"{_share(row[name])} [{_interval(row[name])}]" for name in names), late)


def _counts(outcomes: Mapping[str, int]) -> str:
    return "; ".join(f"{count} {name}" for name, count in outcomes.items())
