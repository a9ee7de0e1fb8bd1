"""What keeps a Wasserstein critic Lipschitz: clipping, a penalty, spectral normalisation."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from gancheck.tracing.clauses import CLAUSES
from tests.tracing.loops import Gan, M, X, mlp, softplus, told, watched

KEPT, UNSEEN = {("kept", ""): 1}, {("unseen", ""): 1}


class Critic(Gan):
    """Nothing constrains it."""

    def d_loss(self) -> Any:
        return self.d(self.fake().detach()).mean() - self.d(self.real()).mean()

    def g_loss(self) -> Any:
        return -self.d(self.fake()).mean()

    def clamp(self) -> None:
        for p in self.d.parameters():
            p.data.clamp_(-0.05, 0.05)


class After(Critic):
    def step_d(self) -> None:
        super().step_d()
        self.clamp()


class Whole(Critic):
    """In the middle of an iteration and in a `no_grad` block, by `torch.clamp`."""

    def step_d(self) -> None:
        super().step_d()
        with torch.no_grad():
            for p in self.d.parameters():
                p.copy_(p.clamp(-0.05, 0.05))


class Before(Critic):
    """Clipped when the gradient is there, and then stepped."""

    def step_d(self) -> None:
        self.of_d.zero_grad()
        self.d_loss().backward()
        self.clamp()
        self.of_d.step()


class Between(Critic):
    """Clipped between the forward and the backward pass, past the graph's version counters."""

    def step_d(self) -> None:
        self.of_d.zero_grad()
        loss = self.d_loss()
        self.clamp()
        loss.backward()
        self.of_d.step()


class Rarely(Critic):
    """Clipped once an iteration, after the last of four steps."""

    turn = 0

    def step_d(self) -> None:
        super().step_d()
        self.turn += 1
        if self.turn % 4 == 0:
            self.clamp()


@pytest.mark.parametrize("gan", [After, Whole])
def test_clipped_after_each_step(gan: type[Gan]) -> None:
    pair = watched(gan(), "DDG", 6)
    assert told("weight-clipping", pair) == KEPT
    assert told("lipschitz", pair) == KEPT


@pytest.mark.parametrize(
    ("gan", "order", "cause"),
    [(Before, "DG", "before-step"), (Between, "DG", "between-forward-and-backward"), (Rarely, "DDDDG", "once")],
)
def test_clipped_at_another_time(gan: type[Gan], order: str, cause: str) -> None:
    assert told("weight-clipping", watched(gan(), order, 8)) == {("violation", cause): 1}


class Large(Critic):
    """Scores beyond 1, where a hinge loss would let go."""

    def real(self) -> Tensor:
        return 20 * super().real()


def test_unconstrained() -> None:
    pair = watched(Large())
    assert told("lipschitz", pair) == {("violation", "unconstrained"): 1}
    assert told("weight-clipping", pair) == UNSEEN
    assert told("gradient-penalty", pair) == UNSEEN


def test_no_critic_needs_no_constraint() -> None:
    assert told("lipschitz", watched(Gan())) == UNSEEN


def test_spectral_normalisation() -> None:
    def normed() -> nn.Module:
        one, two = nn.Linear(X, 8), nn.Linear(8, 1)
        sn = torch.nn.utils.parametrizations.spectral_norm
        return nn.Sequential(sn(one), nn.ReLU(), sn(two))

    assert told("lipschitz", watched(Critic(d=normed()))) == KEPT


class Penalised(Critic):
    """WGAN-GP; every part of the penalty is there to be replaced."""

    graph = True

    def factor(self) -> Tensor:
        return torch.rand(M, 1)

    def norm(self, slopes: Tensor) -> Any:
        return slopes.norm(dim=1)

    def penalty(self, real: Tensor, fake: Tensor) -> Any:
        e = self.factor()
        points = (e * real + (1 - e) * fake).requires_grad_()
        (slopes,) = torch.autograd.grad(self.d(points).sum(), points, create_graph=self.graph)
        return 10 * ((self.norm(slopes) - 1) ** 2).mean()

    def d_loss(self) -> Any:
        real, fake = self.real(), self.fake().detach()
        return self.d(fake).mean() - self.d(real).mean() + self.penalty(real, fake)


class OneNorm(Penalised):
    def norm(self, slopes: Tensor) -> Any:
        return slopes.norm()


class WrongAxis(Penalised):
    def norm(self, slopes: Tensor) -> Any:
        return slopes.norm(dim=0)


class EachElement(Penalised):
    def factor(self) -> Tensor:
        return torch.rand(M, X)


class OneFactor(Penalised):
    def factor(self) -> Tensor:
        return torch.rand(1)


class Shown(Penalised):
    """No graph: the penalty is a number."""

    graph = False


class Apart(Penalised):
    """The penalty is stepped alone."""

    def step_d(self) -> None:
        self.of_d.zero_grad()
        Critic.d_loss(self).backward()
        self.of_d.step()
        self.of_d.zero_grad()
        self.penalty(self.real(), self.fake().detach()).backward()
        self.of_d.step()


