"""Bilinear games: min over x, max over y, of x' A y."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from gancheck.stability.games.game import Blocks, Mode, Point, field_of
from gancheck.stability.games.penalties import Consensus, GradientPenalty, Penalty


@dataclass(frozen=True, eq=False)
class Bilinear:
    """The generator x `(n,)` minimises x' A y and the discriminator y `(m,)` maximises it; both are 0 at rest.

    It is the Wasserstein GAN between point masses with D(x) = x' A y, whose gradient penalty is
    `weight` / 2 |A y|^2. Raises ValueError where A is not a finite matrix `(n, m)`, or the penalty is instance noise,
    which changes nothing in a game that is linear in each player.
    """

    matrix: ArrayLike
    penalty: Penalty | None = None

    def __post_init__(self) -> None:
        if self._matrix.ndim != 2 or not self._matrix.size or not np.isfinite(self._matrix).all():
            raise ValueError(f"A has to be a finite matrix (n, m), not {self.matrix!r}")
        if not (self.penalty is None or isinstance(self.penalty, Consensus | GradientPenalty)):
            raise ValueError(f"{self.penalty} changes nothing in a bilinear game")
        if isinstance(self.penalty, GradientPenalty) and self.penalty.target != 0:
            raise ValueError(
                f"a gradient penalty with target {self.penalty.target:g} has a kink at y = 0: take target 0"
            )

    @cached_property
    def _matrix(self) -> NDArray[np.float64]:
        return np.asarray(self.matrix, dtype=np.float64)

    @property
    def equilibrium(self) -> Point:
        """The origin: the only equilibrium where A is square and invertible."""
        n, m = self._matrix.shape
        return Point(torch.zeros(n, dtype=torch.float64), torch.zeros(m, dtype=torch.float64))

    def losses(self, point: Point) -> tuple[Tensor, Tensor]:
        """Return x' A y, and its negative with the gradient penalty (consensus is not a loss)."""
        slope = torch.from_numpy(self._matrix) @ point.discriminator
        value = point.generator @ slope
        penalty = self.penalty.of(slope.square().sum()) if isinstance(self.penalty, GradientPenalty) else 0.0
        return value, -value + penalty

    def field(self, point: Point) -> Point:
        """Return minus the gradient of each player's own loss."""
        return field_of(self.losses, self.penalty)(point)

    @cached_property
    def modes(self) -> tuple[Mode, ...]:
        """One mode for each singular value of A."""
        return tuple(self._mode(float(s)) for s in np.linalg.svd(self._matrix, compute_uv=False))

    @property
    def alone(self) -> tuple[int, int]:
        """How many directions of the generator, and of the discriminator, no singular value belongs to."""
        n, m = self._matrix.shape
        return max(n - m, 0), max(m - n, 0)

    def _mode(self, singular: float) -> Mode:
        match self.penalty:
            case GradientPenalty(weight):
                return Mode(singular, 0.0, weight * singular**2)
            case Consensus(weight):
                return Mode(singular, weight * singular**2, weight * singular**2)
            case _:
                return Mode(singular)

    @property
    def blocks(self) -> Blocks:
        """The Jacobian of the field."""
        a, (n, m) = self._matrix, self._matrix.shape
        plain = Blocks(np.zeros((n, n)), -a, a.T, np.zeros((m, m)))
        match self.penalty:
            case GradientPenalty(weight):
                return Blocks(plain.generator, -a, a.T, -weight * a.T @ a)
            case Consensus(weight):
                return plain.with_consensus(weight)
            case _:
                return plain
