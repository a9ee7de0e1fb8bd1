"""Snapshots of all members of an ensemble at once, from samples: what the detectors see."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import stats
from torch import Tensor

from gancheck.evidence import binned_jsd
from gancheck.stability.runs import members
from gancheck.stability.runs.clusters import Clusters, jsd_bounds
from gancheck.stability.runs.modes import Modes, mode_counts
from gancheck.stability.runs.world import World
from gancheck.stability.snapshot import Jsd, Snapshot
from gancheck.theory import objective
from gancheck.training import Ensemble

Floats = NDArray[np.float64]

SAMPLES = 2000  # fakes a snapshot, and real rows for D
ROWS = 4000  # of the data set
BINS = 256
MODES, CELLS = 8, 128  # clusters of the data set that stand for modes, and for the cells of the bound
ALPHA = 1e-3  # of the tests that no mode is lost, a snapshot
_PROBABILITY = frozenset({"minimax", "non-saturating", "js", "gan"})  # D's logit is that of a probability


class Tier(StrEnum):
    """What is known beside the GAN: p_data, a data set drawn from it, or neither."""

    DENSITY = "p_data known"
    DATA = "data set"
    NEITHER = "neither"


@dataclass(frozen=True)
class Sight:
    """One snapshot with all that any tier knows."""

    snapshot: Snapshot
    bound: Jsd | None
    cluster_masses: tuple[float, ...]
    cluster_lost: tuple[int, ...]

    def at(self, tier: Tier) -> Snapshot:
        """The snapshot as it is in a tier."""
        match tier:
            case Tier.DENSITY:
                return self.snapshot
            case Tier.DATA:
                return replace(self.snapshot, jsd=self.bound, masses=self.cluster_masses, lost=self.cluster_lost)
            case Tier.NEITHER:
                return replace(self.snapshot, jsd=None, masses=(), lost=(), location=())


class Watcher:
    """Takes snapshots of an ensemble on `SAMPLES` fakes a member, against a data set of `ROWS` rows."""

    def __init__(self, ensemble: Ensemble, world: World, seed: int) -> None:
        self._ensemble = ensemble
        self._world = world
        self._objective = objective(ensemble.recipe.objective)
        self._draws = torch.Generator().manual_seed(seed)
        self._rows = world.p_data.sample(ROWS, generator=self._draws, dtype=torch.float32)
        self._mean, self._deviation = self._rows.mean(0), self._rows.std(0)
        self._clusters = Clusters(self._rows, MODES, seed)
        self._cells = Clusters(self._rows, CELLS, seed)
        self._before: tuple[Tensor, Tensor] | None = None

    def look(self) -> list[Sight]:
        """One snapshot of every member."""
        game, size = self._ensemble.game, len(self._ensemble)
        fake = self._ensemble.sample(SAMPLES, generator=self._draws)
        picked = torch.randint(ROWS, (size, SAMPLES), generator=self._draws)
        with torch.no_grad():
            on_real = game.sampled_discriminator(self._rows[picked]).squeeze(-1)
            on_fake = game.sampled_discriminator(fake).squeeze(-1)
        now = members.flat_parameters(game.generator), members.flat_parameters(game.discriminator)
        sound = members.finite(fake, on_real, on_fake, *now)
        unknown = np.full(size, math.nan)
        drift = (
            (unknown, unknown)
            if self._before is None
            else tuple(members.relative_change(a, b) for a, b in zip(now, self._before, strict=True))
        )
        self._before = now
        losses = members.losses(self._objective, on_real, on_fake)
        is_probability = self._objective.name in _PROBABILITY
        d_real, d_fake = (
            (logits.double().sigmoid().mean(-1).numpy() if is_probability else unknown) for logits in (on_real, on_fake)
        )
        numbers = {
            "d_real": d_real,
            "d_fake": d_fake,
            "separation": members.area_under_curve(on_real, on_fake),
            "spread": (fake.double().var(1).mean(-1) / self._deviation.double().square().mean()).sqrt().numpy(),
            "generator_gradient": members.gradient_norms(game.generator),
            "discriminator_gradient": members.gradient_norms(game.discriminator),
            "generator_drift": drift[0],
            "discriminator_drift": drift[1],
            "generator_loss": losses[1],
            "discriminator_loss": losses[0],
        }
        location = ((fake.mean(1) - self._mean) / self._deviation)[:, :8]
        masses, lost = self._masses(fake, self._world.modes if self._world.known else None)
        cluster_masses, cluster_lost = self._masses(fake, self._clusters)
        bounds = jsd_bounds(mode_counts(self._cells, fake).astype(np.float64), self._cells)
        sights = []
        for i in range(size):
            ok = bool(sound[i])
            snapshot = Snapshot(
                step=self._ensemble.iteration,
                finite=ok,
                jsd=self._jsd(fake[i]) if ok and self._world.known else None,
                masses=masses[i] if ok else (),
                lost=lost[i] if ok else (),
                location=tuple(location[i].tolist()) if ok else (),
                **{name: float(values[i]) for name, values in numbers.items()},  # type: ignore[arg-type]
            )
            sights.append(
                Sight(
                    snapshot,
                    bounds[i] if ok else None,
                    cluster_masses[i] if ok else (),
                    cluster_lost[i] if ok else (),
                )
            )
        return sights

    def _jsd(self, fake: Tensor) -> Jsd:
        uniforms = self._world.p_data.rosenblatt(fake.double()).clamp(0, 1)
        found = binned_jsd(uniforms.numpy(), bins=BINS)
        return Jsd(found.estimate, found.low, found.high, f"{found.bins} bins")

    def _masses(self, fake: Tensor, modes: Modes | None) -> tuple[list[tuple[float, ...]], list[tuple[int, ...]]]:
        if modes is None:
            return [()] * len(fake), [()] * len(fake)
        counts = mode_counts(modes, fake)
        lost = counts <= critical_counts(SAMPLES, modes.weights)
        return (
            [tuple(row) for row in (counts / SAMPLES).tolist()],
            [tuple(np.flatnonzero(row).tolist()) for row in lost],
        )


def critical_counts(samples: int, weights: Sequence[float], *, alpha: float = ALPHA) -> NDArray[np.int64]:
    """The counts at or below which `evidence.mode_masses` calls each mode lost; -1 where it never does."""
    share = alpha / len(weights)
    found = []
    for weight in weights:
        count = int(stats.binom.ppf(share, samples, weight / 4))
        while count >= 0 and stats.binom.cdf(count, samples, weight / 4) > share:
            count -= 1
        found.append(count)
    return np.asarray(found)
