"""How D separates real rows from fakes, and the bound of the JSD that it implies."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid


class Separation(NamedTuple):
    """Means of D, the area under its curve, and log 2 + (E log D + E log(1 - D)) / 2 in nats, at most the JSD.

    The bound is an estimate, from as many rows as there are; it lies far below the JSD where D is weak, and below 0
    where D does worse than 1/2. NaN where it is not known. `finite` tells whether every score is.
    """

    d_real: float = math.nan
    d_fake: float = math.nan
    area: float = math.nan
    bound: float = math.nan
    finite: bool = True


def separation(real: Tensor | None, fake: Tensor, *, logits: bool) -> Separation:
    """From scores of real rows and fakes, `(n,)` each, which rise with the belief that a row is real.

    Where they are no logits only the area is known; without real rows only the mean on fakes.
    """
    finite = all(bool(scores.isfinite().all()) for scores in (real, fake) if scores is not None)
    d_fake = fake.sigmoid().mean().item() if logits else math.nan
    if real is None:
        return Separation(d_fake=d_fake, finite=finite)
    area = _area(real, fake)
    if not logits:
        return Separation(area=area, finite=finite)
    value = logsigmoid(real).mean().item() + logsigmoid(-fake).mean().item()
    return Separation(real.sigmoid().mean().item(), d_fake, area, math.log(2.0) + value / 2, finite)


def _area(real: Tensor, fake: Tensor) -> float:
    """P(score of a real row > score of a fake) + P(equal) / 2 (Mann and Whitney 1947)."""
    if not bool(real.isfinite().all() and fake.isfinite().all()):
        return math.nan
    fakes = fake.sort().values
    below, up_to = torch.searchsorted(fakes, real), torch.searchsorted(fakes, real, right=True)
    return (below + up_to).double().mean().item() / (2 * len(fakes))
