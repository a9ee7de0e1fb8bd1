"""`loss-scaling`: what mixed precision multiplied the loss by is divided out before the gradient is used."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from gancheck.tracing.clauses.clause import Verdict, clause, kept, share, violation
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.loop.updates import Update
from gancheck.tracing.reading.objective import Reading

# GradScaler starts at 65536; nobody weighs a loss by a power of two this large.
_SCALE = 64.0


@clause(
    "loss-scaling",
    claim="the stepped gradient is that of the loss, not of the loss times a scale",
    source="Micikevicius et al. 2018, section 3.2",
)
def loss_scaling(pair: Pair) -> Iterator[Verdict]:
    """A power of two in front of the loss that is still in the stepped gradient."""
    wrong = False
    # Some gradient was divided by a power of two: there is a scaler.
    dividing = any(u.made is not None and 0 < u.made.multiple <= 1 / _SCALE for u in pair.updates)
    for who, reading, updates in (
        ("D", pair.readings[0], pair.d_updates),
        ("G", pair.readings[1], pair.g_updates),
    ):
        scale = _scale(reading) if reading.family else _by_size(updates) if dividing else 1.0
        if scale < _SCALE or not updates:
            continue
        still = [u for u in updates if _unscaled(u, scale)]
        early = _clipped_before(updates, scale)
        if 2 * len(still) > len(updates) or early:
            wrong = True
            yield violation(
                "unscaled",
                f"{who}'s loss is multiplied by about {scale:g}, and its gradient is "
                + ("clipped before it is divided by that" if early else "stepped without dividing by that")
                + f" in {share(len(updates) if early else len(still), len(updates))} updates",
                at=[(still or updates)[0].place],
                effect="clipping, weight decay and plain gradient descent see a gradient of another size",
                change="call scaler.unscale_(optimizer) before clipping, and scaler.step(optimizer)",
            )
    if not wrong:
        yield kept("no loss scale is left in a stepped gradient")


def _scale(reading: Reading) -> float:
    """The power of two that the loss is multiplied by, changing or not; a sum over the minibatch is no scale."""
    if reading.scale > 1:
        return reading.scale
    factor = float(reading.reduction) if reading.reduction.replace(".", "", 1).isdigit() else 1.0
    return factor if factor > 1 and math.log2(factor).is_integer() else 1.0


def _by_size(updates: list[Update]) -> float:
    """A power of two near the pulls on single scores, which are of order 1 in every loss that is not scaled."""
    sizes = [
        float(np.abs(pulls).mean()) * judged.rows
        for update in updates[:20]
        for judged in update.judged
        if (pulls := judged.pulled(update.passes)) is not None and pulls.any()
    ]
    return 2.0 ** round(math.log2(float(np.median(sizes)))) if sizes else 1.0


def _unscaled(update: Update, scale: float) -> bool:
    made = update.made
    return made is not None and made.how in ("sum", "by part", "decayed") and made.multiple > 4 / scale


def _clipped_before(updates: list[Update], scale: float) -> bool:
    """Clipped to one norm that is far below any that people clip to, but not once it is multiplied by the scale."""
    norms = [u.step.norm for u in updates[:24] if u.step is not None and u.step.norm > 0]
    if len(norms) < 4:
        return False
    usual = float(np.median(norms))
    alike = sum(abs(norm - usual) < 1e-3 * usual for norm in norms)
    return 2 * alike > len(norms) and usual < 0.02 and 0.05 < usual * scale < 1000
