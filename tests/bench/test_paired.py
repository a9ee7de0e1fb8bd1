import time

import pytest
import torch

from gancheck.bench.paired import calls_for, compare, interleave, timed
from gancheck.bench.verdict import Verdict
from tests.bench.machine import Machine


def _verdict(seed: int, cost: float) -> Verdict:
    machine = Machine(seed)
    return compare(machine.step(0.001), machine.step(0.001 * cost), seed=seed, clock=machine.clock).verdict


# On this machine the control's log-ratio of a round has a standard deviation of 2.3 %, its median of 200 rounds a
# standard error of .2 %, and the candidate's less.
def test_identical_code_is_not_flagged() -> None:
    """Flagged at 20 seeds with probability below 1e-5: the margin lies 10 standard errors away."""
    assert {_verdict(seed, 1.0) for seed in range(20)} <= {Verdict.NO_CHANGE, Verdict.INCONCLUSIVE}


def test_five_per_cent_more_work_is_a_regression_and_less_an_improvement() -> None:
    """Missed at one of 20 seeds with probability below 1e-5: the control's interval ends 7 standard errors inside."""
    assert [_verdict(seed, 1.05) for seed in range(10)] == [Verdict.REGRESSION] * 10
    assert [_verdict(seed, 1 / 1.05) for seed in range(10)] == [Verdict.IMPROVEMENT] * 10


def test_the_times_of_a_call_are_told() -> None:
    machine = Machine(0, drift=0.0, noise=0.01)
    found = compare(machine.step(0.001), machine.step(0.003), clock=machine.clock)
    assert found.baseline_seconds == pytest.approx(0.001, rel=0.01)
    assert found.candidate_seconds == pytest.approx(0.003, rel=0.01)
    assert found.ratio.value == pytest.approx(3.0, rel=0.01)
    assert found.verdict is Verdict.REGRESSION


def test_real_work_takes_twice_as_long_as_half_of_it() -> None:
    """Matrix products by CPU time: 2.0 within a third, whatever else the machine does."""
    a = torch.randn(128, 128)

    def once() -> None:
        for _ in range(8):
            a @ a

    def twice() -> None:
        once()
        once()

    found = compare(once, twice, rounds=40, block=0.004)
    assert found.ratio.value == pytest.approx(2.0, rel=1 / 3)
    assert found.verdict in (Verdict.REGRESSION, Verdict.INCONCLUSIVE)


def test_sleeping_is_no_work() -> None:
    assert timed(lambda: time.sleep(0.02), 2) < 0.02


def test_every_block_runs_once_a_round_in_an_order_that_changes_and_can_be_had_again() -> None:
    def orders(seed: int) -> list[str]:
        seen: list[str] = []

        def block(name: str) -> float:
            seen.append(name)
            return 1.0

        interleave({name: lambda name=name: block(name) for name in "abc"}, rounds=20, seed=seed)  # type: ignore[misc]
        return ["".join(seen[i : i + 3]) for i in range(0, 60, 3)]

    assert all(sorted(each) == ["a", "b", "c"] for each in orders(0))
    assert len(set(orders(0))) > 3
    assert orders(0) == orders(0) != orders(1)


def test_a_block_is_as_long_as_asked() -> None:
    machine = Machine(0, noise=0.0, drift=0.0)
    assert calls_for(machine.step(0.001), 0.01, machine.clock) == 10
    assert calls_for(machine.step(1.0), 0.01, machine.clock) == 1