@pytest.mark.parametrize(
    ("gan", "kind", "cause"),
    [
        (OneNorm, "violation", "norm-batch"),
        (WrongAxis, "violation", "norm-axis"),
        (EachElement, "violation", "interpolation-element"),
        (OneFactor, "departure", "interpolation-batch"),
        (Shown, "violation", "no-gradient"),
        (Apart, "violation", "own-step"),
    ],
)
def test_a_penalty_of_another_form(gan: type[Gan], kind: str, cause: str) -> None:
    found = told("gradient-penalty", watched(gan(), n=10))
    assert found[kind, cause] == 1
    assert {c for k, c in found if k in ("violation", "departure")} == {cause}


class OneSided(Penalised):
    """Only norms above 1 are penalised, with the norm by hand and an epsilon under the root."""

    def penalty(self, real: Tensor, fake: Tensor) -> Any:
        e = self.factor()
        points = (e * real + (1 - e) * fake).requires_grad_()
        scores = self.d(points)
        (slopes,) = torch.autograd.grad(scores, points, torch.ones_like(scores), create_graph=True)
        return 10 * ((slopes.pow(2).sum(1) + 1e-12).sqrt() - 1).relu().pow(2).mean()


class Steep(OneSided):
    """The one-sided penalty has no gradient where the critic is flat: this one is not."""

    def __init__(self) -> None:
        super().__init__()
        for p in self.d.parameters():
            p.data *= 6


class AverageFirst(Penalised):
    """The gradient is taken of the mean score, and the norm multiplied by m again."""

    def penalty(self, real: Tensor, fake: Tensor) -> Any:
        e = self.factor()
        points = (e * real + (1 - e) * fake).requires_grad_()
        (slopes,) = torch.autograd.grad(self.d(points).mean(), points, create_graph=True)
        return 10 * (((M * slopes).norm(dim=1) - 1) ** 2).mean()


@pytest.mark.parametrize("gan", [Penalised, Steep, AverageFirst])
def test_a_right_penalty(gan: type[Gan]) -> None:
    pair = watched(gan(), n=10)
    assert told("gradient-penalty", pair) == KEPT
    assert told("lipschitz", pair) == KEPT


def test_a_penalty_on_data_is_noted() -> None:
    class R1(Gan):
        def d_loss(self) -> Any:
            real = self.real()
            points = real.clone().requires_grad_()
            scores = self.d(real), self.d(self.fake().detach())
            (slopes,) = torch.autograd.grad(self.d(points).sum(), points, create_graph=True)
            return softplus(-scores[0]).mean() + softplus(scores[1]).mean() + 5 * slopes.pow(2).sum(1).mean()

    assert told("gradient-penalty", watched(R1(), n=10)) == {("note", "not-interpolated"): 1, **KEPT}


def test_a_sigmoid_under_the_penalty() -> None:
    class Sigmoid(Penalised):
        def __init__(self) -> None:
            super().__init__(d=mlp(X, 1, nn.Sigmoid()))
            for p in self.d.parameters():  # Else the sigmoid is as good as linear.
                p.data *= 4

    assert told("gradient-penalty", watched(Sigmoid(), n=10))["violation", "on-probability"] == 1


class Packing(Critic):
    """PacGAN: D gives one score to four rows, side by side; the penalty is of the norm of their slopes together."""

    pack = 4

    def __init__(self) -> None:
        class Judge(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.net = mlp(4 * X, 1)

            def forward(self, x: Tensor) -> Any:
                return self.net(x.reshape(-1, 4 * X))

        super().__init__(d=Judge())

    def d_loss(self) -> Any:
        real, fake = self.real(), self.fake().detach()
        distance = self.d(real).mean() - self.d(fake).mean()
        e = torch.rand(M // 4, 1).repeat_interleave(4, 0)
        points = (e * real + (1 - e) * fake).requires_grad_()
        (slopes,) = torch.autograd.grad(self.d(points).sum(), points, create_graph=True)
        return 10 * ((slopes.reshape(-1, self.pack * X).norm(dim=1) - 1) ** 2).mean() - distance


def test_a_penalty_of_packs() -> None:
    (clause,) = [clause for clause in CLAUSES if clause.name == "gradient-penalty"]
    (finding,) = clause.findings(watched(Packing(), n=10))
    assert (finding.kind.value, finding.cause) == ("kept", "")
    assert finding.seen == "two-sided penalty at interpolates, weight 10, on the norm of each pack of 4 samples"


def test_a_penalty_of_packs_on_each_row_is_not_told() -> None:
    class Rows(Packing):
        pack = 1

    (clause,) = [clause for clause in CLAUSES if clause.name == "gradient-penalty"]
    (finding,) = clause.findings(watched(Rows(), n=10))
    assert finding.seen == "a penalty of no known form at interpolates"
