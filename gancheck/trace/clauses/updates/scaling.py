"""`loss-scaling`: what mixed precision multiplied the loss by is divided out before the gradient is used."""

from __future__ import annotations

from collections.abc import Iterator

from gancheck.trace.clauses.clause import Verdict, clause, kept, share, violation
from gancheck.trace.loop.pair import Pair
from gancheck.trace.loop.updates import Update

# GradScaler starts at 65536; nobody weighs a loss by a power of two this large.
_SCALE = 256.0


@clause(
    "loss-scaling",
    claim="the stepped gradient is that of the loss, not of the loss times a scale",
    source="Micikevicius et al. 2018, section 3.2",
)
def loss_scaling(pair: Pair) -> Iterator[Verdict]:
    """A power of two in front of the loss that is still in the stepped gradient."""
    wrong = False
    for who, reading, updates in (
        ("D", pair.readings[0], pair.d_updates),
        ("G", pair.readings[1], pair.g_updates),
    ):
        if reading.scale < _SCALE:
            continue
        still = [u for u in updates if _unscaled(u, reading.scale)]
        if 2 * len(still) > len(updates):
            wrong = True
            yield violation(
                "unscaled",
                f"{who}'s loss is multiplied by {reading.scale:g}, and its gradient is stepped or clipped without "
                f"dividing by it in {share(len(still), len(updates))} updates",
                at=[still[0].place],
                effect="clipping, weight decay and plain gradient descent see a gradient that many times too large",
                change="call scaler.unscale_(optimizer) before clipping, and scaler.step(optimizer)",
            )
    if not wrong:
        yield kept("no loss scale is left in a stepped gradient")


def _unscaled(update: Update, scale: float) -> bool:
    made = update.made
    if made is None or made.how in ("zero", "non-finite", "unknown"):
        return False
    # Divided out: a multiple near 1 / scale. Clipped before that: smaller than any unscaled gradient would be.
    return made.how == "clamped" or made.multiple > 4 / scale or made.multiple < 0.25 / scale
