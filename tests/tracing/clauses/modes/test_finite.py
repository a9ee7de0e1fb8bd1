"""The first number that is none, and where it was."""

import math

import pytest
import torch
from torch.nn.functional import softplus

from tests.tracing.clauses.modes.small import M, Small, X, Z, mlp, said, verdicts, watched

NON_FINITE = ("violation", "non-finite")


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(9)


class Breaking(Small):
    """Something is no number from the fourth iteration on."""

    what = ""
    count = 0

    def once(self, what):
        return math.nan if self.what == what and self.count >= 3 else 0.0

    def after(self, iteration):
        self.count += 1

    def noise(self):
        return super().noise() + self.once("noise")

    def d_loss(self):
        self.real = lambda: torch.randn(M, X) + self.once("data")
        return super().d_loss() * (1 + self.once("loss")) + self.once("constant")

    def g_loss(self):
        loss = super().g_loss()
        if self.once("gradient") != 0:
            self.g[0].weight.register_hook(lambda gradient: gradient * math.inf)
        return loss


@pytest.mark.parametrize(
    ("what", "where", "update"),
    [
        ("data", "the data", "update 4 of D"),
        ("noise", "what G was fed", "update 4 of D"),
        ("loss", "the loss", "update 4 of D"),
        ("gradient", "the gradients of a backward pass", "update 4 of G"),
    ],
)
def test_the_first_one_is_named(what, where, update):
    loop = Breaking(mlp(Z, X), mlp(X, 1))
    loop.what = what
    (finding,) = said(watched(loop.train), "finite")
    assert (finding.kind.value, finding.cause) == NON_FINITE
    assert f"in {where}, for {update}" in finding.seen
    assert finding.places


def test_finite_numbers_are_kept():
    assert verdicts(Breaking(mlp(Z, X), mlp(X, 1)).train, "finite") == [("kept", "")]


def test_a_minibatch_that_is_skipped_harms_nobody():
    class Skipping(Small):
        def train(self):
            for iteration in range(self.n):
                for optimizer, loss in ((self.opt_d, self.d_loss), (self.opt_g, self.g_loss)):
                    optimizer.zero_grad()
                    value = loss() * (math.nan if iteration == 4 else 1.0)
                    if torch.isfinite(value):
                        value.backward()
                        optimizer.step()

    assert verdicts(Skipping(mlp(Z, X), mlp(X, 1)).train, "finite") == [("kept", "")]


def scaled(loop):
    """Train with loss scaling that begins at 2^126, near the greatest float, and backs off far; skipped steps."""
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**126, growth_interval=1000, backoff_factor=1e-20)
    skipped = 0
    for _ in range(loop.n):
        for optimizer, loss in ((loop.opt_d, loop.d_loss), (loop.opt_g, loop.g_loss)):
            optimizer.zero_grad()
            scaler.scale(1e4 * loss()).backward()
            before = scaler.get_scale()
            scaler.step(optimizer)
            scaler.update()
            skipped += scaler.get_scale() < before
    return skipped


def test_a_gradient_that_overflows_by_its_scale_is_skipped_and_harms_nobody():
    loop, skipped = Small(mlp(Z, X), mlp(X, 1)), []
    found = verdicts(lambda: skipped.append(scaled(loop)), "finite")
    assert (found, skipped) == ([("kept", "")], [1])


def test_a_constant_that_is_no_number_beside_the_loss_is_a_note():
    loop = Breaking(mlp(Z, X), mlp(X, 1))
    loop.what = "constant"
    assert verdicts(loop.train, "finite") == [("note", "non-finite")]


def test_the_slope_of_a_norm_at_zero():
    class Penalised(Small):
        def d_loss(self):
            real, fake = self.real(), self.fake().detach()
            points = (0.5 * (real + fake)).requires_grad_()
            (slopes,) = torch.autograd.grad(self.d(points).sum(), points, create_graph=True)
            penalty = (slopes.norm(2, dim=1) - 1).square().mean()
            return softplus(-self.d(real)).mean() + softplus(self.d(fake)).mean() + penalty

    d = mlp(X, 1)
    torch.nn.init.zeros_(d[2].weight)
    found = verdicts(Penalised(mlp(Z, X), d).train, "finite")
    # torch's norm has slope 0 at 0; a root of a sum of squares has none.
    assert found == [("kept", "")]

    class ByHand(Penalised):
        def d_loss(self):
            real, fake = self.real(), self.fake().detach()
            points = (0.5 * (real + fake)).requires_grad_()
            (slopes,) = torch.autograd.grad(self.d(points).sum(), points, create_graph=True)
            penalty = (slopes.square().sum(1).sqrt() - 1).square().mean()
            return softplus(-self.d(real)).mean() + softplus(self.d(fake)).mean() + penalty

    d = mlp(X, 1)
    torch.nn.init.zeros_(d[2].weight)
    (finding,) = said(watched(ByHand(mlp(Z, X), d).train), "finite")
    assert (finding.kind.value, finding.cause) == NON_FINITE
    assert "the penalty's norm, for update 1 of D" in finding.seen
