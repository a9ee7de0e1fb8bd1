"""Whether something is wrong, by the JSD: it stalls, it comes back, or the budget ends before it is small."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gancheck.stability.rules.recent import QUARTER, Floats, distances
from gancheck.stability.snapshot import Snapshot

_STALLED = 0.06  # nats: a best JSD below never counts as stalled
_BETTER = 0.8  # of the best a quarter of the budget before
_TIMES, _FACTOR, _MARGIN = 3, 2.5, 0.04  # snapshots above factor * best + margin
_REACHED = 0.03  # nats, at the end of the budget
_END = 0.1  # the last part of the budget
_BEGUN, _ENOUGH = 500, 12  # steps and snapshots, before which nothing is stalled where no budget is known


def far_from_data(snapshots: Sequence[Snapshot], budget: int) -> str:
    """What shows that p_g is not on its way to p_data, in one clause; empty where nothing does.

    - Rebound: the three newest JSDs are all above 2.5 times the best before, and .04 nats more.
    - Stall: the best JSD is above .06 nats, and not a fifth better than a quarter of the budget before.
    - End: the budget has passed, and the median JSD of its last tenth is above .03 nats.

    It must alarm on an ensemble of runs without learning-rate decay, which come back from .01 to .2 nats; it must
    leave alone a slow start, noise of the first snapshots, and a JSD that is small and trebles.
    """
    jsd = distances(snapshots)
    seen = ~np.isnan(jsd)
    if not seen.any() or np.isnan(jsd[-1]):
        return ""
    smooth = _smoothed(jsd[seen])
    steps = np.array([snapshot.step for snapshot in snapshots])[seen]
    stall = _stall(smooth, steps, QUARTER * budget, "a quarter of the budget")
    return _rebound(smooth, jsd[seen]) or stall or _end(jsd[seen], steps, budget)


def far_so_far(snapshots: Sequence[Snapshot]) -> str:
    """What shows the same where no budget is known: a rebound, or a stall over the second half of the steps so far.

    A stall takes 12 snapshots and 500 steps at least: before, a GAN may not have begun to learn. And it takes p_data: a
    bound of the JSD that stays near log 2 may be one that does not see the progress. A run that learns nothing in
    longer than that, and then does, is called stalled; one that is slow but gets a fifth better whenever its steps
    double is not.
    """
    jsd = distances(snapshots)
    seen = ~np.isnan(jsd)
    if not seen.any() or not seen[-1]:
        return ""
    smooth = _smoothed(jsd[seen])
    back = _rebound(smooth, jsd[seen])
    now = snapshots[-1]
    if back or now.step < _BEGUN or seen.sum() < _ENOUGH or (now.jsd is not None and now.jsd.kind == "bound"):
        return back
    steps = np.array([snapshot.step for snapshot in snapshots])[seen]
    return _stall(smooth, steps, now.step / 2, "half of the steps")


def _smoothed(jsd: Floats) -> Floats:
    """Running medians of three: one lucky snapshot is no best."""
    if len(jsd) < 3:
        return jsd
    inner = np.median(np.stack([jsd[:-2], jsd[1:-1], jsd[2:]]), axis=0)
    return np.concatenate([jsd[:1], inner, jsd[-1:]]) if len(jsd) == 3 else np.concatenate([[max(jsd[:2])], inner])


def _rebound(smooth: Floats, jsd: Floats) -> str:
    if len(jsd) <= _TIMES:
        return ""
    best = float(smooth[: -_TIMES + 1].min())
    now = float(jsd[-_TIMES:].min())
    return f"JSD back at {now:.3f} from {best:.3f} nats" if now > _FACTOR * best + _MARGIN else ""


def _stall(smooth: Floats, steps: Floats, window: float, words: str) -> str:
    before = steps[: len(smooth)] <= steps[-1] - window
    if not before.any():
        return ""
    then, now = float(smooth[before].min()), float(smooth.min())
    if now > _STALLED and now > _BETTER * then:
        return f"JSD {now:.3f} nats at best, {then:.3f} {words} before"
    return ""


def _end(jsd: Floats, steps: Floats, budget: int) -> str:
    if steps[-1] < budget:
        return ""
    last = float(np.median(jsd[steps > (1 - _END) * budget]))
    return f"JSD {last:.3f} nats at the end of the budget" if last > _REACHED else ""
