"""The sequential verdict: its error rates, its zone of indifference, and when it stops."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from scipy import stats

from gancheck.checks.repeated import RARE, Repeated, Run, repeat
from gancheck.checks.trial import Trial
from gancheck.evidence import Status

Outcomes = Callable[[int], bool | None]


def _repeat(outcome: Outcomes, *, alpha: float = 1e-3, deadline: float | None = None, **options: Any) -> Repeated[None]:
    def runs(seeds: Sequence[int]) -> list[Run[None]]:
        return [Run(outcome(seed), float(seed), None) for seed in seeds]

    trial = Trial(target=None, seed=0, alpha=alpha, deadline=deadline)  # type: ignore[arg-type]
    return repeat(trial, runs, **options)


@pytest.mark.parametrize(
    ("outcome", "status", "count"),
    [
        (lambda seed: True, Status.PASSED, 8),
        (lambda seed: False, Status.FAILED, 3),
        (lambda seed: None, Status.INCONCLUSIVE, 8),
        (lambda seed: seed != 3, Status.PASSED, 12),
    ],
)
def test_clear_cases(outcome: Outcomes, status: Status, count: int) -> None:
    found = _repeat(outcome)
    assert found.status is status
    assert len(found.runs) == count


def test_success_and_indifference_in_turn_never_fail() -> None:
    assert _repeat(lambda seed: None if seed % 2 else True).status is Status.INCONCLUSIVE


def test_one_success_is_enough_where_only_rare_success_is_refuted() -> None:
    assert len(_repeat(lambda seed: True, unreliable=RARE).runs) == 1
    assert len(_repeat(lambda seed: seed > 0, unreliable=RARE).runs) == 3
    assert _repeat(lambda seed: False, unreliable=RARE).status is Status.FAILED


def test_seeds_are_never_used_twice_and_blocks_end_at_the_limit() -> None:
    found = _repeat(lambda seed: seed % 2 == 0 or None, block=7, most=16)
    assert [run.value for run in found.runs] == list(range(16))
    assert found.reason == "16 runs did not settle it"


def test_out_of_time_is_told() -> None:
    found = _repeat(lambda seed: True, deadline=time.monotonic() - 1)
    assert found.status is Status.INCONCLUSIVE
    assert found.reason == "the time ran out after 0 runs"


@pytest.mark.parametrize("indifferent", [0.0, 0.03])
def test_a_reliable_process_fails_with_at_most_alpha(indifferent: float) -> None:
    """At alpha = 0.05 over 4,000 repetitions; false alarm of this test 1e-6 by the exact binomial tail."""
    alpha, repetitions = 0.05, 4000
    rng = np.random.default_rng(0)

    def outcome(seed: int) -> bool | None:
        u = rng.random()
        return True if u < 0.95 - indifferent else (None if u < 0.95 else False)

    wrong = sum(_repeat(outcome, alpha=alpha).status is Status.FAILED for _ in range(repetitions))
    assert wrong <= stats.binom.isf(1e-6, repetitions, alpha)


def test_an_unreliable_process_passes_with_at_most_one_in_a_hundred() -> None:
    """Success half of the time, the rest in the zone of indifference: the worst case. False alarm 1e-6."""
    rng = np.random.default_rng(1)
    repetitions = 3000
    wrong = sum(
        _repeat(lambda seed: True if rng.random() < 0.5 else None).status is Status.PASSED for _ in range(repetitions)
    )
    assert wrong <= stats.binom.isf(1e-6, repetitions, 0.01)
