"""What becomes of runs: measured in (N, 2N] on many points, apart from what detectors see."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gancheck.stability.runs import members
from gancheck.stability.runs.modes import mode_counts
from gancheck.stability.runs.world import World
from gancheck.theory import Density, IntegrationError, jsd, objective, pushforward
from gancheck.training import Ensemble

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LOOKS = 16  # at the JSD and at D, evenly over (N, 2N]
GLIMPSES = 64  # at where the fakes are, evenly over (N, 2N]
_POINTS = {1: 4096}  # latent points, by p_data's dimension: the exact JSD needs none; for boxes 2**14
_GLIMPSED = 2048
_REAL = 4096
_PULLED = 512


@dataclass(frozen=True)
class Look:
    """E members at one iteration: the JSD in nats and how well D tells real from fake.

    `jsd` is exact in one dimension, over boxes of known p_data mass from two on. `separation` is the area under the
    curve of D on 4096 rows of each kind. `pull` is the mean norm of the gradient of G's loss at a fake, times p_data's
    scale: what G can learn from.
    """

    step: int
    finite: Flags
    jsd: Floats
    separation: Floats
    pull: Floats


@dataclass(frozen=True)
class Glimpse:
    """E members at one iteration: the mass of p_g on every mode `(E, modes)`, its mean `(E, dim)` in p_data's scale.

    `spread` is the standard deviation of p_g over p_data's scale, in root mean square over the coordinates.
    """

    step: int
    masses: Floats
    location: Floats
    spread: Floats


class Observer:
    """Looks at an ensemble from the same latent points each time, none of which a detector saw.

    With one latent dimension they are the midpoints of equal shares of the prior, else independent draws.
    """

    def __init__(self, ensemble: Ensemble, world: World, seed: int) -> None:
        self._ensemble = ensemble
        self._world = world
        draws = torch.Generator().manual_seed(seed)
        count = _POINTS.get(world.p_data.dim, 1 << 14)
        self._latent, self._few = (_points(ensemble.recipe.noise_prior, n, draws) for n in (count, _GLIMPSED))
        self._real = world.p_data.sample(_REAL, generator=draws, dtype=torch.float32)
        p = world.p_data.sample(1 << 16, generator=draws)
        self._mean = p.mean(0)
        self._scale = float(p.var(0).mean().sqrt())

    def glimpse(self) -> Glimpse:
        """Where the fakes are."""
        x = self._fakes(self._few).double()
        counts = mode_counts(self._world.modes, x)
        location = (x.mean(1) - self._mean) / self._scale
        spread = x.var(1).mean(-1).sqrt() / self._scale
        return Glimpse(self._ensemble.iteration, counts / len(self._few), location.numpy(), spread.numpy())

    def look(self) -> Look:
        """The JSD, and D on real and fake rows."""
        ensemble = self._ensemble
        game = ensemble.game
        x = self._fakes(self._latent)
        with torch.no_grad():
            size = len(ensemble)
            fake = x[:, :: max(1, x.shape[1] // _REAL)]
            on_real = game.sampled_discriminator(self._real.expand(size, -1, -1)).squeeze(-1)
            on_fake = game.sampled_discriminator(fake).squeeze(-1)
        few = x[:, :: max(1, x.shape[1] // _PULLED)]
        pulled = members.pull(objective(ensemble.recipe.objective), game.sampled_discriminator, few) * self._scale
        sound = members.finite(x, on_real, on_fake)
        return Look(ensemble.iteration, sound, self._jsd(x, sound), members.area_under_curve(on_real, on_fake), pulled)

    def _fakes(self, latent: Tensor) -> Tensor:
        with torch.no_grad():
            fakes: Tensor = self._ensemble.game.sampled_generator(latent.expand(len(self._ensemble), -1, -1))
        return fakes

    def _jsd(self, x: Tensor, sound: Flags) -> Floats:
        boxes = self._world.boxes
        if boxes is not None:
            return np.where(sound, boxes.jsd(x), math.nan)
        return np.array([self._exact(i) if ok else math.nan for i, ok in enumerate(sound)])

    def _exact(self, i: int) -> float:
        gan = self._ensemble.member(i)
        try:
            return jsd(self._world.p_data, pushforward(gan.generator.double(), gan.prior), tolerance=1e-4).value
        except (IntegrationError, ValueError):
            return math.nan


def _points(prior: Density, n: int, draws: torch.Generator) -> Tensor:
    if prior.dim > 1:
        return prior.sample(n, generator=draws, dtype=torch.float32)
    return prior.quantile((torch.arange(n, dtype=torch.float64) + 0.5) / n).float()
