"""`gradient-penalty`: the penalty on D's slopes is the one its paper describes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

import torch
from torch import Tensor

from gancheck.tracing.clauses.clause import Verdict, clause, departure, kept, note, share, unseen, violation
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.reading.penalty import Fault, Penalty, PenaltyReading, read_penalty
from gancheck.tracing.recording.events import Slopes

_THREADS = {
    "norm-axis": ("caogang/wgan-gp #25", "caogang/wgan-gp #47"),
    "norm-batch": ("keras-team/keras-contrib #232",),
    "interpolation-element": ("hwalsuklee/tensorflow-generative-model-collections #33",),
}
_EFFECT = {
    "norm-axis": "another norm than the gradient's is driven to its target",
    "norm-batch": "the minibatch's norm is driven to the target, so single slopes go to target / sqrt(m)",
    "interpolation-element": "the points lie off the lines between real and fake",
    "interpolation-batch": "all points of a minibatch lie at the same distance: the same points over many minibatches",
    "on-probability": "the slope of the sigmoid is penalised: it vanishes where D is sure",
    "no-gradient": "the penalty has no gradient: it changes the printed loss alone",
    "slopes-of-the-mean": "the critic may be as many times steeper than it should be",
    "rewarded": "the steeper D is, the lower its loss: it runs away",
    "not-interpolated": "another neighbourhood is penalised than WGAN-GP's",
}
_CHANGE = {
    "norm-axis": "flatten each sample's gradient, and take the norm over dim 1",
    "norm-batch": "flatten each sample's gradient, and take the norm over dim 1",
    "interpolation-element": "draw one factor a sample, of shape (m, 1, ...)",
    "interpolation-batch": "draw one factor a sample, of shape (m, 1, ...)",
    "on-probability": "penalise the gradient of D's logit",
    "no-gradient": "pass create_graph=True to autograd.grad",
    "slopes-of-the-mean": "take the gradient of the sum of D's outputs, or of each with grad_outputs of ones",
    "rewarded": "add the penalty to the loss that D descends",
}


@clause(
    "gradient-penalty",
    claim="each sample's gradient norm is penalised, at points between real and fake, with D's loss",
    source="Gulrajani et al. 2017, Algorithm 1",
)
def gradient_penalty(pair: Pair) -> Iterator[Verdict]:
    """The norm's axes, the points, the factor, and whether the penalty is stepped with the loss."""
    nets = {net.number for net in pair.discriminator.nets}
    seen = [slopes for slopes in pair.recorder.slopes if pair.recorder.calls[slopes.call].net in nets]
    if not seen:
        yield unseen("no gradient penalty was seen")
        return
    seen = _used(pair, seen)
    at = [seen[-1].place]
    alone = [update for update in pair.d_updates if pair.regularises(update)]
    wrong = False
    if 3 * len(alone) > len(pair.d_updates):
        wrong = True
        yield violation(
            "own-step",
            f"the penalty has an optimizer step of its own in {share(len(alone), len(pair.d_updates))} updates of D",
            at=[alone[-1].place],
            effect="with moments, the penalty no longer balances the critic's loss: its weight means nothing",
            change="add the penalty to D's loss, and step once",
        )
    signs = {n: update.sign for update in pair.d_updates for n in update.passes}
    judging = [pair.recorder.calls[slopes.call].outputs for slopes in seen]
    sigmoid = bool(judging) and all(out and out[0].made_by.startswith("Sigmoid") for out in judging)
    reading = read_penalty(
        [_penalty(pair, slopes, signs) for slopes in seen if slopes.kept], False if pair.probable is False else None
    )
    faults = list(reading.faults)
    if reading.on_probability is None and sigmoid:
        faults.append(Fault("on-probability", "what is differentiated is the output of a sigmoid."))
    for fault in faults:
        words = (fault.cause, fault.seen.rstrip("."))
        if fault.cause in ("not-interpolated", "weak-slopes"):
            yield note(*words, at=at)
        elif fault.cause == "interpolation-batch":
            yield departure(*words, at=at, effect=_EFFECT[fault.cause], change=_CHANGE[fault.cause])
        else:
            wrong = True
            yield violation(
                *words,
                at=at,
                effect=_EFFECT[fault.cause],
                change=_CHANGE[fault.cause],
                threads=_THREADS.get(fault.cause, ()),
            )
    if not wrong:
        yield kept(_told(reading, max((_pack(slopes) for slopes in seen if slopes.kept), default=1)))


def _used(pair: Pair, seen: list[Slopes]) -> list[Slopes]:
    """Without those that were only computed to be shown, beside one that was used in the same update."""
    times = [update.time for update in pair.d_updates]
    turns = [bisect_left(times, slopes.time) for slopes in seen]
    using = {turn for turn, slopes in zip(turns, seen, strict=True) if slopes.pulls}
    return [slopes for turn, slopes in zip(turns, seen, strict=True) if slopes.pulls or turn not in using]


def _penalty(pair: Pair, slopes: Slopes, signs: dict[int, int]) -> Penalty:
    accumulating = [n for n in slopes.pulls if pair.recorder.passes[n].accumulate] or list(slopes.pulls)
    used = [slopes.pulls[number] * signs.get(number, 1) for number in accumulating]
    pull = sum(used[1:], used[0]) if used else None
    at_outputs = pair.recorder.calls[slopes.call].outputs[0].pulls
    bends = [
        torch.from_numpy(at_outputs[number]) * signs.get(number, 1) for number in accumulating if number in at_outputs
    ]
    seeds = [
        torch.from_numpy(upstream)
        for number, upstream in at_outputs.items()
        if not pair.recorder.passes[number].accumulate
    ]
    n = _pack(slopes)
    pull, real, fake = (None if rows is None else _packed(rows, n) for rows in (pull, slopes.real, slopes.fake))
    return Penalty(
        _packed(slopes.points, n),
        _packed(slopes.slopes, n),
        pull,
        slopes.outputs,
        real,
        fake,
        sum(bends[1:], bends[0]) if bends else None,
        seeds[0] if seeds else None,
    )


def _pack(slopes: Slopes) -> int:
    """How many rows D gives one score (Lin et al. 2018); a single score may be a mean over the minibatch."""
    rows, scores = len(slopes.points), slopes.outputs.numel()
    return rows // scores if 1 < scores < rows and rows % scores == 0 else 1


def _packed(rows: Tensor, n: int) -> Tensor:
    return rows if n == 1 else rows.reshape(len(rows) // n, -1)


def _told(reading: PenaltyReading, pack: int) -> str:
    where = f" at {reading.points_are}" if reading.points_are != "unknown" else ""
    if reading.form == "unknown":
        return f"a penalty of no known form{where}"
    weight = f", weight {reading.weight:.3g}" if reading.weight is not None else ""
    each = "each sample's norm" if pack == 1 else f"the norm of each pack of {pack} samples"
    return f"{reading.form} penalty{where}{weight}, on {each}"
