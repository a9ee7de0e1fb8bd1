"""The nets that may be players: called by themselves, and no mere part or holder of another."""

from __future__ import annotations

import math
from collections import Counter

from gancheck.tracing.recording.events import Output
from gancheck.tracing.recording.nets import Net
from gancheck.tracing.recording.recorder import Recorder


def candidates(recorder: Recorder) -> list[Net]:
    """The nets that were called, without the parts of a discriminator and without those that merely hold another."""
    called = Counter(call.net for call in recorder.calls)
    nets = [net for net in recorder.nets if called[net.number]]
    fed = {
        (recorder.calls[piece.call].net, call.net)
        for call in recorder.calls
        for pieces in call.origins
        for piece in pieces
        if piece.call is not None
    }

    def inside(net: Net) -> list[Net]:
        return [other for other in nets if other.ids < net.ids and called[other.number] > 1]

    parts: set[int] = set()
    for net in nets:
        own = inside(net)
        if own and _judges_itself(recorder, net, own, fed):
            parts |= {part.number for part in own}
    nets = [net for net in nets if net.number not in parts]
    # A head that a net holds and feeds is a net of its own.
    return [net for net in nets if all((net.number, other.number) in fed for other in inside(net))]


def _judges_itself(recorder: Recorder, net: Net, parts: list[Net], fed: set[tuple[int, int]]) -> bool:
    """Whether a net that others feed, and that feeds none but its parts, has the score among its own outputs.

    Features that are matched and heads with losses of their own are parts of it then, also called by themselves; where
    a part's output is narrower, that is the score.
    """
    ids = {net.number, *(part.number for part in parts)}
    behind = {net.number}
    for _ in parts:
        behind |= {target for source, target in fed if source in behind and target in ids}
    judging = any(target == net.number and source not in ids for source, target in fed)
    feeding = any(source in behind and target not in ids for source, target in fed)
    least = min(_narrowest(recorder, part) for part in parts)
    return judging and not feeding and _narrowest(recorder, net) <= least


def width(recorder: Recorder, net: Net) -> float:
    """The elements a row of the first thing that it returns, at the least."""
    first = [out for call in recorder.calls if call.net == net.number for out in call.outputs[:1]]
    return min(map(_a_row, first), default=float("inf"))


def _narrowest(recorder: Recorder, net: Net) -> float:
    """The elements a row of its narrowest output that a gradient reached."""
    pulled = [out for call in recorder.calls if call.net == net.number for out in call.outputs if out.pull_norms]
    return min(map(_a_row, pulled), default=float("inf"))


def _a_row(out: Output) -> float:
    shape = out.seen.shape
    return math.prod(shape) / max(1, shape[0] if shape else 1)
