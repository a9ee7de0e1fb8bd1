"""`opposite-signs`: on fakes the players want opposite things, whatever the objective and its conventions."""

from __future__ import annotations

from collections.abc import Iterator

from gancheck.tracing.clauses.clause import Verdict, clause, kept, unseen, violation
from gancheck.tracing.loop.losses import loss_places
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.reading.objective import law_holds


@clause("opposite-signs", claim="the generator moves D(G(z)) the opposite way from the discriminator")
def opposite_signs(pair: Pair) -> Iterator[Verdict]:
    """The law that needs no knowledge of the loss."""
    signs = pair.opposite
    if pair.turned:
        yield unseen("a function of the script's own stands between G and D: it may turn G's gradient round")
    elif not any(reading.family for reading in pair.readings) and _several(pair):
        yield unseen("D returns several numbers a row, and what the losses make of them is not known")
    elif not law_holds(*pair.readings):
        yield unseen("this generator's loss has its optimum between D's labels: single fakes may be pulled back")
    elif not signs.rows:
        yield unseen(pair.too_many or "no gradient at D's output for fakes was seen for both players")
    elif signs.share < 0.5 and signs.mass < 0.5:
        yield violation(
            "same-sign",
            f"on {1 - signs.share:.0%} of {signs.rows} fakes G's dL/dD(G(z)) has the sign of D's",
            at=loss_places(pair, pair.g_updates),
            effect="the players help each other: G learns to be told apart from the data",
            change="turn the sign, or the label, of one of the two losses on fakes",
            threads=("Zeleni9/pytorch-wgan #51", "martinarjovsky/WassersteinGAN #61"),
        )
    else:
        yield kept(f"the signs are opposite on {signs.share:.0%} of {signs.rows} fakes")


def _several(pair: Pair) -> bool:
    """Whether D's output has more than one number a row."""
    return any(judged.score.values is not None and len(judged.score.values) > judged.rows for judged in pair.judged)
