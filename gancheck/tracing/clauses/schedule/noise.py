"""`fresh-noise`: each update has noise of its own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from gancheck.tracing.clauses.clause import Verdict, clause, departure, kept, mostly, share, unseen, violation
from gancheck.tracing.loop.batches import noise_calls
from gancheck.tracing.loop.minibatches import Minibatch, same
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.loop.schedule import schedule
from gancheck.tracing.loop.updates import Update


@clause("fresh-noise", claim="each update samples a new minibatch from the noise prior")
def fresh_noise(pair: Pair) -> Iterator[Verdict]:
    """Noise rows compared between updates, by content."""
    if not pair.fed_noise:
        yield unseen("what the generator is fed is no noise that was seen")
        return
    found = [(update, pair.minibatch(update)) for update in pair.updates]
    ds = [(u, m) for u, m in found if u.player == "discriminator" and m.noise]
    gs = [(u, m) for u, m in found if u.player == "generator" and m.noise]
    at = [call.place for call in noise_calls(pair, pair.updates[-2:])]
    own = gs or ds
    again = sum(same(a.noise, b.noise) for (_, a), (_, b) in pairwise(own))
    if len(own) > 3 and again * 10 > 9 * (len(own) - 1):
        yield violation(
            "drawn-once",
            f"G is fed the same noise in {share(again, len(own) - 1)} pairs of neighbouring iterations",
            at=at,
            effect="G is trained on a handful of points of the noise prior",
            change="draw the noise inside the loop",
        )
        return
    fine = True
    # Players that step at once share their minibatch by nature.
    at_once = {id(u) for u in schedule(pair).simultaneous}
    shared = [
        u
        for u, m in gs
        if any(
            same(m.noise, other.noise) and not at_once & {id(d), id(u)} and not _one_step(d, u)
            for d, other in ds
            if _near(d.iteration, u.iteration)
        )
    ]
    if mostly(len(shared), len(gs)):
        fine = False
        yield departure(
            "shared",
            f"G's step uses the noise of the D step in {share(len(shared), len(gs))} iterations",
            at=at,
            effect="the same fixed point; both players' gradients are taken at the same points of the prior",
            change="draw new noise for G's step",
            threads=("AntreasAntoniou/DAGAN #9",),
        )
    inside = [(a, b) for (u, a), (v, b) in pairwise(ds) if u.iteration == v.iteration and not _one_sided(a, b)]
    repeated = sum(same(a.noise, b.noise) for a, b in inside)
    if mostly(repeated, len(inside)):
        fine = False
        yield departure(
            "repeated",
            f"the updates of D in one iteration share their noise in {share(repeated, len(inside))} cases",
            at=at,
            effect="the same fixed point; k steps on one minibatch fit D to it",
            change="draw the noise inside the loop over k",
        )
    turns = [(a, b) for (u, a), (v, b) in pairwise(gs) if not any(u.time < d.time < v.time for d, _ in ds)]
    several = sum(same(a.noise, b.noise) for a, b in turns)
    if mostly(several, len(turns)):
        fine = False
        yield departure(
            "repeated",
            f"the updates of G between two of D share their noise in {share(several, len(turns))} cases",
            at=at,
            effect="the same fixed point; several steps on one minibatch fit G to it",
            change="draw new noise for each step",
            threads=("tamarott/SinGAN #58",),
        )
    if fine:
        yield kept(f"noise of its own in {len(ds)} updates of D and {len(gs)} of G")


def _one_step(d: Update, u: Update) -> bool:
    """Whether one step of a shared optimizer moved both players."""
    return d.step is not None and d.step is u.step


def _near(d: int, g: int) -> bool:
    """D's updates just before G's, or (where G is first) just after."""
    return d == g or d == g + 1


def _one_sided(a: Minibatch, b: Minibatch) -> bool:
    return not a.noise or not b.noise
