"""`noise-law`: noise is independent draws from one prior, the same in both players' steps."""

from __future__ import annotations

from collections.abc import Iterator

from gancheck.tracing.clauses.clause import Verdict, clause, kept, note, unseen, violation
from gancheck.tracing.loop.batches import noise_batches, noise_calls
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.reading.noise import same_law

_EFFECT = {
    "constant": "G makes one point: p_g is a single value",
    "zero": "G makes one point: p_g is a single value",
    "broadcast": "all fakes of a minibatch are alike",
    "grid": "the minibatch is no sample of the prior: its mean is fixed, and what lies between is never fed",
    "dependent": "the rows of a minibatch are not independent: its mean is no estimate of the expectation",
    "differs": "D judges another p_g than the one that G trains",
}


@clause("noise-law", claim="the minibatch of noise is m independent samples of the noise prior p_g(z)")
def noise_law(pair: Pair) -> Iterator[Verdict]:
    """Tests at 1e-4 each, see `gancheck.tracing.reading.noise`."""
    reading = pair.noise
    if reading is None:
        yield unseen("no noise was seen")
        return
    at = [call.place for call in noise_calls(pair, pair.updates[-1:])]
    wrong = False
    if reading.problem == "quasi-random":
        yield note(
            "quasi-random",
            reading.seen,
            at=at,
            effect="none on any expectation: means over a minibatch are closer to them than those of independent draws",
            change="none needed where it is meant",
        )
    elif reading.problem:
        wrong = True
        yield violation(
            reading.problem,
            reading.seen.rstrip("."),
            at=at,
            effect=_EFFECT[reading.problem],
            change="draw m independent vectors from the prior for each minibatch",
        )
    ours, theirs = noise_batches(pair, pair.d_updates), noise_batches(pair, pair.g_updates)
    if not wrong and pair.fed_noise and ours and theirs:
        same, p = same_law(ours, theirs, level=1e-6)
        if not same:
            wrong = True
            yield violation(
                "differs",
                f"the noise of D's steps and of G's steps have different laws (p = {p:.1g})",
                at=[*[call.place for call in noise_calls(pair, pair.d_updates[-1:])], *at],
                effect=_EFFECT["differs"],
                change="draw both from the same prior",
            )
    if not wrong:
        if reading.law:
            yield kept(f"{reading}, in {len(ours) + len(theirs)} minibatches")
        else:
            yield unseen("what the generator is fed follows no prior that is known")
