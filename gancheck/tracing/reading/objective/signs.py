"""The law that needs no convention: G pulls D(fake) the other way than D does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gancheck.tracing.reading.objective.reading import Reading
from gancheck.tracing.reading.objective.rows import Floats, Rows, pool
from gancheck.tracing.reading.objective.scores import Update

_CLEAR = 0.1


class Signs(NamedTuple):
    """Of `rows` fake outputs that G's loss pulls on, the `share` that it pulls the other way than D's loss does.

    `mass` is the same share by the size of the pulls. Both are NaN where there is nothing to compare (`rows` 0).
    """

    share: float
    mass: float
    rows: int


def _side(real: Rows | None, fake: Rows | None) -> float:
    """Which way D pulls fakes: -1 up, +1 down, 0 where neither.

    By how much more it pulls a fake down than a real row of the same output, where that is clear: a least-squares D
    pulls both up while all outputs are below its targets. By the pull on fakes alone otherwise.
    """
    if fake is None or fake.silent:
        return 0.0
    if real is not None and not real.silent:
        # One slope for both, as the loss's curvature; what is left between them is due to the labels.
        apart = [(rows.values - rows.values.mean(), rows.pulls - rows.pulls.mean()) for rows in (real, fake)]
        spread = sum(float(values @ values) for values, _ in apart)
        slope = sum(float(values @ pulls) for values, pulls in apart) / spread if spread > 0 else 0.0
        contrast = fake.pulls.mean() - real.pulls.mean() - slope * (fake.values.mean() - real.values.mean())
        if abs(contrast) > _CLEAR * (np.abs(fake.pulls).mean() + np.abs(real.pulls).mean()):
            return float(np.sign(contrast))
    return float(np.sign(fake.pulls.mean()))


def opposite_signs(
    discriminator_updates: Sequence[Update],
    generator_updates: Sequence[Update],
    readings: tuple[Reading, Reading] | None = None,
) -> Signs:
    """Compare the signs of the two players' dL/dD(fake) over a run.

    Holds for every objective and label convention, for most rows: one past G's target is pulled back. Where `readings`
    of both losses tell that target, such rows are left out; where it lies between D's (`law_holds`) it says nothing.
    """
    found = pool(generator_updates, "fake")
    if found is None or found.silent:
        return Signs(np.nan, np.nan, 0)
    side = _side(pool(discriminator_updates, "real"), pool(discriminator_updates, "fake"))
    pulled = found.pulls[(found.pulls != 0) & ~_past_the_target(found.values, readings)]
    if side == 0 or not len(pulled):
        return Signs(np.nan, np.nan, 0)
    other = np.sign(pulled) == -side
    return Signs(float(other.mean()), float(np.abs(pulled[other]).sum() / np.abs(pulled).sum()), len(pulled))


def _past_the_target(values: Floats, readings: tuple[Reading, Reading] | None) -> npt.NDArray[np.bool_]:
    """Which outputs are past what G's least squares aim at, seen from D's label of fakes."""
    nowhere = np.zeros(len(values), dtype=bool)
    if readings is None or any(reading.family != "least squares" for reading in readings):
        return nowhere
    label, aim = readings[0].fake, readings[1].fake
    if label is None or aim is None or label.weight <= 0 or aim.weight <= 0:
        return nowhere
    return np.asarray((values - aim.target) * (aim.target - label.target) > 0)


def law_holds(discriminator: Reading, generator: Reading) -> bool:
    """Whether G's loss wants D's outputs at or past what D wants of real rows, as the law of opposite signs supposes.

    Boundary-seeking and softmax GAN, and least squares with c between a and b, aim between D's two labels: a fake on
    the far side is pulled back, which is right.
    """
    if generator.family in ("boundary-seeking", "softmax"):
        return False
    if discriminator.family != "least squares" or generator.family != "least squares":
        return True
    real, fake, aim = discriminator.real, discriminator.fake, generator.fake
    if real is None or fake is None or aim is None or aim.weight < 0:
        return True
    low, high = sorted((real.target, fake.target))
    return not low + 0.05 * (high - low) < aim.target < high - 0.05 * (high - low)
