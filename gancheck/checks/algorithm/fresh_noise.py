"""Every minibatch of fakes comes from noise of its own."""

from __future__ import annotations

from torch import Tensor

from gancheck.checks.registry import check
from gancheck.checks.trial import Trial
from gancheck.checks.watching import watch
from gancheck.evidence import Measurement, Outcome, Status


@check(
    "fresh-noise",
    claim="Each minibatch of noise is drawn afresh from the noise prior",
    source="Goodfellow et al. 2014, Algorithm 1",
    needs=("train-step",),
    seconds=0.5,
)
def fresh_noise(trial: Trial) -> Outcome:
    """Watches 12 iterations and compares what the generator was fed, row by row and batch by batch.

    Exact. It fails when the noise of one iteration comes again in a later one, and when all rows of a minibatch
    are the same. That the generator's step reuses the noise of the discriminator's step in the same iteration is a
    departure from Algorithm 1 with the same fixed point: it is told, and passes.

    It catches noise drawn once and kept, constant or zero noise, and one vector broadcast to the minibatch.

    It cannot see a generator that is no nn.Module, nor whether fresh noise has the law it should have.
    """
    batches = watch(trial).noise
    if len(batches) < 2:
        return Outcome(Status.NOT_APPLICABLE, reason="no module was seen whose output the discriminator was fed")
    repeated = sum(any(_same(a, b) for _, b in _earlier(batches, i, a_it)) for i, (a_it, a) in enumerate(batches))
    flat = sum(len(noise) > 1 and bool((noise == noise[0]).all()) for _, noise in batches)
    shared = sum(any(_same(a, b) for it, b in batches[:i] if it == a_it) for i, (a_it, a) in enumerate(batches))
    wrong = max(repeated, flat) / len(batches)
    diagnosis = ""
    if flat:
        diagnosis = "the noise is constant: all rows of a minibatch are the same"
    elif repeated:
        diagnosis = "the noise is constant: it is drawn once, and the same minibatch of noise is used again"
    return Outcome(
        status=Status.FAILED if wrong else Status.PASSED,
        measured=Measurement("minibatches of noise that are not fresh", wrong, wrong, wrong),
        allowed="0",
        samples=len(batches),
        diagnosis=diagnosis,
        notes=("departure: the generator's step reuses the noise of the discriminator's step",) if shared else (),
    )


def _earlier(batches: list[tuple[int, Tensor]], index: int, iteration: int) -> list[tuple[int, Tensor]]:
    return [(it, noise) for it, noise in batches[:index] if it < iteration]


def _same(a: Tensor, b: Tensor) -> bool:
    """Whether most rows are the same, in order (single numbers in float32 collide by chance)."""
    rows = min(len(a), len(b))
    return a.shape[1:] == b.shape[1:] and bool((a[:rows] == b[:rows]).reshape(rows, -1).all(1).double().mean() > 0.5)
