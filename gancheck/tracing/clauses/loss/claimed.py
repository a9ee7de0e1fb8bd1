"""`claimed-objective`: what is trained is what the script is said to train."""

from __future__ import annotations

from collections.abc import Iterator

from gancheck.tracing.clauses.clause import Verdict, clause, kept, unseen, violation
from gancheck.tracing.loop.losses import loss_places
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.reading.objective import matches


@clause("claimed-objective", claim="the objective is the one that is claimed")
def claimed_objective(pair: Pair) -> Iterator[Verdict]:
    """What was read against `--objective`."""
    claim = pair.claims.objective
    if claim is None:
        yield unseen("no objective was claimed (--objective)")
        return
    d, g = pair.readings
    fits, why = matches(d, g, claim)
    penalised = pair.differentiated_twice or any(call.differentiated for call in pair.recorder.calls)
    if claim.lower() == "wgan-gp" and fits and not penalised:
        fits, why = False, "no gradient penalty was seen"
    if fits:
        yield kept(f"what was read is {claim}")
    elif not d.family and not g.family:
        yield unseen(f"neither loss could be read, so {claim} could not be compared")
    else:
        yield violation(
            "other",
            f"{claim} was claimed; {why}",
            at=[*loss_places(pair, pair.d_updates), *loss_places(pair, pair.g_updates)],
            effect="another divergence is minimised than was meant",
            change=f"use the losses of {claim}, or claim what is trained",
            threads=("carpedm20/DCGAN-tensorflow #33",),
        )
