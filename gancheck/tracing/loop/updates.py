"""The updates of one player: which backward passes its gradient was made of, and which calls those passes judged."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gancheck.tracing.loop.judged import Judged
from gancheck.tracing.loop.moments import Moment
from gancheck.tracing.loop.players import Player
from gancheck.tracing.place import Place
from gancheck.tracing.reading.freshness import FITS, Contribution, Made, read_freshness
from gancheck.tracing.recording.events import Change, Step
from gancheck.tracing.recording.recorder import Recorder

# Passes looked at one by one; what is older counts as one.
_RECENT = 12
# The difference of two weights in float32 is a small number with the rounding of large ones.
_BY_HAND = 0.02


@dataclass
class Update:
    """One update of a player: an optimizer's step, or a change by hand (`step` is None).

    `number` counts the player's updates from 0, `iteration` the generator's updates so far, from 1. `passes` are the
    backward passes of its own loss since its last update that are in its gradient, `scored` those of them that the
    loss is read from, `judged` D's calls that they pulled on, `made` what the stepped gradient was made of. `sign` is
    -1 where the optimizer ascends. `reaching` are all passes since its last update that gave it a gradient; `folded` of
    the oldest count as one, number -1, in `made`.
    """

    player: str
    number: int
    time: int
    place: Place | None
    step: Step | None
    passes: frozenset[int]
    made: Made | None
    judged: list[Judged] = field(default_factory=list)
    iteration: int = 1
    since: int = 0
    until: int = 0
    sign: int = 1
    reaching: frozenset[int] = frozenset()
    folded: int = 0
    scored: frozenset[int] = frozenset()

    def of(self, what: str) -> list[Judged]:
        """The judged calls that have rows of one kind."""
        return [judged for judged in self.judged if any(part.what == what for part in judged.parts)]


def updates_of(
    recorder: Recorder, player: Player, when: list[Moment], owners: list[str], judged: list[Judged]
) -> list[Update]:
    """Every update of a player, in order; `when` and `owners` are the moments and losses of both players."""
    mine = player.parameters
    versions = _versions(player.role, when, judged, recorder)
    turned = frozenset(n for j in judged if j.turned for n in j.score.pull_norms if player.role == "generator")
    gradients = _Gradients(recorder, mine, owners, player.role, turned)
    pulled: dict[int, list[Judged]] = {}
    for j in judged:
        for n in j.score.pull_norms:
            pulled.setdefault(n, []).append(j)
    updates: list[Update] = []
    since = 0
    for moment in when:
        if moment.player != player.role:
            continue
        step = moment.event if isinstance(moment.event, Step) else None
        start = step.since if step is not None else since
        made = gradients.made(moment.event, start, moment.until, len(updates), versions)
        reaching = frozenset(
            p.number for p in recorder.passes[start : moment.until] if p.reached & mine and not p.error
        )
        own = frozenset(n for n in reaching if owners[n] == player.role) or reaching
        passes = own & frozenset(made.passes) if made is not None and made.passes else own
        passes = passes or own
        sign = -1 if step is not None and step.settings.get("maximize") else 1
        if made is not None and made.multiple < 0:
            sign = -sign
        update = Update(player.role, len(updates), moment.time, moment.event.place, step, passes, made)
        update.folded = gradients.folded(start)
        update.since, update.until, update.sign, update.reaching = start, moment.until, sign, reaching
        update.judged = _judged(recorder, passes, pulled)
        update.scored = _first_order(recorder, passes)
        updates.append(update)
        since = moment.until
    return updates


def _judged(recorder: Recorder, passes: frozenset[int], pulled: dict[int, list[Judged]]) -> list[Judged]:
    """The calls of D that these passes pulled on; by `autograd.grad` where no backward pass did."""
    accumulating = [n for n in passes if recorder.passes[n].accumulate]
    found = {id(j): j for n in sorted(accumulating) or sorted(passes) for j in pulled.get(n, [])}
    return sorted(found.values(), key=lambda j: j.call.time)


def _first_order(recorder: Recorder, passes: frozenset[int]) -> frozenset[int]:
    """Without the gradients of gradients, where all are taken by `autograd.grad` (consensus optimization)."""
    taken = [recorder.passes[n] for n in passes]
    first = frozenset(p.number for p in taken if p.create_graph)
    return first if first and not any(p.accumulate for p in taken) else passes


def _versions(role: str, when: list[Moment], judged: list[Judged], recorder: Recorder) -> dict[int, int]:
    """How many updates the player had made when the calls ran that each pass went through."""
    times = [moment.time for moment in when if moment.player == role]
    found: dict[int, int] = {}
    for j in judged:
        called = [j.call.time]
        if role == "generator":
            called = [recorder.calls[p.source].time for p in j.parts if p.what == "fake" and p.source is not None]
        for number in j.score.pull_norms:
            for time in called:
                version = sum(t < time for t in times)
                found[number] = min(found.get(number, version), version)
    return found


class _Gradients:
    """What each backward pass gave one player, as rows of one matrix, and the sums of all passes before each."""

    def __init__(
        self, recorder: Recorder, mine: frozenset[int], owners: list[str], role: str, turned: frozenset[int]
    ) -> None:
        events = [*(step.applied for step in recorder.steps), *(change.descent for change in recorder.changes)]
        sizes = {p: part.size for parts in events for p, part in parts.items() if p in mine}
        self.place: dict[int, slice] = {}
        start = 0
        for p, size in sizes.items():
            self.place[p] = slice(start, start + size)
            start += size
        self.passes = [p for p in recorder.passes if p.contributions.keys() & sizes.keys()]
        self.numbers = [p.number for p in self.passes]
        self.accumulating = {p.number: p.accumulate for p in self.passes}
        self.rows = np.zeros((len(self.passes), start))
        for row, during in zip(self.rows, self.passes, strict=True):
            self.fill(row, during.contributions)
        before = np.zeros(start)
        self.fill(before, recorder.gradients_at_start)
        kept = self.rows * np.array([[p.accumulate] for p in self.passes]) if self.passes else self.rows
        self.before = np.vstack([before, before + kept.cumsum(0)]) if len(self.rows) else before[None]
        # What `autograd.grad` was asked for is nobody's leftover; D's own pass may be turned round on its way to G.
        self.own = [owners[p.number] == role or not p.accumulate or p.number in turned for p in self.passes]

    def fill(self, row: np.ndarray, parts: dict[int, np.ndarray]) -> None:
        """Put each parameter's entries in their place."""
        for p, where in self.place.items():
            part = parts.get(p)
            if part is not None and part.size == where.stop - where.start:
                row[where] = part

    def folded(self, since: int) -> int:
        """How many of the passes before `since` are too old to be looked at one by one."""
        return max(0, bisect_left(self.numbers, since) - _RECENT)

    def made(self, event: Step | Change, since: int, until: int, version: int, versions: dict[int, int]) -> Made | None:
        """What the gradient was made of that moved the player's parameters."""
        given = event.applied if isinstance(event, Step) else event.descent
        applied = [p for p in given if p in self.place]
        if not applied:
            return None
        columns: Any = slice(None)
        if len(applied) < len(self.place):
            ordered = [where for p, where in self.place.items() if p in given]
            columns = np.concatenate([np.arange(where.start, where.stop) for where in ordered])
        stop = bisect_left(self.numbers, until)
        first = self.folded(since)
        passes = [
            Contribution(self.rows[i][columns], self.numbers[i], self.own[i], versions.get(self.numbers[i]))
            for i in range(first, stop)
        ]
        if self.before[first].any():
            passes.insert(0, Contribution(self.before[first][columns], -1))
        # What `autograd.grad` returned is in no .grad but for scripts that put it there.
        summed = [c for c in passes if c.number < 0 or self.accumulating[c.number]]
        gradient, weights = np.zeros(self.rows.shape[1]), np.zeros(self.rows.shape[1])
        self.fill(gradient, given)
        if isinstance(event, Step):
            self.fill(weights, event.weights)
        parts = np.cumsum([0, *(self.place[p].stop - self.place[p].start for p in self.place if p in given)])
        made = None
        for among in (summed, passes) if len(summed) < len(passes) else (passes,):
            made = read_freshness(
                gradient[columns],
                among,
                since,
                parameters=weights[columns] if weights.any() else None,
                parts=parts[:-1].tolist(),
                version=version,
                fits=FITS if isinstance(event, Step) else _BY_HAND,
            )
            if made.how != "unknown":
                break
        return made
