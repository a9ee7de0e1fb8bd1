"""In which order the players are updated, and how often."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.loop.updates import Update


@dataclass(frozen=True)
class Schedule:
    """The order of the updates.

    `ks` counts the discriminator's updates before each update of the generator, pre-training left out; `repeats` the
    generator's updates in a row; steps of a gradient penalty alone count for nothing. `pretraining` counts the
    discriminator's updates before the first regular iteration. `simultaneous` are the generator's updates whose
    gradient was taken before the discriminator's last step (or the other way round).
    """

    ks: tuple[int, ...]
    repeats: tuple[int, ...]
    pretraining: int
    generator_first: bool
    simultaneous: tuple[Update, ...]

    @property
    def k(self) -> int:
        """The usual number of discriminator updates a generator update; 0 when one of them was never updated."""
        return Counter(self.ks).most_common(1)[0][0] if self.ks else 0

    @property
    def g_per_d(self) -> int:
        """The usual number of generator updates in a row."""
        return Counter(self.repeats).most_common(1)[0][0] if self.repeats else 0

    @property
    def regular(self) -> bool:
        """Whether k is the same throughout."""
        return len(set(self.ks)) <= 1 and len(set(self.repeats)) <= 1


def schedule(pair: Pair) -> Schedule:
    """Read the schedule off a pair's updates."""
    runs: list[tuple[str, int]] = []
    for update in pair.updates:
        if pair.regularises(update):
            continue
        if runs and runs[-1][0] == update.player:
            runs[-1] = (update.player, runs[-1][1] + 1)
        else:
            runs.append((update.player, 1))
    if pair.recorder.reliable_from and len(runs) > 4:  # Watching began in the middle of an iteration.
        runs = runs[1:] if runs[0][0] == "generator" else runs[2:]
    generator_first = bool(runs) and runs[0][0] == "generator"
    # The last run may have been cut off by the end of the window.
    whole = runs[:-1] if len(runs) > 2 else runs
    ks = [count for player, count in whole if player == "discriminator"]
    repeats = [count for player, count in whole if player == "generator"]
    pretraining = 0
    if len(ks) > 2:
        usual = Counter(ks[1:]).most_common(1)[0][0]
        if ks[0] > max(2 * usual, usual + 2):
            pretraining, ks = ks[0] - usual, [usual, *ks[1:]]
        elif ks[0] < usual and set(ks[1:]) == {usual}:  # A counter that begins at 0 lets G go first.
            ks = ks[1:]
    if not pair.g_updates or not pair.d_updates:
        ks, repeats = [], []
    return Schedule(tuple(ks), tuple(repeats), pretraining, generator_first, tuple(_simultaneous(pair)))


def _simultaneous(pair: Pair) -> list[Update]:
    found = []
    for update, others in [(u, pair.d_updates) for u in pair.g_updates] + [(u, pair.g_updates) for u in pair.d_updates]:
        begun = max((j.call.time for j in update.judged), default=None)
        if begun is not None and any(begun < other.time < update.time for other in others):
            found.append(update)
    return found
