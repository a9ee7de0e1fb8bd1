"""What each loss is."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy, binary_cross_entropy_with_logits

from gancheck.tracing.clauses import CLAUSES
from tests.tracing.loops import Gan, M, X, mlp, softplus, told, watched

D, G = "discriminator-objective", "generator-objective"
KEPT = {("kept", ""): 1}


class Labels(Gan):
    """Binary cross-entropy on logits; labels and the weight of the fakes are there to be replaced."""

    real_label, fake_label, g_label, weight = 1.0, 0.0, 1.0, 1.0
    reduction = "mean"

    def bce(self, score: Tensor, label: float) -> Any:
        return binary_cross_entropy_with_logits(score, torch.full_like(score, label), reduction=self.reduction)

    def d_loss(self) -> Any:
        on_real = self.bce(self.d(self.real()), self.real_label)
        return on_real + self.weight * self.bce(self.d(self.fake().detach()), self.fake_label)

    def g_loss(self) -> Any:
        return self.bce(self.d(self.fake()), self.g_label)


@pytest.mark.parametrize(
    ("changed", "clause", "kind", "cause"),
    [
        ({"real_label": 0.0}, D, "violation", "same-target"),
        ({"weight": 0.0}, D, "violation", "fake-ignored"),
        ({"weight": 0.2}, D, "violation", "unequal-weights"),
        ({"real_label": 1.2}, D, "violation", "label-range"),
        ({"real_label": 0.9}, D, "departure", "smoothed"),
        ({"fake_label": 0.1}, D, "departure", "smoothed"),
        ({"reduction": "sum"}, D, "departure", "summed"),
        ({"reduction": "sum"}, G, "departure", "summed"),
    ],
)
def test_labels_and_weights(changed: dict[str, object], clause: str, kind: str, cause: str) -> None:
    gan = type("Changed", (Labels,), changed)()
    assert told(clause, watched(gan, n=10))[kind, cause] == 1


class Probabilities(Gan):
    """D ends in a sigmoid."""

    def __init__(self) -> None:
        super().__init__(d=mlp(X, 1, nn.Sigmoid()))

    def d_loss(self) -> Any:
        ones, zeros = torch.ones(M, 1), torch.zeros(M, 1)
        fake = self.d(self.fake().detach())
        return binary_cross_entropy(self.d(self.real()), ones) + binary_cross_entropy(fake, zeros)

    def g_loss(self) -> Any:
        return binary_cross_entropy(self.d(self.fake()), torch.ones(M, 1))


class Double(Probabilities):
    """The logits' loss on probabilities."""

    d_loss, g_loss = Gan.d_loss, Gan.g_loss


class NoLog(Probabilities):
    def d_loss(self) -> Any:
        return self.d(self.fake().detach()).mean() - self.d(self.real()).mean()

    def g_loss(self) -> Any:
        return -self.d(self.fake()).mean()


class NoReal(Gan):
    """D judges data, and drops what it says."""

    def d_loss(self) -> Any:
        self.d(self.real())
        return softplus(self.d(self.fake().detach())).mean()


@pytest.mark.parametrize(
    ("gan", "cause"), [(Double, "double-sigmoid"), (NoLog, "missing-log"), (NoReal, "real-ignored")]
)
def test_losses_of_the_discriminator(gan: type[Gan], cause: str) -> None:
    assert told(D, watched(gan(), n=10))["violation", cause] == 1


class Together(Gan):
    """Real and fake rows in one call; the labels lie flat beside scores that stand upright."""

    def labels(self) -> Tensor:
        return torch.cat([torch.ones(M), torch.zeros(M)])

    def compare(self, score: Tensor) -> Any:
        return (score - self.labels()).pow(2).mean()

    def d_loss(self) -> Any:
        return self.compare(self.d(torch.cat([self.real(), self.fake().detach()])))

    def g_loss(self) -> Any:
        return (self.d(self.fake()) - 1).pow(2).mean()


class TogetherWithLogs(Together):
    def compare(self, score: Tensor) -> Any:
        labels = self.labels()
        return (labels * softplus(-score) + (1 - labels) * softplus(score)).mean()


class TogetherWithHinges(Together):
    def compare(self, score: Tensor) -> Any:
        return (1 - (2 * self.labels() - 1) * score).relu().mean()


class TogetherWithSigns(Together):
    """A critic's loss by signs: all pulls cancel."""

    def compare(self, score: Tensor) -> Any:
        return ((1 - 2 * self.labels()) * score).mean()


class TogetherUpright(Together):
    def labels(self) -> Tensor:
        return super().labels()[:, None]


@pytest.mark.parametrize("gan", [Together, TogetherWithLogs, TogetherWithHinges, TogetherWithSigns])
def test_labels_that_are_broadcast(gan: type[Gan]) -> None:
    assert told(D, watched(gan(), n=10)) == {("violation", "label-shape"): 1}


def test_labels_of_the_same_shape() -> None:
    assert told(D, watched(TogetherUpright(), n=10)) == KEPT


class Minimax(Gan):
    """As Algorithm 1 is written."""

    def g_loss(self) -> Any:
        return -softplus(self.d(self.fake())).mean()


class ByHand(Probabilities):
    """Logarithms of probabilities, with a tiny epsilon."""

    def d_loss(self) -> Any:
        real, fake = self.d(self.real()), self.d(self.fake().detach())
        return -(torch.log(real + 1e-12) + torch.log(1 - fake + 1e-12)).mean()

    def g_loss(self) -> Any:
        return -torch.log(self.d(self.fake()) + 1e-12).mean()


class Halved(Gan):
    """The mean of the two terms instead of their sum, with `log` to base 2: the same up to a factor."""

    def d_loss(self) -> Any:
        return super().d_loss() / 2 / torch.tensor(2.0).log()


class Squares(Gan):
    def d_loss(self) -> Any:
        return (self.d(self.real()) - 1).pow(2).mean() + self.d(self.fake().detach()).pow(2).mean()

    def g_loss(self) -> Any:
        return (self.d(self.fake()) - 1).pow(2).mean()


class Hinge(Gan):
    def d_loss(self) -> Any:
        return (1 - self.d(self.real())).relu().mean() + (1 + self.d(self.fake().detach())).relu().mean()

    def g_loss(self) -> Any:
        return -self.d(self.fake()).mean()


@pytest.mark.parametrize("gan", [Gan, Labels, Probabilities, ByHand, Halved, Squares, Hinge])
def test_right_losses(gan: type[Gan]) -> None:
    pair = watched(gan(), n=10)
    assert told(D, pair) == KEPT
    assert told(G, pair) == KEPT


def test_the_saturating_loss_is_noted() -> None:
    assert told(G, watched(Minimax(), n=10)) == {("note", "minimax"): 1, **KEPT}


def test_a_loss_of_no_family_is_no_violation() -> None:
    class Odd(Gan):
        def d_loss(self) -> Any:
            real, fake = self.d(self.real()), self.d(self.fake().detach())
            return (real - 2).abs().pow(3).mean() + (fake + 1).abs().pow(3).mean()

    assert set(told(D, watched(Odd(), n=10))) == {("note", "unknown")}


def test_what_is_said_names_the_loss() -> None:
    pair = watched(Probabilities(), n=10)
    (clause,) = [clause for clause in CLAUSES if clause.name == D]
    (finding,) = clause.findings(pair)
    assert "on the probability, real to 1, fake to 0" in finding.seen
