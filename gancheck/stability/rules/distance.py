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
    return _rebound(smooth, jsd[seen]) or _stall(smooth, steps, budget) or _end(jsd[seen], steps, budget)


def come_back(snapshots: Sequence[Snapshot]) -> str:
    """The rebound alone, which needs no budget."""
    jsd = distances(snapshots)
    seen = ~np.isnan(jsd)
    return _rebound(_smoothed(jsd[seen]), jsd[seen]) if seen.any() and seen[-1] else ""


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


def _stall(smooth: Floats, steps: Floats, budget: int) -> str:
    before = steps[: len(smooth)] <= steps[-1] - QUARTER * budget
    if not before.any():
        return ""
    then, now = float(smooth[before].min()), float(smooth.min())
    if now > _STALLED and now > _BETTER * then:
        return f"JSD {now:.3f} nats at best, {then:.3f} a quarter of the budget before"
    return ""


def _end(jsd: Floats, steps: Floats, budget: int) -> str:
    if steps[-1] < budget:
        return ""
    last = float(np.median(jsd[steps > (1 - _END) * budget]))
    return f"JSD {last:.3f} nats at the end of the budget" if last > _REACHED else ""
