"""`finite`: no number of the training is NaN or infinite; where the first one was."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from gancheck.tracing.clauses.clause import Verdict, clause, kept, note, share, violation
from gancheck.tracing.clauses.modes.roles import own_calls
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.loop.updates import Update
from gancheck.tracing.place import Place


@dataclass(frozen=True, order=True)
class Sight:
    """Something that was no number: when (backward passes in their own order), what, and where."""

    time: int
    order: int
    what: str
    place: Place | None


@clause(
    "finite", claim="every loss, gradient and weight is a finite number", source="Goodfellow et al. 2014, Algorithm 1"
)
def finite(pair: Pair) -> Iterator[Verdict]:
    """Only what an update was made of counts: a pass whose step was skipped (loss scaling) harms nobody."""
    harmed = [update for update in pair.updates if _harmed(pair, update)]
    if not harmed:
        odd = [update for update in pair.updates if not all(math.isfinite(loss) for loss in _losses(pair, update))]
        if odd:
            # Such as a scaled loss that overflows where its gradient does not, or a constant beside the loss.
            seen = f"the loss was no number in {share(len(odd), len(pair.updates))} updates; every gradient was finite"
            yield note("non-finite", seen, at=[odd[0].place], effect="what is learned is the same; the log is not")
        else:
            yield kept(f"in {len(pair.updates)} updates")
        return
    first = harmed[0]
    sights = sorted(_sights(pair, first))
    sight = sights[0] if sights else Sight(first.time, 0, "the gradient that was stepped", first.place)
    who = "D" if first.player == "discriminator" else "G"
    yield violation(
        "non-finite",
        f"the first number that is none was in {sight.what}, for update {first.number + 1} of {who};"
        f" {len(harmed)} of {len(pair.updates)} updates have one",
        at=[sight.place, first.place],
        effect="NaN spreads to every weight in one step; nothing is learned from there on",
        change=_change(sight),
        threads=_threads(sight),
    )


def _harmed(pair: Pair, update: Update) -> bool:
    """Whether the gradient that was stepped, or what either player said for it, is not finite."""
    step = update.step
    if step is not None and not math.isfinite(step.norm):
        return True
    if step is None and not all(math.isfinite(loss) for loss in _losses(pair, update)):
        return True
    calls = [call for player in (pair.generator, pair.discriminator) for call in own_calls(pair, player, update)]
    return any(not out.seen.finite for call in calls for out in call.outputs)


def _losses(pair: Pair, update: Update) -> list[float]:
    passes = [pair.recorder.passes[n] for n in update.passes]
    return [p.loss for p in passes if p.accumulate and p.loss is not None]


def _sights(pair: Pair, update: Update) -> Iterator[Sight]:
    """Everything of an update that was not finite, in order."""
    recorder = pair.recorder
    for judged in update.judged:
        for part in judged.parts:
            if part.source is not None:
                call = pair.noise_of(recorder.calls[part.source])
                if any(not seen.finite for seen in call.inputs):
                    yield Sight(call.time, 0, "what G was fed", call.place)
                if any(not out.seen.finite for out in recorder.calls[part.source].outputs):
                    yield Sight(recorder.calls[part.source].time, 1, "G's output", recorder.calls[part.source].place)
        if not judged.call.inputs[judged.main].finite:
            what = "the data" if judged.what == "real" else "D's input"
            yield Sight(judged.call.time, 0, what, judged.call.place)
        if not judged.score.seen.finite:
            yield Sight(judged.call.time, 1, "D's output", judged.call.place)
    for number in sorted(update.passes):
        during = recorder.passes[number]
        if during.loss is not None and not math.isfinite(during.loss):
            yield Sight(during.time, 0, "the loss", during.place)
        for slopes in recorder.slopes:
            if number in slopes.pulls:
                if not _good(slopes.slopes):
                    yield Sight(slopes.time, 0, "D's gradient at its input", slopes.place)
                if not _good(slopes.pulls[number]):
                    yield Sight(during.time, 1, "the gradient of the penalty's norm", during.place)
        for judged in update.judged:
            pull = judged.score.pulls.get(number)
            if pull is not None and not np.isfinite(pull).all():
                yield Sight(during.time, 2, "the gradient of the loss at D's output", during.place)
        if not all(_good(part) for part in during.contributions.values()):
            yield Sight(during.time, 3, "the gradients of a backward pass", during.place)
    if update.step is not None and not math.isfinite(update.step.norm):
        yield Sight(update.step.time, 0, "the gradient that was stepped", update.step.place)
    if update.step is not None and not all(_good(weights) for weights in update.step.weights.values()):
        yield Sight(update.step.time, 0, "the weights", update.step.place)


def _change(sight: Sight) -> str:
    if "norm" in sight.what:
        return "the norm's slope at zero is infinite: add a small number under its square root"
    if "loss" in sight.what:
        return "take the loss of logits (binary_cross_entropy_with_logits); the log of a probability that is 0 is -inf"
    if sight.what in ("the data", "what G was fed"):
        return "look for NaN in the data and the noise"
    return "lower the learning rates, or look at what overflows there"


def _threads(sight: Sight) -> tuple[str, ...]:
    if "norm" in sight.what:
        return ("LeeDoYup/DeblurGAN-tf #11", "POSTECH-CVLab/PyTorch-StudioGAN #175")
    return ("AYLIEN/gan-intro #1",)


def _good(values: np.ndarray | Tensor) -> bool:
    return bool(np.isfinite(np.asarray(values)).all())
