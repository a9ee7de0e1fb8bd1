"""When each player's parameters were changed for training, and which player's loss each backward pass was of."""

from __future__ import annotations

from dataclasses import dataclass

from gancheck.tracing.loop.judged import Judged
from gancheck.tracing.loop.players import Player
from gancheck.tracing.recording.events import Change, Step
from gancheck.tracing.recording.recorder import Recorder


@dataclass(frozen=True, eq=False)
class Moment:
    """One update of one player, by an optimizer or by hand; `until` passes had run before it."""

    time: int
    player: str
    event: Step | Change
    until: int


def moments(recorder: Recorder, players: tuple[Player, Player]) -> list[Moment]:
    """Every update of both players, in order. One step of an optimizer that holds both is an update of each."""
    found: list[Moment] = []
    for player in players:
        mine = player.parameters
        steps = [step for step in recorder.steps if any(p in mine for p in step.applied)]
        found += [Moment(step.time, player.role, step, step.until) for step in steps]
        if not steps:
            found += _by_hand(recorder, player)
    found = [moment for moment in found if moment.time > recorder.reliable_from]
    return sorted(found, key=lambda moment: moment.time)


def adversarial(recorder: Recorder, when: list[Moment], judged: list[Judged]) -> list[Moment]:
    """The updates of the game alone: a third loss, of an auxiliary head, may train both players beside it.

    An update is of the game when some pass just before it pulled on a score, or flowed through a gradient penalty. A
    player that has no such update keeps what it has.
    """
    playing = {n for j in judged for n in j.score.pull_norms if recorder.passes[n].accumulate}
    playing |= {n for j in judged for n in j.score.pull_norms if recorder.passes[n].reached}
    playing |= {n for slopes in recorder.slopes for n in slopes.pulls}
    kept: list[Moment] = []
    last, until = 0, 0
    for moment in when:
        if moment.until != until:
            last, until = until, moment.until
        if any(n in playing for n in range(last, until)):
            kept.append(moment)
    having = {moment.player for moment in kept}
    return [moment for moment in when if moment in kept or moment.player not in having]


def _by_hand(recorder: Recorder, player: Player) -> list[Moment]:
    """`p -= lr * p.grad`: changes of the parameters between backward passes that reached them."""
    mine = player.parameters
    found: list[Moment] = []
    last = 0
    for change in recorder.changes:
        if change.moved & mine:
            until = next((p.number for p in recorder.passes if p.time > change.time), len(recorder.passes))
            if any(p.reached & mine for p in recorder.passes[last:until]):
                found.append(Moment(change.time, player.role, change, until))
                last = until
    return found


def losses(recorder: Recorder, when: list[Moment], players: tuple[Player, Player], judged: list[Judged]) -> list[str]:
    """The player whose loss each backward pass was of: the one that is updated next.

    Where both are updated before the next pass, those that reach the generator and judge no real data are its own.
    """
    generator = next(player for player in players if player.role == "generator")
    judging_real = {
        number for j in judged if any(part.what == "real" for part in j.parts) for number in j.score.pull_norms
    }
    owners = [""] * len(recorder.passes)
    last, place = 0, 0
    while place < len(when):
        until = when[place].until
        group = {when[place].player}
        place += 1
        while place < len(when) and when[place].until == until:
            group.add(when[place].player)
            place += 1
        for during in recorder.passes[last:until]:
            if len(group) == 1:
                owners[during.number] = next(iter(group))
            else:
                own = bool(during.reached & generator.parameters) and during.number not in judging_real
                owners[during.number] = "generator" if own else "discriminator"
        last = until
    return owners
