"""Counters against a formula, against torch's own profiler, and against themselves."""

from __future__ import annotations

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from gancheck.bench.counters import PERIOD, count
from gancheck.bench.frozen import frozen_run
from gancheck.bench.reference import reference_run
from gancheck.bench.size import Size


def _warm(size: Size):
    run = reference_run(size)
    run(PERIOD)
    return run


def test_they_are_the_same_every_time_and_in_every_instance() -> None:
    run = _warm(Size(16, 8))
    assert count(run) == count(run) == count(_warm(Size(16, 8)))


@pytest.mark.parametrize("size", [Size(32, 64), Size(20, 7)])
def test_the_flops_of_the_plain_step_are_those_of_its_matrix_products(size: Size) -> None:
    w, m = size
    run = frozen_run(*size)
    g, d = 4 * w + w * w + w * 2, 2 * w + w * w + w  # weights of G and of D
    forward = g + 2 * d + g + d  # D's step: G once, D on both; G's step: each once
    to_weights = 2 * d + g + d  # G's step fills D's too
    to_inputs = 2 * (d - 2 * w) + d + (g - 4 * w)  # nobody asks for the gradient by x, by detached fakes or by z
    assert count(run, 3).flops == 3 * 2 * m * (forward + to_weights + to_inputs)


def test_bytes_are_what_the_profiler_sees_allocated_but_for_the_inside_of_operators() -> None:
    run = _warm(Size(64, 128))
    counted = count(run).bytes
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU], profile_memory=True) as profile:
        run(PERIOD)
    events = profile.profiler.kineto_results.events()  # type: ignore[union-attr]
    allocated = sum(event.nbytes() for event in events if event.name() == "[memory]" and event.nbytes() > 0)
    assert counted <= allocated <= 1.05 * counted


def test_flops_are_those_of_torchs_own_counter() -> None:
    run = frozen_run(20, 7)
    counted = count(run, 2).flops
    with FlopCounterMode(display=False) as flops:
        run(2)
    assert flops.get_total_flops() == counted > 0


def test_views_and_work_in_place_make_no_bytes() -> None:
    x = torch.ones(10, 10)
    assert count(lambda n: x.t().add_(1)).bytes == 0
    assert count(lambda n: x + 1).bytes == 400


def test_one_more_operator_is_one_more_call() -> None:
    run, x = _warm(Size(16, 8)), torch.ones(3)

    def more(iterations: int) -> None:
        run(iterations)
        x.relu()

    before, after = count(run), count(more)
    assert (after.aten, after.bytes, after.flops) == (before.aten + 1, before.bytes + 12, before.flops)
