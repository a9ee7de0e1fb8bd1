"""`fresh-data`: every update of the discriminator has a minibatch of data of its own, drawn at random."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gancheck.tracing.clauses.clause import Verdict, clause, departure, kept, mostly, note, share, unseen, violation
from gancheck.tracing.loop.batches import real_inputs
from gancheck.tracing.loop.minibatches import Rows, overlap, same
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.place import Place
from gancheck.tracing.reading.noise import read_noise

# Columns from which on independent draws are no data.
_WIDE = 16


@clause("fresh-data", claim="each update of D samples a new minibatch from p_data")
def fresh_data(pair: Pair) -> Iterator[Verdict]:
    """Real rows compared between updates, by content."""
    updates = [update for update in pair.d_updates if not pair.regularises(update)]
    if not updates:
        yield unseen("D was never updated")
        return
    reals = [pair.minibatch(update).real for update in updates]
    fed = [j.call for j in pair.judged if any(part.what == "real" for part in j.parts)]
    if not any(reals):
        if not fed:
            yield violation(
                "unused",
                f"no data but fakes reached D in {len(updates)} updates",
                at=[j.call.place for j in pair.judged[:1]],
                effect="D cannot learn what real data are",
                change="give D minibatches of real data",
            )
        else:
            yield unseen("no update of D used its output on real data")
        return
    at = [fed[0].place] if fed else []
    noise = frozenset().union(*(pair.minibatch(update).noise.distinct for update in updates if pair.fed_noise))
    if any(not real.repeating and overlap(real.distinct, noise) > 0.9 for real in reals):
        yield violation(
            "unused",
            "what D is given for real are rows of the generator's noise",
            at=at,
            effect="G is trained towards the noise prior, not p_data",
            change="give D minibatches of real data",
        )
        return
    apart = [(i, j) for i, j in zip(range(len(updates)), range(1, len(updates)), strict=False) if reals[i] and reals[j]]
    inside = [(i, j) for i, j in apart if updates[i].iteration == updates[j].iteration]
    between = [(i, j) for i, j in apart if updates[i].iteration != updates[j].iteration]
    equal_between = [pair_ for pair_ in between if same(reals[pair_[0]], reals[pair_[1]])]
    equal_inside = [pair_ for pair_ in inside if same(reals[pair_[0]], reals[pair_[1]])]
    if len(between) > 3 and len(equal_between) * 10 > 9 * len(between):
        yield violation(
            "one-minibatch",
            f"D got the same rows in {share(len(equal_between), len(between))} pairs of neighbouring iterations",
            at=at,
            effect="p_data is that one minibatch: G learns to repeat it; nothing is wrong if these are all the data",
            change="draw a new minibatch in each iteration",
        )
    elif mostly(len(equal_inside), len(inside)):
        yield departure(
            "repeated",
            f"the updates of D in one iteration share their minibatch in {share(len(equal_inside), len(inside))} cases",
            at=at,
            effect="the same fixed point; k steps on one minibatch fit D to it",
            change="draw the minibatch inside the loop over k",
        )
    elif period := _period([real for real in reals if real]):
        yield departure(
            "unshuffled",
            f"the minibatches repeat in the same order every {period} updates",
            at=at,
            effect="the same fixed point; neighbouring rows always meet in one minibatch",
            change="shuffle the data in each epoch",
        )
    else:
        yield from _drawn(pair, at)
        yield kept(f"{len([r for r in reals if r])} updates of D used minibatches of their own")


def _drawn(pair: Pair, at: list[Place | None]) -> Iterator[Verdict]:
    """Data whose many columns are independent draws from one law: whoever has such data would not need a GAN."""
    samples = [seen.sample for seen in real_inputs(pair) if seen.sample is not None]
    if not samples or any(sample.size < _WIDE * len(sample) for sample in samples):
        return
    reading = read_noise(samples)
    if reading.law.startswith(("N(", "U(")) and not reading.problem and " + " not in reading.law:
        yield note(
            "noise",
            f"what D is given for real follows {reading.law} in all of its columns, independently",
            at=at,
            effect="if these are no toy data, G is trained towards noise, and the data are not used",
            change="look at what is passed to D as real",
        )


def _period(reals: list[Rows]) -> int:
    """The number of updates after which the very same minibatches come again; 0 if they do not, or are not seen to."""
    for period in range(2, len(reals) // 2 + 1):
        again = [same(reals[i], reals[i + period]) for i in range(len(reals) - period)]
        if len(again) >= 3 and np.mean(again) > 0.9:
            return period
    return 0
