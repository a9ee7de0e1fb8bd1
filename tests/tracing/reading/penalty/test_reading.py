from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from gancheck.tracing.reading.penalty import Penalty, PenaltyReading, read_penalty
from tests.tracing.reading.penalty.updates import flat, two_sided, updates

SEEDS = st.integers(0, 2**31)
SHAPES = st.sampled_from([(1,), (2,), (20,), (3, 4, 4), (1, 6, 6)])
IMAGE = (3, 4, 4)
few = settings(max_examples=12)


def causes(reading: PenaltyReading) -> set[str]:
    return {fault.cause for fault in reading.faults}


# Right penalties, in every shape: no fault at all. Nothing here is a statistical test: each reading is exact.


@few
@given(seed=SEEDS, shape=SHAPES, weight=st.sampled_from([0.1, 1.0, 10.0, 100.0]))
def test_wgan_gp_is_read_without_fault(seed: int, shape: tuple[int, ...], weight: float) -> None:
    reading = read_penalty(updates(two_sided(weight), shape, seed))
    assert causes(reading) == set()
    assert (reading.form, reading.axes, reading.points_are, reading.factor) == (
        "two-sided",
        "sample",
        "interpolates",
        "sample",
    )
    assert reading.weight == pytest.approx(weight, rel=1e-3)
    assert reading.target == pytest.approx(1, rel=1e-3)
    assert reading.on_probability is not True


@few
@given(seed=SEEDS, target=st.sampled_from([0.5, 1.0, 2.0, 750.0]))
def test_the_target_is_read(seed: int, target: float) -> None:
    reading = read_penalty(updates(two_sided(10, target), IMAGE, seed))
    assert reading.target == pytest.approx(target, rel=1e-3)
    assert causes(reading) == set()


@few
@given(seed=SEEDS, shape=SHAPES)
def test_one_sided_penalties_are_told_from_two_sided_ones(seed: int, shape: tuple[int, ...]) -> None:
    seen = updates(lambda v: 5 * (flat(v).norm(2, dim=1) - 1).clamp_min(0).square().mean(), shape, seed, n=32)
    reading = read_penalty(seen)
    lengths = torch.cat([flat(p.slopes).norm(dim=1) for p in seen])
    if (lengths > 1.05).sum() > 3:
        assert reading.weight == pytest.approx(5, rel=1e-2)
        assert reading.form == ("one-sided" if (lengths < 1).any() else "two-sided")
        assert reading.both_sides == bool((lengths < 1).any())
    assert causes(reading) == set()


@few
@given(seed=SEEDS, shape=SHAPES, gamma=st.sampled_from([0.1, 10.0]))
def test_r1_is_zero_centred_with_gamma_twice_the_weight(seed: int, shape: tuple[int, ...], gamma: float) -> None:
    def r1(v: Tensor) -> Tensor:
        return gamma / 2 * flat(v).square().sum(1).mean()

    reading = read_penalty(updates(r1, shape, seed, points=lambda real, fake: real))
    assert (reading.form, reading.axes, reading.target, reading.points_are) == ("zero-centred", "sample", 0.0, "real")
    assert reading.weight == pytest.approx(gamma / 2, rel=1e-4)
    assert reading.gamma == pytest.approx(gamma, rel=1e-4)
    assert causes(reading) == {"not-interpolated"}


@few
@given(seed=SEEDS)
def test_other_points_are_named(seed: int) -> None:
    where = {
        "fake": lambda real, fake: fake,
        "real and fake": lambda real, fake: torch.cat((real, fake)),
        "perturbed real": lambda real, fake: real + 0.5 * real.std() * torch.rand_like(real),
    }
    for name, points in where.items():
        reading = read_penalty(updates(two_sided(), (20,), seed, n=32, points=points))
        assert (reading.points_are, reading.form) == (name, "two-sided")
        assert causes(reading) == {"not-interpolated"}


@few
@given(seed=SEEDS)
def test_shuffled_real_rows_are_still_real(seed: int) -> None:
    reading = read_penalty(updates(two_sided(), (20,), seed, points=lambda real, _: real[torch.randperm(len(real))]))
    assert reading.points_are == "real"


@few
@given(seed=SEEDS)
def test_interpolates_with_fakes_that_were_not_recorded_are_no_fault(seed: int) -> None:
    def other(real: Tensor, _: Tensor) -> Tensor:
        factor = torch.rand(len(real), 1)
        return factor * real + (1 - factor) * torch.randn_like(real)

    seen = updates(two_sided(), (20,), seed, n=64, points=other)
    for penalties in (seen, [replace(p, fake=None) for p in seen]):
        reading = read_penalty(penalties)
        assert (reading.points_are, reading.factor) == ("interpolates", "")
        assert causes(reading) == set()
    assert causes(read_penalty([replace(p, real=None, fake=None) for p in seen])) == set()


