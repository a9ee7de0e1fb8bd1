"""The discriminator wins: the gradient that G gets vanishes, or G can not follow it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from gancheck.stability.rules.recent import distances, median, recent
from gancheck.stability.snapshot import Snapshot
from gancheck.stability.state import State, Verdict

_SEPARATION = 0.9
_JSD = 0.3
_OFF = 0.5  # less of the fakes belongs to any mode
_OFF_JSD, _OFF_SEPARATION = 0.5, 0.97  # what stands for that where the modes are not known
_GRADIENT = 0.1
_LOSS = 2.0  # nats: a generator whose loss says that it is losing still has a gradient


def winning(snapshots: Sequence[Snapshot], budget: int) -> Verdict | None:
    """Name a run whose D ranks nine in ten pairs right over a quarter of the budget, with fakes off the data.

    With a gradient of G whose norm is below .1 the gradient has vanished, unless G's loss is above 2 nats (then D's
    outputs are not saturated: G's own are); else the discriminator overpowers. It must name a saturating loss against
    a fast D; it must leave alone k = 5 on a run that converges, and D ahead at the start.
    """
    last = recent(snapshots, budget)
    separation = median(last, "separation")
    if not separation > _SEPARATION or not off_the_data(last, separation):
        return None
    gradient, loss = median(last, "generator_gradient"), median(last, "generator_loss")
    seen = f"D ranks {separation:.0%} of the pairs right over a quarter of the budget"
    weak = gradient < _GRADIENT and not loss > _LOSS
    state = State.VANISHING if weak else State.OVERPOWERED
    return Verdict(state, snapshots[-1].step, f"{seen}; the norm of G's gradient is {gradient:.2g}")


def off_the_data(last: Sequence[Snapshot], separation: float) -> bool:
    """Whether D wins because the fakes are elsewhere, and not because modes are missing."""
    jsd = distances(last)
    known = jsd[~np.isnan(jsd)]
    distance = float(np.median(known)) if len(known) else math.nan
    on = [sum(snapshot.masses) for snapshot in last if snapshot.masses]
    bound = any(snapshot.jsd is not None and snapshot.jsd.kind == "bound" for snapshot in last)
    if on and not bound:
        return distance > _JSD and float(np.median(on)) < _OFF
    return separation > _OFF_SEPARATION and not distance <= _OFF_JSD
