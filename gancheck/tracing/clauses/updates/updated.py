"""`discriminator-updated` and `generator-updated`: each player is trained, through the discriminator's judgement."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gancheck.tracing.clauses.clause import Verdict, clause, kept, mostly, share, unseen, violation
from gancheck.tracing.clauses.updates.otherwise import between_steps, untrained_parts, zeroed
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.loop.players import Player
from gancheck.tracing.loop.updates import Update
from gancheck.tracing.recording.recorder import Recorder
from gancheck.tracing.recording.sketches import sketch


@clause("discriminator-updated", claim="the discriminator ascends its stochastic gradient")
def discriminator_updated(pair: Pair) -> Iterator[Verdict]:
    """D's parameters move, by an optimizer that holds them, in the gradient of a loss of its own output."""
    yield from _held_and_moved(pair, pair.discriminator, pair.d_updates)


@clause("generator-updated", claim="the generator descends its stochastic gradient, which reaches it through D")
def generator_updated(pair: Pair) -> Iterator[Verdict]:
    """G's parameters move, and what moves them came through D."""
    verdicts = list(_held_and_moved(pair, pair.generator, pair.g_updates))
    if not pair.g_updates or any(v.cause in ("not-moving", "zeroed") for v in verdicts):
        gone = any(v.cause == "zeroed" for v in verdicts)
        yield from (_cut(pair) if not pair.g_updates and not gone else None) or verdicts
        return
    yield from (verdict for verdict in verdicts if verdict.cause)
    parts = list(untrained_parts(pair))
    yield from parts
    through = [update for update in pair.g_updates if update.of("fake") and _reached(pair, update.passes)]
    if not mostly(len(pair.g_updates) - len(through), len(pair.g_updates)):
        if parts:
            return
        yield kept(f"the gradient came through D in {share(len(through), len(pair.g_updates))} updates of G")
        return
    places = [pair.recorder.passes[n].place for update in pair.g_updates for n in sorted(update.passes)][:1]
    none = len(pair.g_updates) - len(through)
    pulled = [u for u in pair.g_updates if _own_output(pair, u.passes)]
    if mostly(sum(_elsewhere(pair, u.passes) for u in pair.g_updates), len(pair.g_updates)):
        yield violation(
            "no-discriminator-gradient",
            f"in {share(none, len(pair.g_updates))} updates of G its loss is not taken on D's score",
            at=places,
            effect="G is trained for something else: p_g has no reason to approach p_data",
            change="add the loss on D(G(z))",
        )
    elif mostly(len(pulled), len(pair.g_updates)):
        yield violation(
            "own-output",
            f"in {share(none, len(pair.g_updates))} updates of G its loss is taken on G's own output; D plays no part",
            at=places,
            effect="G is not trained against D: p_g has no reason to approach p_data",
            change="take G's loss on D(G(z))",
            threads=("abhiskk/wasserstein-cyclegan #2",),
        )
    else:
        yield violation(
            "detached",
            f"in {share(none, len(pair.g_updates))} updates of G nothing that D said reaches G",
            at=places,
            effect="G gets no adversarial gradient",
            change="do not detach G(z), nor rebuild the loss from floats, in G's step",
            threads=("nikhilsinghmus/image2reverb #37",),
        )


def _held_and_moved(pair: Pair, player: Player, updates: list[Update]) -> Iterator[Verdict]:
    recorder = pair.recorder
    who = "D" if player.role == "discriminator" else "G"
    held = [step for step in recorder.steps if player.parameters & set(step.parameters)]
    places = [step.place for step in (held or recorder.steps)[:1]]
    gone = zeroed(pair, player)
    if gone is not None:
        yield gone
        return
    if not updates:
        if not recorder.steps and not recorder.changes:
            yield unseen("no optimizer stepped")
        elif held:
            yield violation(
                "no-gradient",
                f"an optimizer of {who} stepped {len(held)} times, always without a gradient",
                at=places,
                effect=f"{who} is never trained",
                change=f"backpropagate a loss that depends on {who}'s output before the step",
            )
        elif recorder.steps and not any(player.parameters & pair_ids for pair_ids in recorder.held):
            yield violation(
                "not-moving",
                f"no optimizer holds a parameter of {who} ({player.name}); {len(recorder.steps)} steps moved others",
                at=places,
                effect=f"{who} stays as it was initialised",
                change=f"give {who}'s parameters to its optimizer",
                threads=("line/open-universe #5",),
            )
        else:
            yield violation(
                "never-stepped",
                f"{who} ({player.name}) was never updated, in {len(recorder.steps)} optimizer steps",
                at=places,
                effect=f"{who} stays as it was initialised",
                change=f"give {who}'s parameters to its optimizer, and step it",
                threads=("line/open-universe #5",),
            )
        return
    if not _moved(recorder, player):
        rates = [u.step.settings.get("lr") for u in updates if u.step is not None]
        rate = f" (learning rate {rates[0]})" if rates else ""
        yield violation(
            "not-moving",
            f"no parameter of {who} changed in {len(updates)} updates{rate}",
            at=places,
            effect=f"{who} is not trained",
            change="look at the learning rate, and at which parameters the optimizer holds",
        )
        return
    yield from between_steps(pair, player, updates)
    yield kept(f"{len(updates)} updates of {who} moved its parameters")


def _moved(recorder: Recorder, player: Player) -> bool:
    return any(
        not np.array_equal(sketch(p), net.start[id(p)], equal_nan=True)
        for net in player.nets
        for p in net.parameters
        if id(p) in net.start
    )


def _cut(pair: Pair) -> list[Verdict] | None:
    """G's optimizer stepped without gradients although D judged fakes for it."""
    steps = [s for s in pair.recorder.steps if pair.generator.parameters & set(s.parameters)]
    if not steps:
        return None
    return [
        violation(
            "detached",
            f"G's optimizer stepped {len(steps)} times and G never had a gradient",
            at=[steps[0].place],
            effect="G is never trained",
            change="do not detach G(z), nor rebuild the loss from floats, in G's step",
            threads=("nikhilsinghmus/image2reverb #37",),
        )
    ]


def _reached(pair: Pair, passes: frozenset[int]) -> bool:
    """Whether some pass both pulled on D's output for fakes that are attached to G, and reached G."""
    calls = pair.recorder.calls
    for n in passes:
        for judged in pair.judged:
            if not judged.score.pull_norms.get(n):
                continue
            sources = [p.source for p in judged.parts if p.what == "fake" and p.source is not None]
            if any(calls[s].outputs[0].pull_norms.get(n) for s in sources):
                return True
    return False


def _elsewhere(pair: Pair, passes: frozenset[int]) -> bool:
    """Whether a loss pulled on what another net, or another output of D, made of fakes."""
    calls = pair.recorder.calls
    scores = {id(judged.score) for judged in pair.judged}
    made = {call.index for call in pair.generated}
    for call in calls:
        fed = any(piece.call in made for pieces in call.origins for piece in pieces)
        if fed and any(id(out) not in scores and out.pull_norms.get(n) for out in call.outputs for n in passes):
            return True
    return False


def _own_output(pair: Pair, passes: frozenset[int]) -> bool:
    return any(call.outputs[0].pull_norms.get(n) for call in pair.generated for n in passes)
