"""The gate on simulated workers: processes and generations with an effect of their own, rounds with noise."""

from __future__ import annotations

import numpy as np
import pytest

from gancheck.bench.against.gate import conclude
from gancheck.bench.against.measuring import Times
from gancheck.bench.against.nursery import ARMS
from gancheck.bench.verdict import Verdict


def _times(seed: int, more: float, generations: int = 20) -> Times:
    """A worker differs by .6 % from its like, a round is off by 4.4 %, a generation by half."""
    random = np.random.default_rng(seed)
    times: Times = {arm: [] for arm in ARMS}
    for _ in range(generations):
        shared = 0.5 * random.standard_normal() + 0.3 * random.standard_normal(24)
        for arm in ARMS:
            logs = 0.006 * random.standard_normal() + 0.044 * random.standard_normal(24) + shared
            times[arm].append((0.01 * (more if arm.startswith("new") else 1.0) * np.exp(logs)).tolist())
    return times


def test_identical_code_is_not_flagged() -> None:
    """Flagged at 20 seeds with probability below 1e-4: a standard error is .25 %, and 1 % is allowed."""
    verdicts = [conclude(_times(seed, 1.0)).verdict for seed in range(20)]
    assert set(verdicts) <= {Verdict.NO_CHANGE, Verdict.INCONCLUSIVE}
    assert verdicts.count(Verdict.NO_CHANGE) > 10


@pytest.mark.parametrize(("more", "verdict"), [(1.05, Verdict.REGRESSION), (1 / 1.05, Verdict.IMPROVEMENT)])
def test_five_per_cent_is_flagged(more: float, verdict: Verdict) -> None:
    found = [conclude(_times(seed, more)) for seed in range(20)]
    assert [each.verdict for each in found].count(verdict) >= 19
    assert np.median([each.ratio.value for each in found]) == pytest.approx(more, abs=0.005)


def test_the_control_is_of_twins() -> None:
    times = _times(0, 1.5)
    assert conclude(times).control.value == pytest.approx(1.0, abs=0.01)
    for arm in ("old twin", "new twin"):
        times[arm] = [[1.1 * time for time in each] for each in times[arm]]
    found = conclude(times)
    assert found.control.value == pytest.approx(1.1, abs=0.01)
    assert found.verdict is Verdict.REGRESSION


def test_between_what_is_allowed_and_the_margin_it_may_be_inconclusive() -> None:
    assert conclude(_times(3, 1.018)).verdict is Verdict.INCONCLUSIVE
