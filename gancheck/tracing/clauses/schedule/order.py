"""`order`: D ascends, then G descends against the D that is new."""

from __future__ import annotations

from collections.abc import Iterator

from gancheck.tracing.clauses.clause import Verdict, clause, departure, kept, mostly, note, share, unseen
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.loop.schedule import schedule


@clause("order", claim="in each iteration the discriminator ascends first, then the generator descends")
def order(pair: Pair) -> Iterator[Verdict]:
    """Alternation, who begins, one-sided steps, pre-training."""
    if not pair.d_updates or not pair.g_updates:
        yield unseen("one of the players was never updated")
        return
    read = schedule(pair)
    fine = True
    if mostly(len(read.simultaneous), len(pair.g_updates)):
        fine = False
        yield departure(
            "simultaneous",
            "both gradients are taken before either step in "
            f"{share(len(read.simultaneous), len(pair.g_updates))} iterations",
            at=[u.place for u in read.simultaneous[-2:]],
            effect="the same fixed point, but simultaneous steps spiral away from it sooner (Mescheder et al. 2018)",
            change="step D before the forward pass of G's loss",
        )
    elif read.generator_first:
        fine = False
        yield departure(
            "generator-first",
            "G is updated before D in each iteration",
            at=[pair.g_updates[0].place, pair.d_updates[0].place],
            effect="the same fixed point; G's first step follows an untrained D",
            change="move D's update before G's",
        )
    one_sided = [u for u in pair.d_updates if bool(u.of("real")) != bool(u.of("fake"))]
    both = {bool(u.of("real")) for u in one_sided}
    if mostly(len(one_sided), len(pair.d_updates)) and len(both) == 2:
        fine = False
        yield departure(
            "one-sided",
            f"D is stepped on real and on fakes apart, in {share(len(one_sided), len(pair.d_updates))} updates",
            at=[u.place for u in one_sided[:2]],
            effect="the same fixed point for small steps; moments see two gradients in turn",
            change="add the two losses, and step once",
        )
    if read.pretraining:
        yield note("pre-training", f"D had {read.pretraining} updates more before the first of G")
    if fine:
        yield kept(f"D, then G, in {len(read.ks)} iterations")
