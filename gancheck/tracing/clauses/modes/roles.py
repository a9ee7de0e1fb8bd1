"""What each call of a player was for: its own step, the other player's step, or samples for people to look at."""

from __future__ import annotations

from collections import defaultdict

from gancheck.tracing.loop.pair import Pair
from gancheck.tracing.loop.players import Player
from gancheck.tracing.loop.updates import Update
from gancheck.tracing.recording.events import Call


def own_calls(pair: Pair, player: Player, update: Update) -> list[Call]:
    """The calls of a player that an update was made of: those that its backward passes pulled on."""
    numbers = {net.number for net in player.nets}
    pulled = [
        call
        for call in pair.recorder.calls
        if call.net in numbers and any(update.passes & out.pull_norms.keys() for out in call.outputs)
    ]
    if pulled:
        return pulled
    return fakes_of(pair, update) if player is pair.generator else [judged.call for judged in update.judged]


def fakes_of(pair: Pair, update: Update) -> list[Call]:
    """The generator's calls (of all its nets) that made the fakes judged in an update."""
    found: dict[int, Call] = {}
    for judged in update.judged:
        for part in judged.parts:
            if part.what == "fake" and part.source is not None:
                call = pair.recorder.calls[part.source]
                for each in (call, pair.noise_of(call)):
                    found[each.index] = each
    return list(found.values())


def sampling_calls(pair: Pair) -> list[Call]:
    """The generator's calls between two updates whose output no loss was taken of, on the way to D neither.

    Empty where a player's steps had no fakes that are known: calls for those would look like samples.
    """
    if not pair.updates or not all(update.of("fake") or update.of("real") for update in pair.d_updates):
        return []
    if not all(any(update.of("fake") for update in updates) for updates in (pair.d_updates, pair.g_updates)):
        return []
    used = _used(pair)
    training = [call for update in pair.updates for call in fakes_of(pair, update)]
    indices, places = {call.index for call in training}, {call.place for call in training}
    first, last = pair.updates[0].time, pair.updates[-1].time
    return [
        call
        for call in pair.generated
        if first < call.time
        and (call.time < last or not pair.recorder.filled)
        and call.index not in indices
        and not used[call.index]
        # Fakes that a loop makes and then has no use for stand where it makes the others.
        and not (call.grad and call.place in places)
    ]


def _used(pair: Pair) -> dict[int, bool]:
    """By call: whether a backward pass pulled on its output, or on a call that was fed it."""
    used: dict[int, bool] = defaultdict(bool)
    for call in reversed(pair.recorder.calls):
        if any(out.pull_norms for out in call.outputs):
            used[call.index] = True
        if used[call.index]:
            for pieces in call.origins:
                for piece in pieces:
                    if piece.call is not None:
                        used[piece.call] = True
    return used
