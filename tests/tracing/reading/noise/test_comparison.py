from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gancheck.tracing.reading.noise import same_law
from tests.tracing.reading.noise.draws import LAWS, WRONG, info_gan, normal, one_hot, run, truncated

SEEDS = st.integers(0, 2**31)
few = settings(max_examples=8)
# Of one law on both sides about 100 examples are drawn: at this level they fail once in 100,000 sets of seeds.
RARE = 1e-7


@few
@pytest.mark.parametrize("law", LAWS)
@given(seed=SEEDS)
def test_one_law_on_both_sides(law: str, seed: int) -> None:
    same, p = same_law(run(LAWS[law], seed), run(LAWS[law], seed + 1), RARE)
    assert same
    assert p <= 1


@few
@pytest.mark.parametrize("other", ["U(-1, 1)", "U(-sqrt 3, sqrt 3)", "N(5, 2)", "N(0, 0.02)"])
@given(seed=SEEDS)
def test_different_laws_are_seen(other: str, seed: int) -> None:
    # 960 rows of 2: the nearest pair, N(0, 1) and U(-sqrt 3, sqrt 3), is 0.057 apart in every column, of 1,920 values.
    same, p = same_law(run(normal, seed, n=64), run(LAWS[other], seed, n=64))
    assert not same
    assert p < 1e-4


@few
@given(seed=SEEDS)
def test_a_truncated_normal_takes_many_values(seed: int) -> None:
    assert not same_law(run(normal, seed, n=64, d=20), run(truncated, seed, n=64, d=20))[0]


@few
@pytest.mark.parametrize("name", ["one vector for all rows", "the same number in all coordinates", "a common offset"])
@given(seed=SEEDS)
def test_dependent_draws_of_one_law_are_one_law(name: str, seed: int) -> None:
    # Copies and offsets make values worth less; taken at face value most of these would be rejected.
    draw = WRONG[name][1]
    assert same_law(run(draw, seed), run(draw, seed + 1), RARE)[0]


@few
@given(seed=SEEDS)
def test_mixed_inputs_and_labels(seed: int) -> None:
    assert same_law(run(info_gan, seed, d=5), run(info_gan, seed + 1, d=5), RARE)[0]
    labels = [run(lambda draw, n, d, k=k: one_hot(draw, n, k) @ np.eye(k, 10), seed, n=32) for k in (10, 5)]
    assert not same_law(*labels)[0]


def test_shapes_and_too_few_rows() -> None:
    assert same_law(run(normal, 0, d=2), run(normal, 0, d=3)) == (False, 0.0)
    assert same_law([], run(normal, 0)) == (True, 1.0)
    assert same_law([np.ones((64, 2))] * 9, run(normal, 0)) == (True, 1.0)
    assert same_law([np.full((1, 2), np.nan)], run(normal, 0)) == (True, 1.0)


@pytest.mark.slow
def test_false_alarms_are_as_rare_as_stated() -> None:
    """At 1e-2: at most 10 of 1,000 on average; 30 or more once in 1e6."""
    wrong = sum(not same_law(run(normal, seed), run(normal, seed + 10_000), level=1e-2)[0] for seed in range(1000))
    assert wrong < 30
