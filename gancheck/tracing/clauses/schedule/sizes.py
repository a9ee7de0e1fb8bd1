"""`minibatch-sizes`: as many fakes as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gancheck.tracing.clauses.clause import Verdict, clause, departure, kept, mostly, share, unseen
from gancheck.tracing.loop.pair import Pair


@clause("minibatch-sizes", claim="m noise samples and m examples in each update of D")
def minibatch_sizes(pair: Pair) -> Iterator[Verdict]:
    """Rows of real and of fake in each D update that has both."""
    found = [pair.minibatch(update) for update in pair.d_updates]
    both = [minibatch for minibatch in found if all(minibatch.sizes)]
    if not both:
        yield unseen("no update of D had both real data and fakes")
        return
    # Two minibatches of fakes to one of data, each of m rows, are two expectations of one size.
    unequal = [each for each in both if each.sizes[0] != each.sizes[1] and each.largest[0] != each.largest[1]]
    (real, fake), _ = Counter(each.sizes for each in unequal or both).most_common(1)[0]
    if mostly(len(unequal), len(both)):
        yield departure(
            "unequal",
            f"{real} examples and {fake} fakes in {share(len(unequal), len(both))} updates of D",
            at=[j.call.place for j in pair.d_updates[-1].judged[:2]],
            effect="none on the fixed point where each expectation is a mean; two estimates of different variance",
            change="draw as much noise as there are examples",
        )
    else:
        yield kept(f"{real} and {fake}")
