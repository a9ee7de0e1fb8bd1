"""`averaging`: an average of G's weights takes its batch-norm statistics along."""

from __future__ import annotations

from collections.abc import Iterator

from gancheck.tracing.clauses.clause import Verdict, clause, kept, note, violation
from gancheck.tracing.loop.pair import Pair


@clause(
    "averaging",
    claim="an average of the generator is a whole generator: parameters, and the statistics of its batch norms",
    source="Yazici et al. 2019, section 3; Karras et al. 2018, section 5",
)
def averaging(pair: Pair) -> Iterator[Verdict]:
    """Looks at modules of G's shapes that nothing trains and whose parameters move all the same."""
    numbers = {net.number for net in pair.generator.nets}
    followers = [c for c in pair.recorder.copies.found if c.net in numbers and len(c.readings) > 1 and c.followed]
    if not followers:
        yield kept("no average of G was seen")
    for copy in followers:
        moved, of_g = copy.buffers_moved
        at = [c.place for c in pair.recorder.calls if pair.recorder.nets[c.net].ids == copy.ids][:1]
        if of_g and not moved:
            yield violation(
                "buffers",
                f"the parameters of {copy.name} follow G's; none of its running statistics moved, {of_g} of G's did",
                at=at,
                effect="in eval mode the average normalises by the statistics of an untrained net",
                change="copy the buffers too: for a, b in zip(average.buffers(), G.buffers()): a.copy_(b)",
                threads=("odegeasslbc/FastGAN-pytorch #4", "rosinality/stylegan2-pytorch #172"),
            )
        else:
            yield note("present", f"{copy.name} follows G's weights{', buffers too' if of_g else ''}", at=at)
