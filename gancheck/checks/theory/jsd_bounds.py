"""The JSD's bounds: 0 at equality, log 2 for disjoint supports."""

from __future__ import annotations

import math

import numpy as np

from gancheck.checks.exactly import within
from gancheck.checks.generated import densities, pairs
from gancheck.checks.registry import check
from gancheck.checks.trial import Trial
from gancheck.evidence import Outcome
from gancheck.theory import Uniform, jsd

PAIRS = 200
ALLOWED = 1e-10


@check(
    "jsd-bounds",
    claim="0 <= JSD <= log 2: 0 where p_g = p_data, log 2 where their supports are disjoint; and it is symmetric",
    source="Goodfellow et al. 2014, Theorem 1; Lin 1991",
    needs=("theory",),
    seconds=4.0,
)
def jsd_bounds(trial: Trial) -> Outcome:
    """Measures by how much the JSD of generated densities leaves its bounds, by quadrature.

    200 pairs for the bounds and the symmetry, 50 densities with themselves, 50 pairs of uniform densities that do
    not overlap, some of which touch.
    """
    rng = np.random.default_rng(trial.seed)
    worst = (0.0, "")
    for p, q in pairs(trial.seed, PAIRS):
        there, back = jsd(p, q).value, jsd(q, p).value
        worst = max(worst, (max(-there, there - math.log(2.0), abs(there - back)), f"{p} and {q}"))
    for i in range(50):
        p = densities(rng)
        worst = max(worst, (abs(jsd(p, p).value), f"{p} with itself"))
        low, first, gap, second = (
            rng.uniform(-5, 5),
            rng.uniform(0.01, 3),
            i % 2 * rng.uniform(0, 2),
            rng.uniform(0.01, 3),
        )
        a, b = Uniform(low, low + first), Uniform(low + first + gap, low + first + gap + second)
        worst = max(worst, (abs(jsd(a, b).value - math.log(2.0)), f"{a} and {b}"))
    return within("largest violation of the bounds", worst, ALLOWED, samples=PAIRS + 100, unit="nats")
