"""How far a subject's p_g is from p_data: exactly where p_g is known, else over cells of equal mass."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

from gancheck.evidence import Figure, Series, binned_jsd, dkw_radius, ks_distance, mode_masses
from gancheck.stability.regions import Regions
from gancheck.targets import Subject
from gancheck.theory import Density, IntegrationError, jsd

SAMPLES = 16_384
BINS = 64


@dataclass(frozen=True)
class Distance:
    """JSD(p_data, p_g) in nats with its bounds, and whether it is exact or over 64 cells of equal p_data mass."""

    jsd: float
    low: float
    high: float
    exact: bool
    samples: Tensor
    density: Density | None

    @property
    def kind(self) -> str:
        """How it was computed."""
        return "exact p_g, by quadrature" if self.exact else f"{BINS} cells of equal mass, {SAMPLES} samples"


def distance(subject: Subject, p_data: Density, seed: int) -> Distance:
    """The JSD between p_data and what the subject's generator makes; log 2 where its samples are not finite."""
    samples = subject.sample(SAMPLES, seed)
    if not bool(samples.isfinite().all()):
        return Distance(math.log(2.0), math.log(2.0), math.log(2.0), True, samples, None)
    density = subject.exact_density()
    if density is not None and _is_law_of(density, samples):
        try:
            found = jsd(p_data, density, tolerance=1e-6)
            return Distance(found.value, found.value - found.error, found.value + found.error, True, samples, density)
        except IntegrationError:
            pass
    binned = binned_jsd(p_data.rosenblatt(samples), bins=BINS, alpha=0.025)
    return Distance(binned.estimate, binned.low, binned.high, False, samples, None)


def _is_law_of(density: Density, samples: Tensor) -> bool:
    """Whether the samples can come from there: a target may sample from an average, and show another generator.

    Wrongly no with probability at most 1e-9, and then the JSD is taken over cells.
    """
    return ks_distance(samples, density.cdf) <= dkw_radius(len(samples), 1e-9)


def explain(p_data: Density, found: Distance) -> str:
    """What is wrong with p_g: not finite, constant, without some of the modes, or off in mean and width."""
    x = found.samples
    if not bool(x.isfinite().all()):
        return "training diverged: the generator's samples are not finite"
    if float(x.std(0).max()) < 1e-6:
        return f"the generator is constant: all its samples are {_said(x[0])}"
    modes = p_data.modes
    if len(modes) > 1:
        lost = mode_masses(counts(p_data, x), len(x), [mode.weight for mode in modes], alpha=1e-6)
        names = [
            f"the mode at {_said(modes[m.mode].center)} has mass {m.mass:.3f}, expected {modes[m.mode].weight:.3g}"
            for m in lost
            if m.lost
        ]
        if names:
            return "the generator has collapsed: " + ", ".join(names)
    expected = p_data.sample(100_000, generator=torch.Generator().manual_seed(0))
    return (
        f"p_g has mean {_said(x.mean(0))} and standard deviation {_said(x.std(0))}, "
        f"p_data {_said(expected.mean(0))} and {_said(expected.std(0))}"
    )


def _said(point: Iterable[float | Tensor]) -> str:
    """A number for one dimension, a vector for more."""
    numbers = [f"{float(number):.3g}" for number in point]
    return numbers[0] if len(numbers) == 1 else f"({', '.join(numbers)})"


def counts(p_data: Density, x: Tensor) -> list[int]:
    """How many samples are in the region of each mode of p_data."""
    regions = Regions(p_data)
    return torch.bincount(regions.of(x) + 1, minlength=len(regions.weights) + 1)[1:].tolist()


def figure(p_data: Density, found: Distance, title: str) -> Figure:
    """p_g against p_data: its exact density, or a histogram."""
    modes = p_data.modes
    low = min(mode.center[0] - 4 * mode.scale for mode in modes)
    high = max(mode.center[0] + 4 * mode.scale for mode in modes)
    x = torch.linspace(low, high, 301, dtype=torch.float64)
    if found.density is not None:
        made, at = found.density.log_prob(x[:, None]).exp(), x
    else:
        edges = torch.linspace(low, high, 81, dtype=torch.float64)
        inside = torch.histc(found.samples[:, 0].nan_to_num(high + 1), 80, low, high)
        made, at = inside / len(found.samples) / (edges[1] - edges[0]), (edges[1:] + edges[:-1]) / 2
    return Figure(
        title,
        "x",
        "density",
        (
            Series("p_data", tuple(x.tolist()), tuple(p_data.log_prob(x[:, None]).exp().tolist())),
            Series("p_g", tuple(at.tolist()), tuple(made.tolist())),
        ),
    )
