"""`lipschitz`: a Wasserstein critic is constrained."""

from __future__ import annotations

from collections.abc import Iterator

from torch import nn

from gancheck.tracing.clauses.clause import Verdict, clause, kept, note, unseen, violation
from gancheck.tracing.loop.losses import loss_places
from gancheck.tracing.loop.pair import Pair

# What scripts call the left singular vector of a weight.
_POWER_ITERATION = {"u", "u0", "_u", "weight_u"}


@clause(
    "lipschitz",
    claim="a Wasserstein critic is kept Lipschitz",
    source="Arjovsky et al. 2017, section 3; Gulrajani et al. 2017, section 4",
)
def lipschitz(pair: Pair) -> Iterator[Verdict]:
    """Clipping, a penalty or spectral normalisation must be seen."""
    reading = pair.readings[0]
    # Where a log is missing, no critic was meant.
    if reading.family != "Wasserstein" or "missing-log" in reading.causes:
        yield unseen("only a Wasserstein critic needs it")
        return
    nets = {net.number for net in pair.discriminator.nets}
    clamped = any(change.net in nets and change.clamp is not None for change in pair.recorder.changes)
    penalised = any(pair.recorder.calls[slopes.call].net in nets for slopes in pair.recorder.slopes)
    spectral = any(net.spectral or _normalised(net.module) for net in pair.discriminator.nets)
    ways = (
        ("clipping", clamped),
        ("a gradient penalty", penalised or pair.differentiated_twice),
        ("normalised weights", spectral),
    )
    found = [way for way, seen in ways if seen]
    if not reading.determined and not found:
        # Hinge losses pull exactly as Wasserstein's while D's outputs stay between -1 and 1.
        yield note(
            "perhaps-unconstrained",
            f"D's loss pulls as a Wasserstein critic's, but {reading.why}; D's weights were neither clipped, penalised"
            f" nor normalised in {len(pair.d_updates)} updates",
            at=loss_places(pair, pair.d_updates),
            effect="a Wasserstein critic's output would grow without bound; other losses need no constraint",
            change="say which objective is meant (--objective), or constrain the critic",
        )
    elif found:
        yield kept(f"the critic is constrained by {' and '.join(found)}")
    else:
        yield violation(
            "unconstrained",
            f"the critic's weights were neither clipped, penalised nor normalised in {len(pair.d_updates)} updates",
            at=loss_places(pair, pair.d_updates),
            effect="the critic's output grows without bound; its difference is no distance",
            change="clip the critic's weights after each of its steps, or add a gradient penalty",
            threads=("martinarjovsky/WassersteinGAN #50",),
        )


def _normalised(module: nn.Module) -> bool:
    """Whether layers of the script's own keep a vector of the power iteration, or weights are kept orthogonal."""
    kept = {name.rsplit(".", 1)[-1] for name, _ in module.named_buffers()}
    kinds = {type(layer).__name__ for layer in module.modules()}
    return bool(kept & _POWER_ITERATION) or "_Orthogonal" in kinds
