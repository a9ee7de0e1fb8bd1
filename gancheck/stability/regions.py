"""Where the modes of a density are: the one notion of a mode that the monitor, the labels and the checks have."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from gancheck.theory import Density

_WITHIN = 3.0  # scales


class Regions:
    """The regions of a density's K modes. `weights` are the modes' `(K,)`, `centers` `(K, dim)`, `reach` `(K,)`.

    A mode reaches 3 of its scales, or half the way to the next center if that is more; a point belongs to the mode
    that is nearest in units of its reach, if it is within one. So p_g may be wider than p_data and cover its modes all
    the same: how wide it is, the JSD says. And a narrow mode does not take from a wide one beside it. A mode that is
    alone has no next one: whatever is farther out is lost to it beyond three scales.
    """

    def __init__(self, p_data: Density) -> None:
        modes = p_data.modes
        self.centers = torch.tensor([mode.center for mode in modes], dtype=torch.float64)
        self.weights = tuple(mode.weight for mode in modes)
        between = torch.cdist(self.centers, self.centers) + torch.diag(torch.full((len(modes),), math.inf))
        scales = torch.tensor([mode.scale for mode in modes], dtype=torch.float64)
        nearest = between.min(1).values
        self.reach = torch.maximum(_WITHIN * scales, torch.where(nearest.isfinite(), nearest / 2, 0.0))

    def nearest(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """The distance to the nearest center in units of its reach, and which it is: `(n, dim)` to `(n,)` each.

        It is infinite for what is not finite.
        """
        away = torch.cdist(x.double().nan_to_num(nan=math.inf), self.centers) / self.reach
        distance, index = away.nan_to_num(nan=math.inf, posinf=math.inf).min(1)
        return distance, index

    def of(self, x: Tensor) -> Tensor:
        """The index of each row's mode, `(..., dim)` to `(...)`, -1 for none."""
        distance, index = self.nearest(x.reshape(-1, x.shape[-1]))
        return torch.where(distance <= 1.0, index, -1).view(x.shape[:-1])

    def masses(self, p_g: Density) -> tuple[float, ...]:
        """The mass of a 1-D p_g on each mode, by its distribution function: no mode begins or ends between the ends."""
        a, r = self.centers[:, 0], self.reach
        inner = (a[:, None] * r + a * r[:, None]) / (r[:, None] + r)
        outer = ((a[:, None] * r - a * r[:, None]) / (r - r[:, None]))[r[:, None] != r]
        ends = torch.cat([a - r, a + r, inner.flatten(), outer]).sort().values
        owner = self.of((ends[1:] + ends[:-1]).unsqueeze(-1) / 2)
        between = p_g.cdf(ends.unsqueeze(-1)).diff()
        return tuple(float(between[owner == i].sum()) for i in range(len(a)))
