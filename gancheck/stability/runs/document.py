"""The result of an experiment as plain values, for JSON and for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from gancheck.stability.rules import judge
from gancheck.stability.runs.experiment import Experiment
from gancheck.stability.runs.judged import Judged, judged, shown, thinned
from gancheck.stability.runs.recording import Run
from gancheck.stability.runs.scores import NAMED, Scores, scores
from gancheck.stability.runs.signals import ALLOWED, signals
from gancheck.stability.runs.watching import Tier

FEWER = (2, 4)
_SHORT = ("healthy or not", "kind", "false alarms", "latency")
# On the untuned part with p_data known; the last is a median, as a share of the budget.
TARGETS = {"healthy or not": 0.98, "kind": 0.9, "false alarms": 0.01, "latency": 0.5}


def document(experiment: Experiment) -> dict[str, Any]:
    """Everything measured: outcomes a setting, and for each tier its scores and every mistake."""
    runs = experiment.runs
    return {
        "runs": len(runs),
        "borderline": sum(run.label.borderline for run in runs),
        "left out": list(experiment.left_out),
        "outcomes": _outcomes(runs),
        "settings": _settings(runs),
        "tiers": {str(tier): _tier(runs, tier) for tier in Tier},
        "fewer snapshots": _fewer(runs),
        "budget unknown": _without_a_budget(runs),
        "signals": [asdict(signal) | {"tier": str(signal.tier)} for signal in signals(runs)],
        "signals at false alarms of": list(ALLOWED),
    }


def _fewer(runs: Sequence[Run]) -> list[dict[str, Any]]:
    """What is left of the scores, borderline runs apart, with one snapshot in two, and in four."""
    found = []
    for tier in Tier:
        seen = [run for run in shown(runs, tier) if not run.label.borderline]
        for every in (1, *FEWER):
            few = [thinned(run, every) for run in seen]
            plain = _scores(scores([judged(run, tier) for run in few]))
            kept = {name: plain[name] for name in _SHORT}
            found.append({"tier": str(tier), "snapshots": len(few[0].sights) if few else 0, **kept})
    return found


def _without_a_budget(runs: Sequence[Run]) -> list[dict[str, Any]]:
    """What is left of the scores, borderline runs apart, where the rules do not know the budget."""
    found = []
    for tier in Tier:
        seen = [run for run in shown(runs, tier) if not run.label.borderline]
        plain = _scores(scores([judged(run, tier, lambda snapshots, budget: judge(snapshots, None)) for run in seen]))
        found.append({"tier": str(tier), **{name: plain[name] for name in (*_SHORT, "found")}})
    return found


def _outcomes(runs: Sequence[Run]) -> dict[str, dict[str, int]]:
    clear = Counter(run.label.state for run in runs if not run.label.borderline)
    close = Counter(run.label.state for run in runs if run.label.borderline)
    return {str(state): {"clear": clear[state], "borderline": close[state]} for state in NAMED}


def _settings(runs: Sequence[Run]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for run in runs:
        word = f"{run.label.state}, borderline" if run.label.borderline else str(run.label.state)
        found.setdefault(run.setting, Counter())[word] += 1
    return {name: dict(counts) for name, counts in found.items()}


def _tier(runs: Sequence[Run], tier: Tier) -> dict[str, Any]:
    every = [judged(run, tier) for run in shown(runs, tier)]
    clear = [each for each in every if not each.label.borderline]
    scored = {"clear": _scores(scores(clear)), "with borderline": _scores(scores(every))}
    if tier is not Tier.DENSITY:  # what is named there are clusters of the data, or nothing
        for part in scored.values():
            del part["lost modes exact"]
    return {**scored, "mistakes": [_mistake(each) for each in every if _wrong(each)]}


def _scores(found: Scores) -> dict[str, Any]:
    return {
        "runs": found.right.total,
        "healthy or not": found.right.plain(),
        "kind": found.kind.plain(),
        "false alarms": found.false_alarms.plain(),
        "found": found.found.plain(),
        "latency": None if found.latency is None else asdict(found.latency),
        "lost modes exact": found.modes.plain(),
        "period within a quarter": found.period.plain(),
        "confusion": {
            str(label): {str(verdict): found.confusion.get((label, verdict), 0) for verdict in NAMED} for label in NAMED
        },
    }


def _wrong(each: Judged) -> bool:
    return each.verdict.state is not each.label.state or (each.truly_healthy and each.first is not None)


def _mistake(each: Judged) -> dict[str, Any]:
    return {
        "setting": each.setting,
        "seed": each.seed,
        "label": str(each.label.state),
        "borderline": each.label.why,
        "verdict": str(each.verdict.state),
        "first alarm": each.first,
        "evidence": each.verdict.evidence,
    }


def missed(scored: dict[str, Any]) -> list[str]:
    """The targets that the scores of a tier miss; a share of nothing misses its own. NaN may be text, as in JSON."""
    latency = scored["latency"]
    late = latency is None or not latency["median"] < TARGETS["latency"]
    return [
        *(name for name in ("healthy or not", "kind") if not float(scored[name]["share"]) >= TARGETS[name]),
        *(["false alarms"] if not float(scored["false alarms"]["share"]) <= TARGETS["false alarms"] else []),
        *(["latency"] if late else []),
    ]
