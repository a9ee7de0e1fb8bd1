from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from gancheck.tracing.reading.objective import read
from tests.tracing.reading.objective.faulty import flipped, labels_between, one_label_between, up, up_p
from tests.tracing.reading.objective.textbook import Law, Loss, bce, bce_p, mse, run


def law(d: Loss, output: str = "logit") -> Law:
    return Law("", d, up_p if output == "probability" else up, output, "", "")


@pytest.mark.parametrize(("low", "high"), [(0.7, 1.0), (0.8, 1.2), (0.9, 1.0), (0.7, 1.2)])
def test_labels_drawn_for_each_row(low: float, high: float) -> None:
    d, _ = read(*run(law(labels_between(low, high)), 1))
    assert d.real is not None
    assert d.fake is not None
    assert d.real.labels == pytest.approx((low, high), abs=0.01)
    # The mean of 1,920 uniform draws: 6 standard errors are 0.02 at most (2 in 1e9).
    assert d.real.target == pytest.approx((low + high) / 2, abs=0.02)
    assert d.fake.labels is None
    assert d.causes == ("smoothed",)
    assert d.smoothing == d.real.target


def test_labels_that_lie_above_1_on_average() -> None:
    d, _ = read(*run(law(labels_between(1.0, 1.4)), 1))
    assert d.causes == ("label-range", "smoothed")


def test_a_label_drawn_for_each_minibatch() -> None:
    d, _ = read(*run(law(one_label_between(0.7, 1.0)), 1))
    assert d.real is not None
    assert d.real.labels is not None
    assert 0.69 < d.real.labels[0] < d.real.labels[1] < 1.01


@pytest.mark.parametrize("share", [0.02, 0.05, 0.2])
def test_flipped_labels(share: float) -> None:
    d, _ = read(*run(law(flipped(share)), 1))
    for side in (d.real, d.fake):
        assert side is not None
        # Six standard errors of a share of 1,920.
        assert side.flipped == pytest.approx(share, abs=6 * (share * (1 - share) / 1920) ** 0.5)
        assert side.labels is None
    assert d.real_is == "high"
    assert d.causes == ("smoothed",)


def test_minibatches_whose_labels_are_exchanged_now_and_then() -> None:
    turn = iter(range(10**6))

    def loss(r: Tensor, f: Tensor) -> Tensor:
        other = float(next(turn) % 10 == 0)
        return bce(r, 1 - other) + bce(f, other)

    d, _ = read(*run(law(loss), 1))
    assert d.real is not None
    assert d.real.flipped == pytest.approx(0.1)
    assert d.causes == ("smoothed",)


def test_soft_labels_on_probabilities_and_in_least_squares() -> None:
    generator = torch.Generator().manual_seed(0)

    def soft(x: Tensor) -> Tensor:
        return 0.8 + 0.2 * torch.rand(x.shape, dtype=x.dtype, generator=generator)

    d, _ = read(*run(law(lambda r, f: F.binary_cross_entropy(r, soft(r)) + bce_p(f, 0.0), "probability"), 1))
    assert (d.family, d.output, d.causes) == ("binary cross-entropy", "probability", ("smoothed",))
    d, _ = read(*run(law(lambda r, f: F.mse_loss(r, soft(r)) + mse(f, 0.0), "score"), 1))
    assert (d.family, d.causes) == ("least squares", ("smoothed",))
