"""`separate-updates`: each player's step changes its own parameters alone."""

from __future__ import annotations

from collections.abc import Iterator

from gancheck.tracing.clauses.clause import Verdict, clause, departure, kept, unseen, violation
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.recording.events import Step


@clause("separate-updates", claim="updating one player leaves the other as it is")
def separate_updates(pair: Pair) -> Iterator[Verdict]:
    """One player's step moves the other only if they share an optimizer that was not kept from it."""
    recorder = pair.recorder
    d, g = pair.discriminator.parameters, pair.generator.parameters
    # A third loss, of an auxiliary head, may train both.
    playing = {id(update.step) for update in pair.updates}
    both = [
        step for step in recorder.steps if id(step) in playing and d & set(step.parameters) and g & set(step.parameters)
    ]
    if not recorder.steps:
        yield unseen("no optimizer stepped")
        return
    if not both:
        yield kept("no optimizer holds parameters of both players")
        return
    moving = [step for step in both if _moves_both(step, d, g)]
    if len(moving) * 10 >= len(both):
        own = [s for s in recorder.steps if s not in both]
        cause = "moved-by-the-other" if own else "shared-optimizer"
        yield violation(
            cause,
            f"{len(moving)} of {len(both)} steps of one optimizer moved both players",
            at=[step.place for step in moving],
            effect="one player is moved by the other's loss, or by its moments",
            change="give each player an optimizer of its own that holds its parameters alone",
            threads=("eriklindernoren/Keras-GAN #128",),
        )
    else:
        yield departure(
            "shared-optimizer",
            f"one optimizer holds both players; each of its {len(both)} steps moved only one of them",
            at=[both[0].place],
            effect="none on the fixed point: moments and settings are shared",
            change="give each player an optimizer of its own",
            threads=("eriklindernoren/Keras-GAN #128",),
        )


def _moves_both(step: Step, d: frozenset[int], g: frozenset[int]) -> bool:
    return bool(step.moved & d) and bool(step.moved & g)
