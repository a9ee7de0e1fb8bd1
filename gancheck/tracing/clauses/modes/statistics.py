"""`batch-statistics`: batch norm sees one kind of rows, normalises them, and keeps what it saw."""

from __future__ import annotations

from collections.abc import Iterator

from torch import nn
from torch.nn.modules.batchnorm import _NormBase

from gancheck.tracing.clauses.clause import Verdict, clause, departure, kept, note, share, violation
from gancheck.tracing.loop.judged import Judged
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.loop.players import Player
from gancheck.tracing.recording.moded import keeps_statistics, mixes_rows
from gancheck.tracing.recording.nets import Net

# Layers have 1e-5, older frameworks 1e-3; beside a variance near 1, anything larger is a scale of its own.
_EPS = 0.01

Found = list[tuple[Net, str, nn.Module]]


@clause(
    "batch-statistics",
    claim="batch norm normalises by the statistics of one minibatch, real or fake, and keeps their running mean",
    source="Ioffe and Szegedy 2015, Algorithm 1; Radford et al. 2016, section 3",
)
def batch_statistics(pair: Pair) -> Iterator[Verdict]:
    """Looks at the layers that exist, and at what they were given."""
    verdicts = [*_mixed(pair), *_eps(pair, pair.discriminator), *_eps(pair, pair.generator)]
    verdicts += [*_frozen(pair, pair.discriminator), *_frozen(pair, pair.generator)]
    if not verdicts:
        norms = [len(_batch_norms(player)) for player in (pair.generator, pair.discriminator)]
        text = f"{norms[0]} batch norms in G, {norms[1]} in D, real and fake apart"
        verdicts = [kept(text if any(norms) else "neither player has batch norm")]
    yield from verdicts


def _mixed(pair: Pair) -> Iterator[Verdict]:
    def mixing(judged: Judged) -> bool:
        return {"real", "fake"} <= {part.what for part in judged.parts} and _by_batch(pair, judged)

    calls = [(u, [j for j in u.judged if mixing(j)]) for u in pair.d_updates]
    wrong = [found for _, found in calls if found]
    if not wrong:
        return
    yield departure(
        "mixed",
        f"batch norm in D normalises real and fake rows together in {share(len(wrong), len(pair.d_updates))} updates"
        f" of D, {wrong[0][0].rows} rows at once",
        at=[judged.call.place for found in wrong for judged in found],
        effect="D's score of a row depends on how many fakes are beside it; G's step shows it fakes alone",
        change="call D once on the real and once on the fake minibatch",
        threads=("carpedm20/DCGAN-tensorflow #266", "soumith/ganhacks #9", "soumith/ganhacks #52"),
    )


def _by_batch(pair: Pair, judged: Judged) -> bool:
    """Whether a batch norm of D used the statistics of the minibatch in this call."""
    call = judged.call
    training = {id(layer) for (_, layer), on in zip(pair.recorder.nets[call.net].moded, call.modes, strict=False) if on}
    return any(
        id(layer) in training or not keeps_statistics(layer)
        for net, _, layer in _batch_norms(pair.discriminator)
        if net.number == call.net or net not in pair.discriminator.nets
    )


def _eps(pair: Pair, player: Player) -> Iterator[Verdict]:
    norms = [
        (net, name, layer)
        for net in player.nets
        for name, layer in net.module.named_modules()
        if isinstance(layer, (_NormBase, nn.GroupNorm, nn.LayerNorm))
    ]
    large = [(net, name, layer) for net, name, layer in norms if float(layer.eps) > _EPS]
    if not large:
        return
    who = "G" if player is pair.generator else "D"
    net, name, layer = large[0]
    yield violation(
        "eps",
        f"eps is {float(layer.eps):g} in {share(len(large), len(norms))} normalisations of {who}"
        f" ({type(layer).__name__} {name} of {net.name})",
        at=[next((call.place for call in pair.recorder.calls if call.net == net.number), None)],
        effect="rows are divided by sqrt(variance + eps): what varies less than eps is shrunk and not normalised",
        change="the second argument is eps; write momentum=... if that was meant",
        threads=("eriklindernoren/PyTorch-GAN #116",),
    )


def _frozen(pair: Pair, player: Player) -> Iterator[Verdict]:
    norms = [(net, name, layer) for net, name, layer in _batch_norms(player) if keeps_statistics(layer)]
    frozen = [found for found in norms if getattr(found[2], "momentum", None) == 0]
    if not frozen:
        return
    who = "G" if player is pair.generator else "D"
    numbers = {net.number for net, _, _ in frozen}
    calls = [call for call in pair.recorder.calls if call.net in numbers]
    at = [call.place for call in calls if not all(call.modes)] or [call.place for call in calls[:1]]
    seen = f"{share(len(frozen), len(norms))} batch norms of {who} have momentum 0: their running statistics never move"
    if who == "D" and all(all(call.modes) for call in calls):
        yield note("frozen", f"{seen}; D was never in eval mode, where they would be used", at=at)
        return
    yield violation(
        "frozen",
        seen,
        at=at,
        effect="eval mode normalises by mean 0 and variance 1: samples come from another net than the trained one",
        change="give batch norm a momentum above 0, such as its default 0.1",
        threads=("openai/improved-gan #17",),
    )


def _batch_norms(player: Player) -> Found:
    return [
        (net, name, layer) for net in player.nets for name, layer in net.module.named_modules() if mixes_rows(layer)
    ]
