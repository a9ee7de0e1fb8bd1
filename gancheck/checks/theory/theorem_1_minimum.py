"""Theorem 1's minimum, and that only p_g = p_data attains it."""

from __future__ import annotations

import math

import numpy as np

from gancheck.checks.exactly import within
from gancheck.checks.generated import densities, pairs
from gancheck.checks.registry import check
from gancheck.checks.trial import Trial
from gancheck.evidence import Figure, Outcome, Series
from gancheck.theory import Gaussian, Mixture, criterion, total_variation

PAIRS = 200
SAME = 50
ALLOWED = 1e-8


@check(
    "theorem-1-minimum",
    claim="The minimum of C(G) is -log 4, attained if and only if p_g = p_data",
    source="Goodfellow et al. 2014, Theorem 1",
    needs=("theory",),
    seconds=4.0,
)
def theorem_1_minimum(trial: Trial) -> Outcome:
    """Measures C(G) where p_g = p_data, and how far above -log 4 it is where they differ.

    For 50 generated densities C(G) has to be -log 4 at p_g = p_data. For 200 generated pairs it has to exceed
    -log 4 by at least TV(p_data, p_g)^2, TV being the total variation distance: that is Pinsker's inequality for
    the JSD, so that C(G) = -log 4 leaves no difference at all. Both by quadrature; the figure moves a Gaussian
    through the data.
    """
    rng = np.random.default_rng(trial.seed)
    worst = (0.0, "")
    for _ in range(SAME):
        p = densities(rng)
        worst = max(worst, (abs(criterion(p, p).value + math.log(4.0)), f"p_data = p_g = {p}"))
    for p, q in pairs(trial.seed + 1, PAIRS):
        shortfall = total_variation(p, q, tolerance=1e-8).value ** 2 - (criterion(p, q).value + math.log(4.0))
        worst = max(worst, (shortfall, f"p_data = {p}, p_g = {q}"))
    return within(
        "largest violation of C(G) = -log 4 at equality, and of C(G) + log 4 >= TV^2",
        worst,
        ALLOWED,
        samples=SAME + PAIRS,
        unit="nats",
        figures=(_figure(),),
    )


def _figure() -> Figure:
    p = Gaussian(0.0, 1.0)
    shifts = tuple(float(s) for s in np.linspace(-4.0, 4.0, 81))
    values = tuple(criterion(p, Gaussian(s, 1.0)).value for s in shifts)
    collapsed = tuple(criterion(Mixture([Gaussian(-2, 0.5), Gaussian(2, 0.5)]), Gaussian(s, 0.5)).value for s in shifts)
    return Figure(
        "C(G) as p_g moves through the data",
        "mean of p_g",
        "C(G) in nats",
        (
            Series("p_data = N(0, 1), p_g = N(m, 1)", shifts, values),
            Series("p_data of two modes at -2 and 2, p_g = N(m, 0.5)", shifts, collapsed),
        ),
        floor=-math.log(4.0),
    )
