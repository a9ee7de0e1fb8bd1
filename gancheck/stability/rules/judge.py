"""The state of a run from what has been seen of it."""

from __future__ import annotations

from collections.abc import Sequence

from gancheck.stability.rules.collapsed import collapsed
from gancheck.stability.rules.distance import far_from_data, far_so_far
from gancheck.stability.rules.diverged import diverged
from gancheck.stability.rules.oscillating import oscillating
from gancheck.stability.rules.recent import LEAST, QUARTER
from gancheck.stability.rules.unknown import far_by_discriminator
from gancheck.stability.rules.winning import winning
from gancheck.stability.snapshot import Snapshot
from gancheck.stability.state import State, Verdict

_KINDS = (winning, oscillating, collapsed)


def judge(snapshots: Sequence[Snapshot], budget: int | None) -> Verdict:
    """Judge a run after its newest snapshot, from all of them in order and the iterations it is meant to take.

    First whether something is wrong, then what: the first rule that names it. Where no rule does, the run is stuck.
    Not judged, but for divergence, are the first quarter of the budget and fewer than four snapshots, unless the budget
    has passed: the evidence says what is missing, and which modes are lost. Without a budget it is not known how long
    it may take: then only divergence, a JSD that comes back, and with p_data one that stalled over half of the steps
    so far are wrong (`far_so_far`), and these stand for the budget in what it is called. Raises ValueError without a
    snapshot, or for a budget below 1.
    """
    if not snapshots or (budget is not None and budget < 1):
        raise ValueError(f"a run is judged by its snapshots and its budget, not by {len(snapshots)} and {budget}")
    step = snapshots[-1].step
    span = max(step, 1) if budget is None else budget
    gone = diverged(snapshots, span)
    if gone is not None:
        return gone
    missing = _missing(snapshots, budget)
    if missing:
        return Verdict(State.UNJUDGED, step, missing, snapshots[-1].lost)
    if budget is None:
        wrong = far_so_far(snapshots)
    elif snapshots[-1].jsd is not None:
        wrong = far_from_data(snapshots, budget)
    else:
        wrong = far_by_discriminator(snapshots, budget)
    if not wrong:
        return Verdict(State.HEALTHY, step)
    for rule in _KINDS:
        found = rule(snapshots, span)
        if found is not None:
            return Verdict(found.state, step, f"{wrong}; {found.evidence}", found.modes, found.period)
    return Verdict(State.STUCK, step, wrong)


def _missing(snapshots: Sequence[Snapshot], budget: int | None) -> str:
    """What a verdict still takes, in one clause; empty where there is enough."""
    step, count = snapshots[-1].step, len(snapshots)
    if budget is not None and step >= budget:
        return ""
    if budget is not None and step < QUARTER * budget:
        return "a quarter of the budget has not passed"
    return f"{count} of {LEAST} snapshots" if count < LEAST else ""
