"""`fresh-gradients`: each update uses the gradient of its own loss alone, taken at the weights of now."""

from __future__ import annotations

from collections.abc import Iterator
from math import log2

from gancheck.tracing.clauses.clause import Verdict, clause, kept, note, share, unseen, violation
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.loop.updates import Update
from gancheck.tracing.place import Place

_EFFECT = {
    "accumulated": "the step follows gradients of minibatches, and of weights, that are gone",
    "leaked": "the step follows the other player's loss as well: a biased gradient",
    "stale": "the step follows a gradient taken at weights that are gone",
    "unknown": "the step does not follow the gradient of any loss that was seen",
}
_CHANGE = {
    "accumulated": "zero the gradients before every backward pass of this player",
    "leaked": "zero this player's gradients after the other player's backward pass, before its own",
    "stale": "run the forward pass again after each step",
    "unknown": "look for code that writes into .grad",
}
_THREADS = {
    "accumulated": ("opendp/smartnoise-sdk #280", "ajbrock/BigGAN-PyTorch #25"),
    "leaked": ("Lightning-AI/pytorch-lightning #591", "Lightning-AI/pytorch-lightning #557"),
    "stale": ("soumith/dcgan.torch #21",),
}


@clause("fresh-gradients", claim="each update uses the gradient of its own minibatches, and nothing else")
def fresh_gradients(pair: Pair) -> Iterator[Verdict]:
    """What each stepped gradient was made of, by backward passes."""
    told = [update for update in pair.updates if update.made is not None and update.made.how not in ("zero",)]
    if not told:
        yield unseen("no optimizer stepped: gradients used by hand are not followed")
        return
    wrong = False
    for who, updates in (("D", [u for u in told if u.player == "discriminator"]),
                         ("G", [u for u in told if u.player == "generator"])):  # fmt: skip
        for cause, bad in _by_cause(updates).items():
            # Once may be a beginning or an end; a loop does it again.
            if cause in _EFFECT and len(bad) > max(1, len(updates) // 20):
                wrong = True
                yield violation(
                    cause,
                    f"{_what(cause, who, bad[len(bad) // 2])} in {share(len(bad), len(updates))} updates",
                    at=[bad[0].place, *_passes(pair, bad[-1])],
                    effect=_EFFECT[cause],
                    change=_CHANGE[cause],
                    threads=_THREADS.get(cause, ()),
                )
        clipped = [u for u in updates if u.made is not None and _clipped(u)]
        if len(clipped) > 2:
            yield note("clipped", f"{who}'s gradient was clipped in {share(len(clipped), len(updates))} updates")
    if not wrong:
        yield kept(f"the gradient was that of its own passes in all of {len(told)} updates")


def _by_cause(updates: list[Update]) -> dict[str, list[Update]]:
    found: dict[str, list[Update]] = {}
    for update in updates:
        cause = _cause(update)
        if cause:
            found.setdefault(cause, []).append(update)
    return found


def _cause(update: Update) -> str:
    """What is wrong with a gradient; one that is used again, with no backward pass since, is stale."""
    made = update.made
    if made is None:
        return ""
    if made.cause == "accumulated" and made.passes and set(made.passes) == set(made.earlier) and not update.reaching:
        return "stale"
    return made.cause


def _what(cause: str, who: str, update: Update) -> str:
    made = update.made
    assert made is not None
    if cause == "accumulated":
        folded = update.folded - 1 if -1 in made.passes else 0
        old = len(made.earlier) + folded
        return (
            f"{who}'s step uses {len(made.passes) + folded} backward passes, {old} of them from before its last step,"
        )
    if cause == "leaked":
        return f"{who}'s step uses {len(made.others)} backward pass(es) of the other player's loss"
    if cause == "stale":
        return f"{who}'s step uses a gradient taken before its last step"
    return f"{who}'s gradient is no sum of backward passes (misfit {made.misfit:.2g})"


def _passes(pair: Pair, update: Update) -> list[Place | None]:
    made = update.made
    numbers = (made.earlier or made.others or made.stale) if made is not None else ()
    return [pair.recorder.passes[n].place for n in numbers[-1:] if n >= 0]


def _clipped(update: Update) -> bool:
    made = update.made
    if made is None or made.cause:
        return False
    return made.how in ("clamped",) or (
        made.how in ("sum", "by part") and 0 < made.multiple < 0.999 and not _power(made.multiple)
    )


def _power(multiple: float) -> bool:
    """Whether a multiple is a power of two: loss scaling, or a mean over micro-batches."""
    return abs(log2(multiple) - round(log2(multiple))) < 1e-3
