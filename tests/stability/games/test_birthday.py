"""The birthday bound: exact probabilities, and intervals that miss as rarely as they say."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancheck.stability.games import distinct_probabilities, duplicate_probability, samples_needed, support_size
from gancheck.stability.games.birthday import _likeliest


def test_the_birthdays() -> None:
    assert duplicate_probability(22, 365) < 0.5 < duplicate_probability(23, 365)
    assert duplicate_probability(23, 365) == pytest.approx(0.507297, abs=1e-6)
    assert samples_needed(365) == 23
    assert duplicate_probability(1, 5) == 0.0
    assert duplicate_probability(6, 5) == 1.0


@given(samples=st.integers(1, 40), support=st.integers(1, 60))
def test_equal_probabilities_exactly(samples: int, support: int) -> None:
    distinct = Fraction(1)
    for i in range(samples):
        distinct *= max(Fraction(support - i, support), Fraction(0))
    assert duplicate_probability(samples, support) == pytest.approx(float(1 - distinct), abs=1e-13)


def test_a_huge_support_keeps_its_digits() -> None:
    """s (s - 1) / 2N to first order."""
    assert duplicate_probability(1000, 10**15) == pytest.approx(999 * 1000 / 2e15, rel=1e-9)


@given(masses=st.lists(st.integers(1, 9), min_size=1, max_size=5), samples=st.integers(1, 5))
def test_unequal_probabilities_by_counting(masses: list[int], samples: int) -> None:
    p = [Fraction(m, sum(masses)) for m in masses]
    distinct = sum((math.prod(row) for row in itertools.permutations(p, samples)), Fraction(0))
    found = duplicate_probability(samples, [float(x) for x in p])
    assert found == pytest.approx(float(1 - distinct), abs=1e-12)
    assert found >= duplicate_probability(samples, len(p)) - 1e-12  # equal ones make duplicates least likely


@given(support=st.integers(1, 10**9), probability=st.floats(0.01, 0.99))
def test_the_least_number_of_samples(support: int, probability: float) -> None:
    found = samples_needed(support, probability)
    assert duplicate_probability(found, support) >= probability > duplicate_probability(found - 1, support)


@pytest.mark.parametrize(("samples", "support"), [(1, 1), (4, 3), (5, 7), (6, 2)])
def test_distinct_points_by_counting(samples: int, support: int) -> None:
    counts = np.zeros(samples + 1)
    for row in itertools.product(range(support), repeat=samples):
        counts[len(set(row))] += 1
    np.testing.assert_allclose(distinct_probabilities(samples, support), counts / support**samples, atol=1e-15)


@given(samples=st.integers(1, 200), support=st.integers(1, 10**6))
def test_all_distinct_is_no_duplicate(samples: int, support: int) -> None:
    found = distinct_probabilities(samples, support)
    assert found.sum() == pytest.approx(1.0, abs=1e-12)
    assert found[-1] == pytest.approx(1 - duplicate_probability(samples, support), abs=1e-12)
    assert (distinct_probabilities(samples, support + 1)[::-1].cumsum() >= found[::-1].cumsum() - 1e-12).all()


@pytest.mark.parametrize("alpha", [0.05, 1e-3])
@pytest.mark.parametrize(("samples", "support"), [(20, 5), (30, 50), (50, 400), (60, 100_000)])
def test_the_interval_misses_as_rarely_as_it_says(samples: int, support: int, alpha: float) -> None:
    """No chance here: the probability of each count, times whether its interval misses, is summed."""
    below = above = 0.0
    for distinct, probability in enumerate(distinct_probabilities(samples, support)):
        if probability > 1e-15:
            found = support_size(samples, distinct, alpha=alpha)
            below += probability * (support < found.low)
            above += probability * (support > found.high)
    assert below <= alpha / 2 + 1e-12
    assert above <= alpha / 2 + 1e-12


def test_the_lower_end_holds_for_unequal_probabilities_too() -> None:
    """2000 runs of 40 samples of 100 points, some rare: a bound that misses at 2.5 % misses 80 times or more
    with probability 5e-5."""
    rng = np.random.default_rng(0)
    p = rng.dirichlet(np.full(100, 0.3))
    lows = [support_size(40, k).low for k in range(1, 41)]
    misses = sum(lows[len(set(rng.choice(100, 40, p=p).tolist())) - 1] > 100 for _ in range(2000))
    assert misses < 80


@given(samples=st.integers(2, 60), data=st.data())
def test_the_estimate_is_likeliest(samples: int, data: st.DataObject) -> None:
    distinct = data.draw(st.integers(1, samples - 1))
    best = _likeliest(samples, distinct)
    found = support_size(samples, distinct)
    assert found.estimate == best
    assert found.low <= found.high
    at = distinct_probabilities(samples, best)[distinct]
    for other in (best - 1, best + 1):
        if other >= distinct:
            assert distinct_probabilities(samples, other)[distinct] <= at * (1 + 1e-9)


def test_all_distinct_bounds_from_below_alone() -> None:
    found = support_size(100, 100)
    assert (found.high, found.estimate) == (math.inf, math.inf)
    assert duplicate_probability(100, found.low) < 0.975 <= duplicate_probability(100, found.low - 1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: duplicate_probability(0, 5), "at least one sample, not 0"),
        (lambda: duplicate_probability(2, 0), "from 1 to 2"),
        (lambda: duplicate_probability(2, [0.5, 0.6]), "sum to 1"),
        (lambda: duplicate_probability(2, [1.5, -0.5]), "at least 0"),
        (lambda: samples_needed(10, 1.0), "probability strictly between 0 and 1"),
        (lambda: distinct_probabilities(20_000, 5), "for 1 to 10,000 samples"),
        (lambda: support_size(5, 6), "6 distinct of 5 samples"),
        (lambda: support_size(5, 3, alpha=0.0), "alpha is 0"),
    ],
)
def test_impossible_counts_are_told(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=message):
        call()
