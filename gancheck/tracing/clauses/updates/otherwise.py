"""What stands between a player and its training though an optimizer steps it, and what moves it without one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from gancheck.tracing.clauses.clause import Verdict, mostly, note, share, violation
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.loop.players import Player
from gancheck.tracing.loop.updates import Update
from gancheck.tracing.recording.events import Step

# Of a player's updates, the share before which its weights were changed by something else, to be worth a word.
_OFTEN = 0.25


def zeroed(pair: Pair, player: Player) -> Verdict | None:
    """Gradients that were there and are gone when the optimizer steps."""
    held = [step for step in pair.recorder.steps if player.parameters & set(step.parameters)]
    judging = {n for j in pair.judged if "real" in j.what for n in j.score.pull_norms}
    # What the generator's pass leaves in D is to be thrown away.
    own = judging if player is pair.discriminator else set(range(len(pair.recorder.passes)))
    lost = [step for step in held if _lost(pair, player, step, own)]
    if not mostly(len(lost), len(held)):
        return None
    who = "D" if player.role == "discriminator" else "G"
    return violation(
        "zeroed",
        f"{who} has a gradient before {share(len(lost), len(held))} steps of its optimizer, and none when it steps",
        at=[lost[0].place],
        effect=f"{who} is never trained",
        change="zero the gradients before the backward pass, not between it and the step",
    )


def _lost(pair: Pair, player: Player, step: Step, own: set[int]) -> bool:
    applied = any(part.any() for p, part in step.applied.items() if p in player.parameters)
    between = [d for d in pair.recorder.passes[step.since : step.until] if d.accumulate and d.number in own]
    given = [part for during in between for p, part in during.contributions.items() if p in player.parameters]
    return any(part.any() for part in given) and not applied


def between_steps(pair: Pair, player: Player, updates: Sequence[Update]) -> Iterator[Verdict]:
    """Weights that something else than an optimizer changes, again and again; clipping has a clause of its own."""
    numbers = {net.number for net in player.nets}
    times = [c.time for c in pair.recorder.changes if c.net in numbers and c.clamp is None]
    begun = [updates[0].time, *(update.time for update in updates)]
    changed = sum(any(a < time < b for time in times) for a, b in pairwise(begun))
    if updates[0].step is not None and changed > _OFTEN * len(updates):
        who = "D" if player.role == "discriminator" else "G"
        yield note(
            "moved-between-steps",
            f"{who}'s weights are changed by something else than its optimizer before {share(changed, len(updates))}"
            " of its steps",
            at=[updates[0].place],
            effect="what the optimizer did is overwritten, or moved: an average, a projection, weights put back",
            change="none needed where it is meant; an average of G belongs into a copy",
        )


def untrained_parts(pair: Pair) -> Iterator[Verdict]:
    """Fakes that D is shown beside G's own, by a net that no optimizer moves."""
    recorder, own = pair.recorder, {net.number for net in pair.generator.nets}
    trained = {p for step in recorder.steps for p in step.moved} | {p for c in recorder.changes for p in c.moved}
    for update in pair.d_updates[-1:]:
        for judged in update.of("fake"):
            for part in judged.parts:
                if part.what != "fake" or part.source is None:
                    continue
                maker = recorder.nets[recorder.calls[part.source].net]
                if maker.number not in own and not maker.ids & trained:
                    yield violation(
                        "untrained-part",
                        f"{part.stop - part.start} of the {judged.rows} fakes of a minibatch are made by {maker.name},"
                        " which no optimizer moves",
                        at=[recorder.calls[part.source].place],
                        effect="p_g is a mixture with what an untrained net makes",
                        change=f"give {maker.name}'s parameters to the optimizer of G",
                    )
