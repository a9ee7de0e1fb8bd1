"""What is more even than independent draws: quasi-random points and fixed places, told apart.

False alarms: of `places` none are possible for draws from a density with these sizes (the ranges of neighbouring ranks
overlap; below 1e-9 by simulation); `balanced` at 1e-7.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from gancheck.tracing.reading.noise import read_noise
from gancheck.tracing.reading.noise.evenness import balanced, places, standardised
from tests.tracing.reading.noise.draws import LAWS, Array, antithetic, normal, normalised, run

SEEDS = st.integers(0, 2**31)
few = settings(max_examples=8)
LEVEL = 1e-7


def sobol(seed: int, n: int, d: int, batches: int, *, gaussian: bool) -> list[Array]:
    engine = torch.quasirandom.SobolEngine(d, scramble=True, seed=seed)
    drawn = [engine.draw(n).double().numpy().clip(1e-6, 1 - 1e-6) for _ in range(batches)]
    return [np.asarray(norm.ppf(u)) for u in drawn] if gaussian else drawn


def stratified(draw: np.random.Generator, n: int, d: int) -> Array:
    cells = np.stack([draw.permutation(n) for _ in range(d)], axis=1)
    return np.asarray((cells + draw.random((n, d))) / n)


def jittered(width: float) -> Callable[[np.random.Generator, int, int], Array]:
    return lambda draw, n, d: np.linspace(-1, 1, n)[:, None] + width * draw.random((n, 1))


@few
@pytest.mark.parametrize(("n", "d", "gaussian"), [(16, 2, True), (32, 1, False), (64, 8, True), (8, 3, False)])
@given(seed=SEEDS)
def test_a_sobol_sequence(seed: int, n: int, d: int, gaussian: bool) -> None:
    reading = read_noise(sobol(seed, n, d, 60, gaussian=gaussian), LEVEL)
    assert (reading.law, reading.problem) == ("N(0, 1)" if gaussian else "U(0, 1)", "quasi-random")


@few
@pytest.mark.parametrize("draw", [stratified, antithetic])
@given(seed=SEEDS)
def test_one_from_every_cell_and_pairs_of_opposites(
    draw: Callable[[np.random.Generator, int, int], Array], seed: int
) -> None:
    reading = read_noise(run(draw, seed), LEVEL)
    assert reading.problem == "quasi-random"
    assert reading.law in ("U(0, 1)", "N(0, 1)")


@few
@given(seed=SEEDS, n=st.integers(5, 64), width=st.floats(1e-3, 0.3))
def test_a_grid_with_little_noise_on_it(seed: int, n: int, width: float) -> None:
    found = places(run(jittered(width * 2 / (n - 1)), seed, n=n, batches=12))
    assert found is not None
    assert found[0] == "grid"
    assert f"{n} fixed values in 12 minibatches" in found[1]


@few
@pytest.mark.parametrize("law", LAWS)
@given(seed=SEEDS, n=st.integers(5, 32))
def test_independent_rows_are_in_no_places(law: str, seed: int, n: int) -> None:
    batches = run(LAWS[law], seed, n=n, batches=8)
    assert places(batches) is None
    assert standardised(batches) is None
    assert balanced(run(LAWS[law], seed, n=n), LEVEL) is None


@few
@given(seed=SEEDS)
def test_narrow_modes_are_no_places(seed: int) -> None:
    draw = np.random.default_rng(seed)
    modes = [draw.integers(0, 8, (32, 1)) + 0.01 * draw.standard_normal((32, 1)) for _ in range(30)]
    assert places(modes) is None


@few
@given(seed=SEEDS)
def test_scaled_minibatches_are_another_thing(seed: int) -> None:
    assert read_noise(run(normalised, seed)).problem == "dependent"
    assert standardised(run(antithetic, seed)) is None


def test_too_little_to_tell() -> None:
    draw = np.random.default_rng(0)
    assert places([]) is None
    assert places(run(jittered(0.001), 0, n=16, batches=7)) is None
    assert places(run(jittered(0.001), 0, n=4)) is None
    assert balanced([normal(draw, 8, 2)] * 3, LEVEL) is None
    assert standardised([normal(draw, 2, 2)] * 8) is None
