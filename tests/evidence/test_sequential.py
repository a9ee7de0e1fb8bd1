import itertools
import math
import time
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gancheck.evidence.sequential import ConvergenceTest

Judge = Callable[[int, int, float], None]


def test_error_rates_of_the_default() -> None:
    test = ConvergenceTest()
    right, wrong = test.operating(0.95), test.operating(0.5)
    # A prototype measured 4.2e-4 and 0.0066 by simulation; these are exact.
    assert right.failing == pytest.approx(4.943e-4, rel=1e-3)
    assert wrong.passing == pytest.approx(6.658e-3, rel=1e-3)
    assert 9 < wrong.runs < right.runs < 10.2
    assert right.undecided < 1e-5
    assert wrong.undecided < 1e-5


@pytest.mark.parametrize("block", [1, 4, 8, 60])
@pytest.mark.parametrize("alpha", [1e-2, 1e-3, 1e-4, 1e-6])
def test_errors_are_kept_exactly(alpha: float, block: int) -> None:
    test = ConvergenceTest(alpha=alpha)
    assert test.operating(0.95, block).failing <= alpha
    assert test.operating(0.5, block).passing <= 0.01
    assert test.operating(0.99, block).failing <= alpha
    assert test.operating(0.3, block).passing <= 0.01


@given(
    st.floats(0.02, 0.9),
    st.floats(0.02, 0.98),
    st.floats(1e-6, 0.3),
    st.floats(1e-6, 0.3),
    st.integers(1, 80),
    st.integers(1, 20),
    st.floats(0.0, 1.0),
)
@example(0.5, 0.5, 0.25, 0.25, 2, 2, 2.2250738585072014e-308)
def test_errors_are_kept_whatever_the_design(
    bad: float, between: float, alpha: float, beta: float, max_runs: int, block: int, beyond: float
) -> None:
    good = bad + (0.99 - bad) * between
    test = ConvergenceTest(good, bad, alpha, beta, max_runs)
    for p in (good, good + (1 - good) * beyond):
        assert test.operating(p, block).failing <= alpha * (1 + 1e-8)
    for p in (bad, bad * beyond):
        assert test.operating(p, block).passing <= beta * (1 + 1e-8)


@pytest.mark.parametrize("p", [0.0, 0.3, 0.7, 0.95, 1.0])
@pytest.mark.parametrize("block", [1, 3])
def test_dynamic_programming_agrees_with_all_sequences(p: float, block: int) -> None:
    design = {"good": 0.8, "bad": 0.4, "alpha": 0.1, "beta": 0.1, "max_runs": 11}
    passing = failing = runs = 0.0
    for sequence in itertools.product((0, 1), repeat=11):
        test, position = ConvergenceTest(**design), 0  # type: ignore[arg-type]
        while not test.finished:
            part = sequence[position : position + block]
            position += len(part)
            test.update(sum(part), len(part) - sum(part))
        weight = p ** sum(sequence) * (1 - p) ** (11 - sum(sequence))
        passing += weight * (test.verdict == "pass")
        failing += weight * (test.verdict == "fail")
        runs += weight * test.runs
    exact = ConvergenceTest(**design).operating(p, block)  # type: ignore[arg-type]
    assert exact.passing == pytest.approx(passing, abs=1e-12)
    assert exact.failing == pytest.approx(failing, abs=1e-12)
    assert exact.runs == pytest.approx(runs, abs=1e-10)
    assert exact.passing + exact.failing + exact.undecided == pytest.approx(1, abs=1e-12)


def test_simulated_error_rates_agree(misses_at_most: Judge) -> None:
    # 2,000 processes of 0.5 each: 0.67 % pass by the exact count; a rate above 1.9 % is noticed at 1e-6.
    rng, passes, fails, runs = np.random.default_rng(5), 0, 0, []
    for _ in range(2000):
        test = ConvergenceTest()
        while not test.finished:
            test.update(*((1, 0) if rng.random() < 0.5 else (0, 1)))
        passes += test.verdict == "pass"
        fails += test.verdict == "fail"
        runs.append(test.runs)
    exact = ConvergenceTest().operating(0.5)
    misses_at_most(passes, 2000, exact.passing)
    misses_at_most(2000 - fails, 2000, 1 - exact.failing)
    # Six standard errors of the mean: a false alarm of 2e-9.
    assert abs(np.mean(runs) - exact.runs) < 6 * np.std(runs) / math.sqrt(2000)


