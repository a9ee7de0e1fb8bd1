"""Lost modes: found, and seldom invented."""

from __future__ import annotations

import torch
from scipy import stats

from gancheck.stability.measuring.coverage import ALPHA, coverage, exact_coverage, samples_needed


def test_masses_and_lost_modes() -> None:
    index = torch.tensor([0] * 600 + [1] * 390 + [-1] * 10)
    found = coverage(index, (0.4, 0.4, 0.2))
    assert found.masses == (0.6, 0.39, 0.0)
    assert found.lost == (2,)


def test_the_error_is_shared_by_the_modes() -> None:
    """The largest count of 1024 that is called lost: the binomial law gives it at most alpha / 8 at the floor."""
    floor = stats.binom(1024, 0.125 / 4)
    critical = max(count for count in range(32) if floor.cdf(count) <= ALPHA / 8)

    def lost(count: int) -> tuple[int, ...]:
        rest = [1024 // 8 + 40] * 7
        index = torch.cat([torch.full((n,), i) for i, n in enumerate([count, *rest[:5]])] + [torch.full((9,), -1)])
        padded = torch.cat([index, torch.full((1024 - len(index),), 6)])
        return coverage(padded, (0.125,) * 8).lost

    assert 0 in lost(critical)
    assert 0 not in lost(critical + 1)


def test_exact_masses_need_no_test() -> None:
    assert exact_coverage((0.1249, 0.1251, 0.75), (0.5, 0.5, 0.0)).lost == (0,)


def test_enough_samples_show_an_empty_mode() -> None:
    weights = (0.9, 0.1)
    n = samples_needed(weights)
    assert coverage(torch.zeros(n, dtype=torch.long), weights).lost == (1,)
    assert coverage(torch.zeros(n - 1, dtype=torch.long), weights).lost == ()