@few
@given(seed=SEEDS, epsilon=st.sampled_from([1e-16, 1e-12, 1e-8, 1e-4, 1e-2]))
def test_an_epsilon_inside_the_root_is_tolerated(seed: int, epsilon: float) -> None:
    seen = updates(lambda v: 10 * ((flat(v).square().sum(1) + epsilon).sqrt() - 1).square().mean(), IMAGE, seed)
    reading = read_penalty(seen)
    assert (reading.form, reading.axes, causes(reading)) == ("two-sided", "sample", set())
    assert reading.weight == pytest.approx(10, rel=1e-2)


@few
@given(seed=SEEDS)
def test_a_sum_is_told_from_a_mean_where_minibatches_differ_in_size(seed: int) -> None:
    sizes = (16, 16, 16, 7)
    mean = read_penalty(updates(two_sided(10), (20,), seed, n=sizes))
    total = read_penalty(updates(lambda v: 10 * (v.norm(dim=1) - 1).square().sum(), (20,), seed, n=sizes))
    assert (mean.reduction, total.reduction) == ("mean", "sum")
    assert mean.weight == pytest.approx(10, rel=1e-3)
    assert total.weight == pytest.approx(10, rel=1e-3)
    assert read_penalty(updates(two_sided(10), (20,), seed)).reduction == ""


@few
@given(seed=SEEDS)
def test_other_powers_of_the_norm_are_zero_centred(seed: int) -> None:
    sixth = read_penalty(updates(lambda v: 2 * v.norm(dim=1).pow(6).mean(), (20,), seed))
    assert (sixth.form, sixth.axes) == ("zero-centred", "sample")
    assert sixth.power == pytest.approx(6, rel=1e-2)
    assert sixth.weight == pytest.approx(2, rel=5e-2)
    first = read_penalty(updates(lambda v: 2 * v.norm(dim=1).mean(), (20,), seed))
    assert (first.form, first.power) == ("zero-centred", 1.0)
    assert first.weight == pytest.approx(2, rel=1e-2)
    assert first.gamma is None


@few
@given(seed=SEEDS)
def test_a_penalty_of_another_norm_is_unknown_and_no_fault(seed: int) -> None:
    reading = read_penalty(updates(lambda v: 10 * (v.abs().sum(1) - 1).square().mean(), (20,), seed))
    assert (reading.form, reading.axes, causes(reading)) == ("unknown", "", set())


@few
@given(seed=SEEDS)
def test_norms_near_the_target_are_still_one_a_sample(seed: int) -> None:
    torch.manual_seed(seed)
    seen = []
    for _ in range(3):
        x = torch.randn(16, 3, 4, 4)
        v = torch.randn(16, 3, 4, 4)
        v = v / flat(v).norm(dim=1).reshape(-1, 1, 1, 1) * (1 + 1e-2 * torch.randn(16, 1, 1, 1))
        v.requires_grad_()
        (pulls,) = torch.autograd.grad(two_sided()(v), v)
        seen.append(Penalty(x, v.detach(), pulls, x.new_zeros(16)))
    reading = read_penalty(seen)
    assert (reading.form, reading.axes, causes(reading)) == ("two-sided", "sample", set())


# Wrong ones.


@few
@given(seed=SEEDS)
def test_a_norm_over_the_channels_of_images(seed: int) -> None:
    reading = read_penalty(updates(lambda v: 10 * (v.norm(2, dim=1) - 1).square().mean(), IMAGE, seed))
    assert (reading.axes, causes(reading)) == ("channels", {"norm-axis"})
    assert reading.weight == pytest.approx(10, rel=1e-2)
    assert "256 norms, not one a sample" in reading.faults[0].seen


@few
@given(seed=SEEDS, dims=st.sampled_from([(0,), (2,), (1, 2), (2, 3), (0, 1), (0, 2, 3)]))
def test_norms_over_other_axes_of_images(seed: int, dims: tuple[int, ...]) -> None:
    reading = read_penalty(updates(lambda v: 10 * (v.norm(2, dim=dims) - 1).square().mean(), IMAGE, seed))
    assert (reading.dims, causes(reading)) == (dims, {"norm-axis"})


@few
@given(seed=SEEDS, width=st.sampled_from([2, 20]))
def test_a_norm_over_the_minibatch_for_every_column(seed: int, width: int) -> None:
    reading = read_penalty(updates(lambda v: 10 * (v.norm(2, dim=0) - 1).square().mean(), (width,), seed))
    assert (reading.dims, causes(reading)) == ((0,), {"norm-axis"})


@few
@given(seed=SEEDS, shape=st.sampled_from([(1,), (2,), (20,), IMAGE]), scale=st.sampled_from([0.05, 3.0]))
def test_one_norm_over_the_whole_minibatch(seed: int, shape: tuple[int, ...], scale: float) -> None:
    reading = read_penalty(updates(lambda v: 10 * (v.norm(2) - 1).square(), shape, seed, scale=scale))
    assert (reading.axes, causes(reading)) == ("batch", {"norm-batch"})
    assert reading.weight == pytest.approx(10, rel=2e-2)