def test_thresholds_that_are_met_exactly_count() -> None:
    test = ConvergenceTest()
    assert [test.update(0, 1) for _ in range(3)] == [None, None, "fail"]  # 10^3 = 1 / alpha
    assert (test.finished, test.remaining, test.runs) == (True, 0, 3)


def test_eight_convergences_pass() -> None:
    test = ConvergenceTest()
    assert [test.update(1) for _ in range(8)] == [None] * 7 + ["pass"]


def test_e_values_are_inverse_and_multiply() -> None:
    test = ConvergenceTest()
    assert test.log_e_value(3, 2) == pytest.approx(3 * test.log_e_value(1, 0) + 2 * test.log_e_value(0, 1))
    # Of expectation one under the probability that each speaks against.
    up, down = test.log_e_value(1, 0), test.log_e_value(0, 1)
    assert 0.95 * math.exp(up) + 0.05 * math.exp(down) == pytest.approx(1)
    assert 0.5 * math.exp(-up) + 0.5 * math.exp(-down) == pytest.approx(1)


@pytest.mark.parametrize("verdict", ["fail", "pass"])
@pytest.mark.parametrize("max_runs", [12, 33, 60])
def test_twins_invert_each_other(verdict: str, max_runs: int) -> None:
    test = ConvergenceTest(max_runs=max_runs)
    seen = test.discrepancy_seen(0.05, verdict)  # type: ignore[arg-type]
    assert seen is not None
    worse = seen - 1e-6 if verdict == "fail" else seen + 1e-6
    better = seen + 1e-6 if verdict == "fail" else seen - 1e-6
    assert test.runs_needed(worse, 0.05, verdict) <= max_runs  # type: ignore[arg-type]
    assert test.runs_needed(better, 0.05, verdict) > max_runs  # type: ignore[arg-type]


def test_twins_say_when_nothing_can_be_seen() -> None:
    assert ConvergenceTest(max_runs=2).discrepancy_seen(0.01) is None
    with pytest.raises(ValueError, match="no number of runs"):
        ConvergenceTest().runs_needed(0.95, 0.01, "fail")


def test_thirty_three_runs_see_one_half() -> None:
    assert ConvergenceTest().runs_needed(0.5, 0.01) == 33


def test_power_and_measurement_describe_the_test() -> None:
    test = ConvergenceTest()
    assert math.isnan(test.measurement().value)
    test.update(7, 1)
    measured = test.measurement()
    assert measured.low < measured.value == 7 / 8 < measured.high
    power = test.power()
    assert power.wrong_alarm == test.operating(0.95).failing
    assert power.discrepancy == 0.5
    assert power.miss == pytest.approx(1 - test.operating(0.5).failing)


def test_update_takes_microseconds() -> None:
    tests = [ConvergenceTest() for _ in range(2000)]
    start = time.thread_time()
    for test in tests:
        test.update(1)
    assert (time.thread_time() - start) / 2000 < 50e-6


def test_bad_requests_are_named() -> None:
    with pytest.raises(ValueError, match="0 < bad < good < 1"):
        ConvergenceTest(good=0.5, bad=0.5)
    with pytest.raises(ValueError, match="alpha is 0"):
        ConvergenceTest(alpha=0.0)
    with pytest.raises(ValueError, match="at least one run"):
        ConvergenceTest(max_runs=0)
    test = ConvergenceTest(max_runs=2)
    with pytest.raises(ValueError, match="no block of runs"):
        test.update(0, 0)
    with pytest.raises(ValueError, match="3 more runs, but 2 remain"):
        test.update(3)
    test.update(1, 1)
    with pytest.raises(ValueError, match="ask `finished` first"):
        test.update(1)
    with pytest.raises(ValueError, match="has to be a probability"):
        test.operating(1.5)
    with pytest.raises(ValueError, match="block is 0"):
        test.operating(0.5, 0)
