"""Real data lie where the generator can reach."""

import pytest
import torch
from torch import nn
from torch.nn.functional import one_hot, softplus

from tests.tracing.clauses.modes.small import M, Small, X, Z, mlp, said, verdicts, watched

KEPT = [("kept", "")]
OUTSIDE = [("violation", "outside")]


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(5)


def uniform(low, high, width=X):
    return lambda: low + (high - low) * torch.rand(M, width)


def pictures(scale=1.0):
    """Pictures of 36 values whose floor and ceiling are reached, in [0, scale]."""
    return lambda: scale * (1.6 * torch.rand(M, 36) - 0.3).clamp(0, 1)


class Softplus(nn.Module):
    def forward(self, x):
        return softplus(x)


def loop(last, real, width=X):
    return Small(mlp(Z, width, last=last), mlp(width, 1), real)


@pytest.mark.parametrize(
    ("last", "real"),
    [
        (nn.Tanh(), uniform(0, 255)),
        (nn.Tanh(), lambda: torch.randn(M, X)),  # 32 % of N(0, 1) is outside.
        (nn.Sigmoid(), uniform(-1, 1)),
        (nn.Hardtanh(-0.5, 0.5), uniform(-1, 1)),
        (Softplus(), lambda: torch.randn(M, X)),
        (nn.Softmax(dim=1), uniform(-1, 1)),
        (nn.ReLU(), uniform(-2, -1)),
    ],
)
def test_data_out_of_reach_are_a_violation(last, real):
    assert verdicts(loop(last, real).train, "data-range") == OUTSIDE


@pytest.mark.parametrize(
    ("last", "real"),
    [
        (nn.Tanh(), uniform(-1, 1)),
        (nn.Sigmoid(), uniform(0, 1)),
        (Softplus(), uniform(0, 300)),
        (nn.Identity(), uniform(0, 255)),
        (nn.LeakyReLU(0.2), uniform(-9, 9)),
        (nn.Tanh(), lambda: 0.9 * torch.randn(M, X).sign() + 0.02 * torch.randn(M, X)),
    ],
)
def test_data_within_reach_are_kept(last, real):
    assert verdicts(loop(last, real).train, "data-range") == KEPT


def test_a_tanh_outside_the_generator_counts_and_its_factor_too():
    class Outside(Small):
        def fake(self):
            return 2 * torch.tanh(super().fake()).view(M, X)

    assert verdicts(Outside(mlp(Z, X), mlp(X, 1), uniform(-2, 2)).train, "data-range") == KEPT
    assert verdicts(Outside(mlp(Z, X), mlp(X, 1), uniform(-4, 4)).train, "data-range") == OUTSIDE


def test_fakes_that_leave_their_range_on_the_way_to_d_are_not_bounded():
    class Noisy(Small):
        def d_loss(self):
            real, fake = self.real() + torch.randn(M, X), self.fake().detach() + torch.randn(M, X)
            return softplus(-self.d(real)).mean() + softplus(self.d(fake)).mean()

        def g_loss(self):
            return softplus(-self.d(self.fake() + torch.randn(M, X))).mean()

    assert verdicts(Noisy(mlp(Z, X, last=nn.Tanh()), mlp(X, 1), uniform(-1, 1)).train, "data-range") == KEPT


def test_pictures_that_fill_zero_to_one_against_a_tanh_are_a_violation():
    (finding,) = said(watched(loop(nn.Tanh(), pictures(), 36).train), "data-range")
    assert (finding.kind.value, finding.cause) == ("violation", "outside")
    assert "the data fill [0, 1]" in finding.seen


@pytest.mark.parametrize(
    ("real", "width"),
    [
        # Laws on [0, 1] hardly hit its ends; rows of few values are no pictures; darker ones were scaled by somebody.
        (lambda: torch.distributions.Beta(2.0, 3.0).sample((M, 36)), 36),
        (lambda: torch.rand(M, X).round(), X),
        (pictures(0.5), 36),
    ],
)
def test_other_data_above_zero_against_a_tanh_are_a_note(real, width):
    assert verdicts(loop(nn.Tanh(), real, width).train, "data-range") == [("note", "outside")]


def test_pictures_in_zero_to_one_are_kept_once_the_fakes_lie_there_too():
    g = mlp(Z, 36, last=nn.Tanh())
    nn.init.constant_(g[-2].bias, 3.0)
    assert verdicts(Small(g, mlp(36, 1), pictures()).train, "data-range") == KEPT


@pytest.mark.parametrize("first", [True, False])
def test_labels_beside_the_data_are_no_data(first):
    def beside(x, labels):
        columns = 9.0 * one_hot(labels, 4).float()
        return torch.cat([columns, x] if first else [x, columns], dim=1)

    class Labelled(Small):
        def shown(self, detach=False):
            fake = self.fake()
            return beside(fake.detach() if detach else fake, torch.randint(4, (M,)))

        def d_loss(self):
            real = beside(self.real(), torch.randint(4, (M,)))
            return softplus(-self.d(real)).mean() + softplus(self.d(self.shown(detach=True))).mean()

        def g_loss(self):
            return softplus(-self.d(self.shown())).mean()

    assert verdicts(Labelled(mlp(Z, X, last=nn.Tanh()), mlp(X + 4, 1), uniform(-1, 1)).train, "data-range") == KEPT
    assert verdicts(Labelled(mlp(Z, X, last=nn.Tanh()), mlp(X + 4, 1), uniform(-5, 5)).train, "data-range") == OUTSIDE
