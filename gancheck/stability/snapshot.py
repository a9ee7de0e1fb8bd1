"""What is measured of a GAN at one moment of its training."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gancheck.evidence.kernel import KernelMmd

_NAN = math.nan


@dataclass(frozen=True)
class Jsd:
    """JSD(p_data, p_g) in nats, `low <= estimate <= high`.

    `kind` says how it is known: "exact" ("interpolated" where p_g is, between many exact points), a number of
    bins, or "bound" where only `low` is known to hold and `high` is log 2.
    """

    estimate: float
    low: float
    high: float
    kind: str


@dataclass(frozen=True)
class Snapshot:
    """One moment: NaN, None or an empty tuple where a number is not known.

    `finite` tells whether the fakes, D's outputs and the parameters are. `masses` are the shares of the fakes
    that belong to each mode of p_data, and `lost` the modes shown to have less than a quarter of their
    weight. `location` is the mean of the fakes, coordinate by coordinate (at most 8), in standard deviations
    of the real rows away from their mean; `spread` is the fakes' standard deviation over that of the real
    rows, in root mean square. `d_real` and `d_fake` are means of D as a probability, and `separation` the
    probability that D ranks a real row above a fake one (area under the curve). `discriminator_bound` is the
    bound of the JSD that D implies, log 2 + (E log D + E log(1 - D)) / 2 in nats, and `kernel` the MMD where
    p_data has no density. `generator_gradient` and `discriminator_gradient` are Euclidean norms;
    `generator_drift` and `discriminator_drift` the relative change of the parameters since the last snapshot.
    Losses are as the caller gives them.
    """

    step: int
    finite: bool = True
    jsd: Jsd | None = None
    masses: tuple[float, ...] = ()
    lost: tuple[int, ...] = ()
    location: tuple[float, ...] = ()
    spread: float = _NAN
    d_real: float = _NAN
    d_fake: float = _NAN
    separation: float = _NAN
    discriminator_bound: float = _NAN
    kernel: KernelMmd | None = None
    generator_gradient: float = _NAN
    discriminator_gradient: float = _NAN
    generator_drift: float = _NAN
    discriminator_drift: float = _NAN
    generator_loss: float = _NAN
    discriminator_loss: float = _NAN
    seconds: float = 0.0
