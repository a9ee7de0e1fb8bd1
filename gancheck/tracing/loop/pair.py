"""One generator and one discriminator in a traced run: all that the clauses look at."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from gancheck.tracing.loop.batches import read_all_noise
from gancheck.tracing.loop.judged import Judged, judged_calls
from gancheck.tracing.loop.kinds import settled
from gancheck.tracing.loop.minibatches import Minibatch, read_minibatch
from gancheck.tracing.loop.moments import Moment, adversarial, losses, moments
from gancheck.tracing.loop.players import Pairing, Player
from gancheck.tracing.loop.updates import Update, updates_of
from gancheck.tracing.reading.noise import NoiseReading
from gancheck.tracing.reading.objective import Reading, Scores, Signs, opposite_signs, read, read_objective
from gancheck.tracing.reading.objective import Update as ScoredUpdate
from gancheck.tracing.recording.events import Call
from gancheck.tracing.recording.linking import SCORES
from gancheck.tracing.recording.recorder import Recorder

_NONE = "it has no update"
_MANY = f"D returns more than {SCORES:,} numbers at once: they are not kept (a smaller minibatch has fewer)"
# Operations that hinge losses are written with, and those of means, signs and shapes alone.
_CUTTING = {"ReluBackward", "ClampBackward", "ClampMinBackward", "MaximumBackward", "ThresholdBackward"}
_STRAIGHT = (
    "Mean", "Neg", "Add", "Sub", "Rsub", "Mul", "Div", "Sum", "View", "UnsafeView", "Reshape", "Squeeze", "Unsqueeze",
    "Expand", "Slice", "Select", "Split", "Cat", "Stack", "Index", "Unbind", "Permute", "Transpose", "ToCopy",
)  # fmt: skip
# What ends a D whose scores are no probabilities, whatever values they happen to have.
_UNBOUNDED = (
    "Addmm", "Mm", "Mv", "Bmm", "Convolution", "MkldnnConvolution", "Relu", "LeakyRelu", "Prelu", "Elu", "Gelu", "Silu",
    "Softplus", "NativeBatchNorm", "NativeLayerNorm",
)  # fmt: skip


@dataclass
class Claims:
    """What the script is said to train."""

    objective: str | None = None
    k: int | None = None


@dataclass
class Pair:
    """The facts of one pair of players, worked out when they are first asked for."""

    recorder: Recorder
    pairing: Pairing
    claims: Claims = field(default_factory=Claims)
    name: str = ""

    @property
    def generator(self) -> Player:
        """The player that makes fakes."""
        return self.pairing.generator

    @property
    def discriminator(self) -> Player:
        """The player that judges."""
        return self.pairing.discriminator

    @cached_property
    def judged(self) -> list[Judged]:
        """All calls of the discriminator."""
        return settled(self.recorder, self.pairing, judged_calls(self.recorder, self.pairing))

    @cached_property
    def generated(self) -> list[Call]:
        """All calls of the generator that made fakes (of the net whose output is the fake)."""
        return [call for call in self.recorder.calls if call.net == self.generator.last.number]

    @cached_property
    def d_updates(self) -> list[Update]:
        """The discriminator's updates."""
        return self._numbered[0]

    @cached_property
    def g_updates(self) -> list[Update]:
        """The generator's updates."""
        return self._numbered[1]

    @cached_property
    def updates(self) -> list[Update]:
        """The updates of both, in order."""
        return sorted(self.d_updates + self.g_updates, key=lambda update: update.time)

    @cached_property
    def _numbered(self) -> tuple[list[Update], list[Update]]:
        players = (self.discriminator, self.generator)
        when = adversarial(self.recorder, self._moments, self.judged)
        d, g = (updates_of(self.recorder, player, when, self._losses, self.judged) for player in players)
        iteration = 1
        for update in sorted(d + g, key=lambda u: u.time):
            update.iteration = iteration
            if update.player == "generator":
                iteration += 1
        return d, g

    @cached_property
    def library(self) -> bool:
        """Whether an installed library runs the loop: all updates come from the same line of the user's own code."""
        return len({update.place for update in self.updates}) == 1

    @cached_property
    def readings(self) -> tuple[Reading, Reading]:
        """The objectives of both players, read off the gradients at D's output."""
        d, g = self._scored(self.d_updates), self._scored(self.g_updates)
        if d and g and not self.turned:
            margins = (self._margin(self.d_updates), self._margin(self.g_updates))
            return read(d, g, self.probable, self._critic, margins)
        none = self.too_many or _NONE
        why = "a function of the script's own may change the gradient between D and G" if self.turned else none
        return (
            read_objective(d, self.probable) if d else unread("discriminator", none),
            read_objective(g, self.probable) if g and not self.turned else unread("generator", why),
        )

    @cached_property
    def too_many(self) -> str:
        """Why D's scores are not known, where they were too many to keep; else empty."""
        return _MANY if any(judged.score.values is None for judged in self.judged) else ""

    @cached_property
    def turned(self) -> bool:
        """Whether a function of the script's own turns the gradient round between D's input and G's output.

        There is one, and at D's output the players pull the same way.
        """
        there = any(judged.turned for update in self.g_updates for judged in update.of("fake"))
        return there and opposite_signs(self._scored(self.d_updates), self._scored(self.g_updates)).share < 0.5

    @cached_property
    def opposite(self) -> Signs:
        """On which share of the fakes the players pull in opposite directions."""
        return opposite_signs(self._scored(self.d_updates), self._scored(self.g_updates), self.readings)

    @cached_property
    def noise(self) -> NoiseReading | None:
        """The law of the noise that the generator is fed in both players' updates."""
        return read_all_noise(self)

    @cached_property
    def minibatches(self) -> dict[int, Minibatch]:
        """The minibatch of each update, by its identity."""
        return {id(update): read_minibatch(self, update) for update in self.updates}

    @cached_property
    def _moments(self) -> list[Moment]:
        return moments(self.recorder, (self.discriminator, self.generator))

    @cached_property
    def _losses(self) -> list[str]:
        return losses(self.recorder, self._moments, (self.discriminator, self.generator), self.judged)

    @cached_property
    def _penalising(self) -> frozenset[int]:
        """The backward passes that flowed through a gradient penalty."""
        return frozenset(n for slopes in self.recorder.slopes for n in slopes.pulls)

    def regularises(self, update: Update) -> bool:
        """Whether an update of D is of a gradient penalty alone, as where R1 has a step of its own now and then."""
        return bool(update.passes & self._penalising) and not any(
            judged.what != "points" and any(judged.score.pull_norms.get(n) for n in update.passes)
            for judged in update.judged
        )

    def own(self, number: int, role: str) -> bool:
        """Whether a backward pass was of this player's loss."""
        return self._losses[number] == role

    def minibatch(self, update: Update) -> Minibatch:
        """What one update used."""
        return self.minibatches[id(update)]

    def noise_of(self, call: Call) -> Call:
        """The call that was fed the noise from which `call` of the generator's last net made its output."""
        for net in reversed(self.generator.nets[:-1]):
            source = next((piece.call for piece in call.origins[0] if piece.call is not None), None)
            if source is None or self.recorder.calls[source].net != net.number:
                break
            call = self.recorder.calls[source]
        return call

    @cached_property
    def differentiated_twice(self) -> bool:
        """Whether D's scores were pulled on by `backward(create_graph=True)`: a penalty of slopes that are in .grad."""
        again = {p.number for p in self.recorder.passes if p.create_graph and p.accumulate}
        return any(again & judged.score.pull_norms.keys() for judged in self.judged)

    @cached_property
    def _critic(self) -> bool:
        """Whether the script treats D as a Wasserstein critic."""
        nets = {net.number for net in self.discriminator.nets}
        clipped = sum(change.net in nets and change.clamp is not None for change in self.recorder.changes) > 1
        penalised = any(self.recorder.calls[slopes.call].net in nets for slopes in self.recorder.slopes)
        claimed = (self.claims.objective or "").lower().startswith("w")
        return clipped or penalised or claimed or self.differentiated_twice

    def _margin(self, updates: list[Update]) -> bool | None:
        """Whether these updates' losses cut anything off, by their operations, else by the claim; None: not known."""
        found = [self.recorder.passes[n] for update in updates for n in update.passes]
        names = {name.rstrip("0123456789") for during in found for name in during.operations}
        if names & _CUTTING:
            return True
        if names and all(name.startswith(_STRAIGHT) for name in names):
            return False
        claimed = (self.claims.objective or "").lower().startswith("hinge")
        return True if claimed and updates is self.d_updates else None

    @cached_property
    def probable(self) -> bool | None:
        """Whether D ends in a sigmoid, or in something unbounded; None where its last operation does not say."""
        last = {judged.score.made_by for judged in self.judged if judged.score.made_by}
        if last and all(name.startswith("Sigmoid") for name in last):
            return True
        return False if last and all(name.startswith(_UNBOUNDED) for name in last) else None

    def _scored(self, updates: list[Update]) -> list[ScoredUpdate]:
        found: list[ScoredUpdate] = []
        for update in updates:
            if self.regularises(update):
                continue
            scores, samples = [], 0
            for judged in update.judged:
                pulls = judged.pulled(update.scored)
                if pulls is None or judged.score.values is None:
                    continue
                for role, kinds in (("real", ("real",)), ("fake", ("fake", "mismatched"))):
                    parts = [part for part in judged.parts if part.what in kinds]
                    if parts:
                        where = _classes_last(judged)[np.concatenate([np.r_[judged.of(part)] for part in parts])]
                        scores.append(Scores(role, judged.score.values[where], update.sign * pulls[where]))
                        samples = max(samples, sum(part.stop - part.start for part in parts))
            # A loss that begins later has the weight 0 until then.
            if scores and (found or any(each.pulls.any() for each in scores)):
                found.append(ScoredUpdate(update.player, update.number, tuple(scores), samples))
        return found


def _classes_last(judged: Judged) -> np.ndarray:
    """The places of the score's elements; maps of two class scores, `(n, 2, h, w)`, patch by patch."""
    places = np.arange(len(judged.score.values)) if judged.score.values is not None else np.zeros(0, dtype=int)
    shape = judged.score.seen.shape
    return places.reshape(shape[0], 2, -1).swapaxes(1, 2).ravel() if len(shape) > 2 and shape[1] == 2 else places


def unread(player: str, why: str) -> Reading:
    """What is read where nothing can be."""
    return Reading(player, "", "", "", None, None, "", "", 1.0, 1.0, math.nan, 0, determined=False, why=why)
