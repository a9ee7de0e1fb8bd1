"""Rows whose kind the calls around them tell."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from tests.tracing.loops import Gan, M, X, Z, mlp, softplus, watched


class Near(nn.Module):
    """Twice its input, and a little more."""

    def __init__(self) -> None:
        super().__init__()
        self.net = mlp(X, X)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = 2 * x + 0.1 * self.net(x)
        return out


def test_data_that_resemble_their_fakes() -> None:
    class Paired(Gan):
        def __init__(self) -> None:
            super().__init__(g=Near())

        def d_loss(self) -> Any:
            data = self.real()
            # The fakes are made first.
            fake = self.g(0.5 * data).detach()
            return softplus(-self.d(data)).mean() + softplus(self.d(fake)).mean()

        def noise(self) -> Tensor:
            return 0.5 * self.real()

    assert [j.what for j in watched(Paired(), n=6).judged] == ["real", "fake", "fake"] * 6


def test_a_second_generator_and_one_that_nobody_trains() -> None:
    class Two(Gan):
        def __init__(self, trained: bool) -> None:
            super().__init__()
            self.other = mlp(Z, X)
            both = [*self.g.parameters(), *(self.other.parameters() if trained else ())]
            self.of_g = torch.optim.Adam(both, self.rate)

        def fake(self) -> Tensor:
            return torch.cat([self.g(self.noise()), self.other(self.noise())])

    for trained in (True, False):
        judged = watched(Two(trained), n=6).judged
        assert [j.what for j in judged] == ["real", "fake", "fake"] * 6
        assert [len(j.parts) for j in judged] == [1, 2, 2] * 6


def test_codes_of_a_frozen_encoder_are_data() -> None:
    class Adapted(Gan):
        def __init__(self) -> None:
            super().__init__()
            self.source = mlp(Z, X)

        def real(self) -> Tensor:
            code: Tensor = self.source(torch.randn(M, Z) + 1)
            return code.detach()

    assert [j.what for j in watched(Adapted(), n=6).judged] == ["real", "fake", "fake"] * 6


def test_what_an_encoder_made_beside_the_data() -> None:
    class Bidirectional(Gan):
        def __init__(self) -> None:
            super().__init__(d=mlp(X + Z, 1))
            self.encoder = mlp(X, Z)
            self.of_g = torch.optim.Adam([*self.g.parameters(), *self.encoder.parameters()], self.rate)

        def pairs(self) -> tuple[Tensor, Tensor]:
            x, z = self.real(), self.noise()
            return torch.cat([x, self.encoder(x)], 1), torch.cat([self.g(z), z], 1)

        def d_loss(self) -> Any:
            real, fake = self.pairs()
            return softplus(-self.d(real.detach())).mean() + softplus(self.d(fake.detach())).mean()

        def g_loss(self) -> Any:
            real, fake = self.pairs()
            return softplus(self.d(real)).mean() + softplus(-self.d(fake)).mean()

    kinds = [j.what for j in watched(Bidirectional(), n=6).judged]
    # Which of both is called the generator is a convention.
    assert kinds in (["real", "fake"] * 12, ["fake", "real"] * 12)


def test_points_behind_a_sigmoid() -> None:
    class Penalised(Gan):
        def d_loss(self) -> Any:
            points = (self.real() + 0.1).requires_grad_()
            (slopes,) = torch.autograd.grad(self.d(points).sigmoid().sum(), points, create_graph=True)
            return super().d_loss() + slopes.pow(2).mean()

    assert [j.what for j in watched(Penalised(), n=6).judged] == ["points", "real", "fake", "fake"] * 6


def test_slopes_at_the_data_themselves() -> None:
    class Penalised(Gan):
        def d_loss(self) -> Any:
            real = self.real().requires_grad_()
            score = self.d(real)
            (slopes,) = torch.autograd.grad(score.sum(), real, create_graph=True)
            return softplus(-score).mean() + softplus(self.d(self.fake().detach())).mean() + slopes.pow(2).mean()

    assert [j.what for j in watched(Penalised(), n=6).judged] == ["real", "fake", "fake"] * 6


class Labelled(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.net = mlp(X + 1, 1)

    def forward(self, x: Tensor, label: Tensor) -> Tensor:
        score: Tensor = self.net(torch.cat([x, label], 1))
        return score


def test_real_rows_under_wrong_labels() -> None:
    class Mismatched(Gan):
        fakes = True

        def __init__(self) -> None:
            super().__init__(d=Labelled())

        def d_loss(self) -> Any:
            label, fake = torch.rand(M, 1), self.fake().detach()
            loss = softplus(-self.d(self.real(), label)).mean() + 0.5 * softplus(self.d(self.real(), label)).mean()
            return loss + 0.5 * softplus(self.d(fake, label)).mean() if self.fakes else loss

        def g_loss(self) -> Any:
            return softplus(-self.d(self.fake(), torch.rand(M, 1))).mean()

    class WithoutFakes(Mismatched):
        fakes = False

    assert [j.what for j in watched(Mismatched(), n=6).judged] == ["real", "mismatched", "fake", "fake"] * 6
    # Real rows that are called fake in place of the fakes are a fault.
    assert [j.what for j in watched(WithoutFakes(), n=6).judged] == ["real", "real", "fake"] * 6
