"""`modes`: each player trains in train mode, G in the same mode in both steps, and samples are drawn in eval mode."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from torch import nn

from gancheck.tracing.clauses.clause import Verdict, clause, departure, kept, note, share, violation
from gancheck.tracing.clauses.modes.roles import fakes_of, own_calls, sampling_calls
from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.loop.players import Player
from gancheck.tracing.recording.events import Call
from gancheck.tracing.recording.moded import mixes_rows

_EVAL = (
    "what is trained is another net than the one meant: without dropout, and normalised by running statistics that"
    " no longer follow it"
)


@clause(
    "modes",
    claim="p_g is one law: G makes its fakes in one mode in both players' steps, and both are trained in train mode",
    source="Goodfellow et al. 2014, section 3; Ioffe and Szegedy 2015, section 3.1; Srivastava et al. 2014",
)
def modes(pair: Pair) -> Iterator[Verdict]:
    """Looks only at layers that compute something else in eval mode: batch norms with statistics, and dropout."""
    players = (pair.discriminator, pair.generator)
    if not any(_layers(pair, player) for player in players):
        yield kept("neither player has a layer that depends on train or eval mode")
        return
    own = _eval_in_training(pair, pair.generator)
    verdicts = _eval_in_training(pair, pair.discriminator) + (own or _generator_differs(pair))
    verdicts += _discriminator_differs(pair)
    verdicts += _sampling(pair)
    if not verdicts:
        seen = "both players in train mode in their own steps, G in D's steps too"
        drawn = len(sampling_calls(pair))
        verdicts = [kept(f"{seen}; {drawn} calls for samples in eval mode" if drawn else seen)]
    yield from verdicts


def _eval_in_training(pair: Pair, player: Player) -> list[Verdict]:
    who, updates = ("G", pair.g_updates) if player is pair.generator else ("D", pair.d_updates)
    wrong = [(u, [c for c in own_calls(pair, player, u) if not all(c.modes)]) for u in updates]
    wrong = [(update, calls) for update, calls in wrong if calls]
    if not wrong:
        return []
    calls = [call for _, found in wrong for call in found]
    seen = f"{who} was in eval mode in {share(len(wrong), len(updates))} of its own updates: {_off(pair, calls)}"
    if len(wrong) == len(updates) and all(call.training for call in calls):
        # Somebody froze single layers on purpose: the net that is trained is the one that samples.
        return [note("eval-in-training", f"{seen}, layer by layer in a net in train mode", at=[calls[0].place])]
    return [
        violation(
            "eval-in-training",
            seen,
            at=[call.place for call in calls],
            effect=_EVAL,
            change=f"call .train() on {who} before training goes on, also after samples were drawn in eval mode",
            threads=("samet-akcay/ganomaly #83",),
        )
    ]


def _generator_differs(pair: Pair) -> list[Verdict]:
    """G's fakes for D against its own step of the same iteration."""
    own = {update.iteration: _flags(own_calls(pair, pair.generator, update)) for update in pair.g_updates}
    calls: list[Call] = []
    differing = compared = 0
    for update in pair.d_updates:
        theirs, mine = fakes_of(pair, update), own.get(update.iteration)
        if not theirs or not mine:
            continue
        compared += 1
        if _flags(theirs) - mine:
            differing += 1
            calls += [call for call in theirs if not all(call.modes)] or theirs
    if not differing:
        return []
    return [
        violation(
            "differs",
            f"in {share(differing, compared)} updates of D its fakes were made in another mode of G than G's own"
            f" step has: {_off(pair, calls)}",
            at=[call.place for call in calls],
            effect="D judges another p_g than the one that G is trained to be",
            change="make D's fakes with G in train mode, as in G's own step; `torch.no_grad()` does not need eval mode",
            threads=("samet-akcay/ganomaly #83",),
        )
    ]


def _discriminator_differs(pair: Pair) -> list[Verdict]:
    """D in eval mode while it judges for G: each player is trained as it should, against a slightly other opponent."""
    numbers = {net.number for net in pair.discriminator.nets}
    off = [call for call in pair.recorder.calls if call.net in numbers and not all(call.modes)]
    judging = [[c for c in off if any(u.passes & out.pull_norms.keys() for out in c.outputs)] for u in pair.g_updates]
    wrong = [calls[0] for calls in judging if calls]
    own = {call.index for u in pair.d_updates for call in own_calls(pair, pair.discriminator, u)}
    if not wrong or any(call.index in own for call in off):
        return []
    return [
        note(
            "differs",
            f"D was in eval mode in {share(len(wrong), len(pair.g_updates))} updates of G, in train mode in its own",
            at=[call.place for call in wrong],
            effect="G is trained against D as its running statistics, and no dropout, have it",
        )
    ]


def _sampling(pair: Pair) -> Iterator[Verdict]:
    drawn = sampling_calls(pair)
    training = [call for call in drawn if any(call.modes)]
    moving = [call for call in training if call.statistics_moved]
    for copy in pair.recorder.copies.found:
        ours = [c for c in pair.recorder.calls if pair.recorder.nets[c.net].ids == copy.ids]
        # In train mode now and again: its statistics are being made anew.
        if copy.net == pair.generator.last.number and ours and all(any(c.modes) for c in ours):
            training, drawn = training + ours, drawn + ours
    if training:
        yield departure(
            "sampling-in-train",
            f"samples were drawn in train mode in {share(len(training), len(drawn))} calls, by"
            f" {_named(pair, training, True)}",
            at=[call.place for call in training],
            effect="training is the same; the samples are not those of the trained G: " + _samples(pair, training),
            change="call .eval() before samples are drawn, and .train() after it",
            threads=("NVIDIA/pix2pixHD #175", "samet-akcay/ganomaly #83"),
        )
    if moving:
        yield departure(
            "sampling-moves-statistics",
            f"drawing samples moved G's running statistics in {share(len(moving), len(drawn))} calls",
            at=[call.place for call in moving],
            effect="the gradients are the same; the statistics that eval mode uses also hold what was only looked at",
            change="call .eval() before samples are drawn, and .train() after it",
            threads=("NVIDIA/pix2pixHD #175",),
        )


def _flags(calls: Sequence[Call]) -> frozenset[tuple[int, tuple[bool, ...]]]:
    return frozenset((call.net, call.modes) for call in calls)


def _layers(pair: Pair, player: Player) -> list[tuple[str, nn.Module]]:
    return [layer for net in player.nets for layer in net.moded]


def _named(pair: Pair, calls: Sequence[Call], on: bool) -> str:
    """The layers of these calls in one mode, by class and name: `BatchNorm1d 1, Dropout 3 and 4 more`."""
    found: dict[str, None] = {}
    for call in calls:
        layers = pair.recorder.nets[call.net].moded
        for (name, layer), flag in zip(layers, call.modes, strict=False):
            if flag is on:
                found[f"{type(layer).__name__} {name}".strip()] = None
    names = list(found)
    rest = f" and {len(names) - 2} more" if len(names) > 3 else ""
    return ", ".join(names if not rest else names[:2]) + rest


def _off(pair: Pair, calls: Sequence[Call]) -> str:
    off = _named(pair, calls, False)
    return f"{off} in eval mode" if off else f"{_named(pair, calls, True)} in train mode"


def _samples(pair: Pair, calls: Sequence[Call]) -> str:
    layers = [
        layer
        for call in calls
        for (_, layer), flag in zip(pair.recorder.nets[call.net].moded, call.modes, strict=False)
        if flag
    ]
    if any(mixes_rows(layer) for layer in layers):
        return "each depends on the others of its batch"
    return "dropout is on in them"
