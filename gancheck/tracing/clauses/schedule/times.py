"""`k`: the discriminator's updates a generator update."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gancheck.tracing.clauses.clause import Verdict, clause, departure, kept, note, unseen, violation
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.loop.schedule import schedule


@clause("k", claim="k updates of the discriminator to each update of the generator")
def k(pair: Pair) -> Iterator[Verdict]:
    """K as it was seen, and against what is claimed."""
    read = schedule(pair)
    if not read.ks:
        yield unseen("one of the players was never updated")
        return
    claimed = pair.claims.k
    at = [pair.d_updates[0].place, pair.g_updates[0].place]
    if read.g_per_d > read.k:
        # What contradicts a claim is a violation; by itself it is another schedule for the same fixed point.
        against = violation if claimed is not None else departure
        said = f"k = {claimed} was claimed; " if claimed is not None else ""
        yield against(
            "inverted",
            f"{said}G is updated {read.g_per_d} times to each update of D",
            at=at,
            effect="the same fixed point, reached only if D keeps up with G",
            change="update D k times, G once",
        )
    elif claimed is not None and read.k != claimed:
        yield violation(
            "other",
            f"k = {claimed} was claimed; {_told(read.ks, read.repeats)}",
            at=at,
            effect="D is another number of steps from its optimum than was meant",
            change="look at the loop, or at the condition, that counts D's steps",
            threads=("nocotan/pytorch-lightning-gans #7", "daa233/generative-inpainting-pytorch #11"),
        )
    elif not read.regular:
        yield note("irregular", _told(read.ks, read.repeats), at=at)
        yield kept(f"k = {read.k} for the most part")
    else:
        yield kept(f"k = {read.k} in {len(read.ks)} iterations")


def _told(ks: tuple[int, ...], repeats: tuple[int, ...]) -> str:
    counts = ", ".join(f"k = {k} in {count} iterations" for k, count in sorted(Counter(ks).items()))
    several = f", and G was updated up to {max(repeats)} times in a row" if max(repeats, default=1) > 1 else ""
    return f"{counts}{several}"