@few
@given(seed=SEEDS)
def test_a_minibatch_of_one_has_no_batch_norm(seed: int) -> None:
    reading = read_penalty(updates(lambda v: 10 * (v.norm(2) - 1).square(), IMAGE, seed, n=1, count=8))
    assert (reading.axes, causes(reading)) == ("sample", set())


@few
@given(seed=SEEDS, shape=st.sampled_from([(2,), (20,), IMAGE]))
def test_a_factor_for_every_element(seed: int, shape: tuple[int, ...]) -> None:
    reading = read_penalty(updates(two_sided(), shape, seed, factor=torch.rand_like))
    assert (reading.points_are, reading.factor, causes(reading)) == (
        "interpolates",
        "element",
        {"interpolation-element"},
    )


@few
@given(seed=SEEDS, shape=SHAPES, fixed=st.booleans())
def test_one_factor_a_minibatch(seed: int, shape: tuple[int, ...], fixed: bool) -> None:
    factor = (lambda real: torch.full((), 0.5)) if fixed else (lambda real: torch.rand(()))
    reading = read_penalty(updates(two_sided(), shape, seed, factor=factor))
    assert (reading.points_are, reading.factor, causes(reading)) == ("interpolates", "batch", {"interpolation-batch"})


@few
@given(seed=SEEDS)
def test_a_factor_broadcast_along_the_wrong_axis_is_one_an_element(seed: int) -> None:
    reading = read_penalty(updates(two_sided(), (16,), seed, factor=lambda real: torch.rand(len(real))))
    assert causes(reading) == {"interpolation-element"}


@few
@given(seed=SEEDS)
def test_a_factor_beyond_the_two_ends_shows_in_its_range(seed: int) -> None:
    reading = read_penalty(updates(two_sided(), (20,), seed, n=64, factor=lambda real: torch.randn(len(real), 1)))
    assert reading.factor == "sample"
    assert reading.factors is not None
    assert reading.factors[0] < 0
    assert reading.factors[1] > 1


@few
@given(seed=SEEDS)
def test_a_penalty_of_probabilities(seed: int) -> None:
    right = read_penalty(updates(two_sided(), (20,), seed, n=64, scale=6))
    assert right.on_probability is False
    reading = read_penalty(updates(two_sided(), (20,), seed, n=64, scale=6, sigmoid=True))
    assert (reading.form, reading.axes, reading.on_probability) == ("two-sided", "sample", True)
    assert causes(reading) == {"on-probability"}


@few
@given(seed=SEEDS)
def test_missing_create_graph(seed: int) -> None:
    seen = [replace(p, pulls=None) for p in updates(two_sided(), (20,), seed)]
    reading = read_penalty(seen)
    assert (reading.form, causes(reading)) == ("unknown", {"no-gradient"})
    assert "4 of 4 updates" in reading.faults[0].seen


@few
@given(seed=SEEDS)
def test_slopes_of_zero_under_a_root_are_counted_and_left_out(seed: int) -> None:
    def rooted(v: Tensor) -> Tensor:
        alive = torch.cat((torch.zeros(1, 1), torch.ones(len(v) - 1, 1)))
        return 10 * ((v * alive).square().sum(1).sqrt() - 1).square().mean()

    reading = read_penalty(updates(rooted, (20,), seed))
    assert reading.non_finite == 4
    assert (reading.form, reading.axes, causes(reading)) == ("two-sided", "sample", set())


def test_a_zero_row_that_torch_gives_no_pull_is_no_one_sided_penalty() -> None:
    def masked(v: Tensor) -> Tensor:
        return two_sided()(v * torch.cat((torch.zeros(1, 1), torch.ones(len(v) - 1, 1))))

    seen = updates(masked, (20,), 0)
    seen = [replace(p, slopes=torch.cat((torch.zeros(1, 20), p.slopes[1:]))) for p in seen]
    assert read_penalty(seen).form == "two-sided"


def test_a_linear_discriminator_with_one_short_slope_is_pulled_towards_one() -> None:
    v = torch.full((8, 2), 0.3, requires_grad=True)
    (pulls,) = torch.autograd.grad(two_sided()(v), v)
    reading = read_penalty([Penalty(torch.randn(8, 2), v.detach(), pulls, torch.randn(8))])
    assert (reading.form, reading.axes) == ("two-sided", "sample")
    assert reading.weight == pytest.approx(10, rel=1e-4)


def test_nothing_to_read_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        read_penalty([])


@few
@given(seed=SEEDS)
def test_float64_and_few_updates(seed: int) -> None:
    reading = read_penalty(updates(two_sided(), (20,), seed, count=1, dtype=torch.float64))
    assert (reading.form, causes(reading)) == ("two-sided", set())
    assert reading.misfit < 1e-9
