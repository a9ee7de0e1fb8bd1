"""The discriminator's calls: which rows were real, which fake, and what they scored."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from gancheck.tracing.loop.players import Pairing
from gancheck.tracing.recording.events import Call, Output, Piece
from gancheck.tracing.recording.recorder import Recorder


@dataclass(frozen=True)
class Part:
    """Rows `start` to `stop` of a D call, by what they are.

    "real", "fake", "points" of a penalty, "mismatched" (real rows that D is to call fake, under a wrong condition) or
    "other" (another net's output). `source` is the generator's call that made the fakes, `how` how that is known.
    """

    start: int
    stop: int
    what: str
    source: int | None
    how: str = ""


@dataclass(frozen=True)
class Judged:
    """One call of the discriminator: the call that was fed, the output that is the score, and what its rows were."""

    call: Call
    score: Output
    parts: tuple[Part, ...]
    rows: int
    main: int

    @property
    def what(self) -> str:
        """The kind of its rows: "real", "fake", "points", "other", or "real + fake" for a mixed minibatch."""
        kinds = sorted({part.what for part in self.parts}, reverse=True)
        return " + ".join(kinds)

    @property
    def turned(self) -> bool:
        """Whether an autograd function of the script's own stands before D: it may turn G's gradient round."""
        return self.main < len(self.call.turned) and self.call.turned[self.main]

    def of(self, part: Part) -> slice:
        """The elements of the score of a part's rows (several a row for patches, one for several rows in packs)."""
        total = len(self.score.values) if self.score.values is not None else 0
        return slice(part.start * total // self.rows, part.stop * total // self.rows)

    def pulled(self, passes: frozenset[int]) -> np.ndarray | None:
        """dL/d(score) summed over `passes`, flat; None when none of them pulled."""
        found = [pull for number, pull in self.score.pulls.items() if number in passes]
        return np.sum(found, axis=0) if found else None


def judged_calls(recorder: Recorder, pairing: Pairing) -> list[Judged]:
    """The calls of the pair's discriminator, in order, its rows as each call by itself tells them.

    From the first that a gradient reached: before it are trials.
    """
    chain = [net.number for net in pairing.discriminator.nets]
    penalties = {slopes.call for slopes in recorder.slopes}
    ends = [call for call in recorder.calls if call.net == chain[-1] and call.outputs]
    position = score_position(ends)
    makers = _makers(recorder, pairing)
    found = []
    for end in ends:
        if position >= len(end.outputs):
            continue
        start = _first(recorder, end, chain)
        if start is None or len(start.inputs) <= pairing.main:
            continue
        score = end.outputs[position]
        rows = len(start.inputs[pairing.main].rows)
        only_points = start.index in penalties and not judged_directly(recorder, score)
        parts = tuple(
            Part(
                piece.start,
                piece.stop,
                "points" if only_points else _what(recorder, piece, makers),
                piece.call,
                piece.how,
            )
            for piece in start.origins[pairing.main]
        )
        found.append(Judged(start, score, _merged(parts), max(1, rows), pairing.main))
    begun = next((place for place, judged in enumerate(found) if judged.score.pull_norms), 0)
    return found[begun:]


def score_position(calls: list[Call]) -> int:
    """Which output is the score: of those that gradients reached most often, the first with the least a row.

    Class scores are narrower than patches at times, but D's loss on fakes has no use for them.
    """
    widths: dict[int, int] = {}
    often: Counter[int] = Counter()
    for call in calls:
        for position, out in enumerate(call.outputs):
            if out.pull_norms:
                width = int(np.prod(out.seen.shape[1:])) if len(out.seen.shape) > 1 else 1
                widths[position] = min(width, widths.get(position, width))
                often[position] += 1
    most = max(often.values(), default=0)
    usual = [position for position in widths if 10 * often[position] > 9 * most]
    return min(usual, key=lambda position: (widths[position], position), default=0)


def judged_directly(recorder: Recorder, score: Output) -> bool:
    """Whether a loss, and not only a penalty's `autograd.grad`, was taken of the score."""
    return any(recorder.passes[number].accumulate for number in score.pull_norms)


def _first(recorder: Recorder, call: Call, chain: list[int]) -> Call | None:
    """The call of the chain's first net that led to `call`, a call of its last."""
    for number in reversed(chain[:-1]):
        sources = [piece.call for piece in call.origins[0] if piece.call is not None] if call.origins else []
        if not sources or recorder.calls[sources[0]].net != number:
            return None
        call = recorder.calls[sources[0]]
    return call


def _makers(recorder: Recorder, pairing: Pairing) -> set[int]:
    """The nets that make fakes: G, and others that feed D in its place and are trained, but not with D.

    What stands beside other columns is a code, or a condition, that some net made.
    """
    first, theirs = pairing.discriminator.first.number, pairing.discriminator.parameters
    feeding: dict[int, set[str]] = {}
    for call in recorder.calls:
        if call.net == first and len(call.origins) > pairing.main:
            for piece in call.origins[pairing.main]:
                if piece.call is not None:
                    feeding.setdefault(recorder.calls[piece.call].net, set()).add(piece.how)

    def alone(number: int) -> bool:
        ids = recorder.nets[number].ids
        steps = [step for step in recorder.steps if ids & step.moved]
        return bool(steps) and not any(theirs & step.moved for step in steps)

    others = {number for number, how in feeding.items() if "columns" not in how and alone(number)}
    return {pairing.generator.last.number, *others}


def _what(recorder: Recorder, piece: Piece, makers: set[int]) -> str:
    if piece.call is None:
        return "real"
    return "fake" if recorder.calls[piece.call].net in makers else "other"


def _merged(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Neighbouring parts of one kind as one, unless their sources differ."""
    merged: list[Part] = []
    for part in parts:
        last = merged[-1] if merged else None
        if last is not None and (last.what, last.source) == (part.what, part.source):
            merged[-1] = Part(last.start, part.stop, part.what, part.source, part.how)
        else:
            merged.append(part)
    return tuple(merged)
