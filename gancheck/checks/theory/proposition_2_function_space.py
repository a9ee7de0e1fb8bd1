"""Proposition 2 in its own setting: C is convex in p_g, and descent in p_g with D at its optimum reaches p_data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gancheck.checks.exactly import within
from gancheck.checks.registry import check
from gancheck.checks.trial import Trial
from gancheck.evidence import Figure, Outcome, Series
from gancheck.theory import function_space

DENSITIES = 100
DESCENTS = 20
STEPS = 300
ALLOWED = 1e-12


@check(
    "proposition-2-function-space",
    claim="C(G) is convex in p_g, and with D at its optimum in every step, descent takes p_g to p_data",
    source="Goodfellow et al. 2014, Proposition 2",
    needs=("theory",),
    seconds=1.0,
)
def proposition_2_function_space(trial: Trial) -> Outcome:
    """Works on discretised densities, where p_g itself is what is updated, as the proposition assumes.

    For 100 generated p_data and pairs of p_g, C has to lie below its chords and above its tangents, whose slope is
    log(1 - D*). From 20 of them, 300 steps of mirror descent with D* computed afresh in each: C may never rise, and
    2 JSD has to stay below what the descent guarantees, KL(p_data || p_g) / steps, which goes to 0.

    It says nothing of networks: the paper's proposition does not either.
    """
    rng = np.random.default_rng(trial.seed)
    worst = (0.0, "")
    for i in range(DENSITIES):
        p, q0, q1 = _vectors(rng)
        t = rng.uniform(0.05, 0.95)
        chord = (1 - t) * function_space.criterion(p, q0) + t * function_space.criterion(p, q1)
        above = float(function_space.criterion(p, (1 - t) * q0 + t * q1) - chord)
        slope = function_space.gradient(p, q0)
        tangent = float(function_space.criterion(p, q0) + slope @ (q1 - q0))
        below = tangent - float(function_space.criterion(p, q1))
        worst = max(worst, (above, f"pair {i}: C above its chord"), (below, f"pair {i}: C below its tangent"))
        if i < DESCENTS:
            path = function_space.descend(p, q0, steps=STEPS)
            worst = max(worst, (float(np.diff(path.criterion).max()), f"pair {i}: C rose in a step"))
            worst = max(worst, (float((2 * path.jsd[1:] - path.bound[1:]).max()), f"pair {i}: JSD above its bound"))
    return within(
        "largest violation of convexity, descent and bound",
        worst,
        ALLOWED,
        samples=DENSITIES,
        unit="nats",
        figures=(_figure(rng),),
    )


def _vectors(rng: np.random.Generator) -> tuple[NDArray[np.float64], ...]:
    """p_data and two p_g over the same cells: from nearly even to spiky, nowhere 0."""
    cells = int(rng.integers(2, 200))
    drawn = [rng.dirichlet(np.full(cells, np.exp(rng.uniform(-2, 2)))) + 1e-9 for _ in range(3)]
    return tuple(v / v.sum() for v in drawn)


def _figure(rng: np.random.Generator) -> Figure:
    p, q, _ = _vectors(rng)
    path = function_space.descend(p, q, steps=60)
    steps = tuple(float(step) for step in range(61))
    return Figure(
        "Descent in function space, D at its optimum in every step",
        "step",
        "nats",
        (
            Series("2 JSD(p_data, p_g)", steps, tuple(map(float, 2 * path.jsd))),
            Series("what the descent guarantees", steps[1:], tuple(min(float(b), 2.0) for b in path.bound[1:])),
        ),
        floor=0.0,
    )
