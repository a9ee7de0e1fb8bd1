"""Modes matter where layers depend on them."""

import copy

import pytest
import torch
from torch import nn
from torch.nn.functional import softplus

from tests.tracing.clauses.modes.small import M, Small, X, Z, mlp, said, verdicts, watched

KEPT = [("kept", "")]


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(3)


def norm() -> nn.Module:
    return nn.BatchNorm1d(16)


def test_without_batch_norm_and_dropout_there_is_no_mode_to_get_wrong():
    g, d = mlp(Z, X, nn.LayerNorm(16), nn.Dropout(0.0)).eval(), mlp(X, 1).eval()
    assert verdicts(Small(g, d).train, "modes") == KEPT


def test_batch_norm_without_running_statistics_is_the_same_in_eval_mode():
    g = mlp(Z, X, nn.BatchNorm1d(16, track_running_stats=False)).eval()
    assert verdicts(Small(g, mlp(X, 1)).train, "modes") == KEPT


@pytest.mark.parametrize("layer", [norm, lambda: nn.Dropout(0.2)])
@pytest.mark.parametrize("player", ["g", "d"])
def test_eval_mode_in_the_own_step_is_a_violation(layer, player):
    loop = Small(mlp(Z, X, layer()), mlp(X, 1, layer()))
    getattr(loop, player).eval()
    finding = said(watched(loop.train), "modes")[0]
    assert (finding.kind.value, finding.cause) == ("violation", "eval-in-training")
    assert finding.seen.startswith(f"{player.upper()} was in eval mode in 12 of 12")


def test_eval_mode_that_stays_after_sampling_is_a_violation():
    class Stays(Small):
        def after(self, iteration):
            if iteration == 5:
                self.g.eval()(self.noise())

    (finding,) = said(watched(Stays(mlp(Z, X, norm()), mlp(X, 1)).train), "modes")
    assert (finding.cause, finding.seen[:43]) == ("eval-in-training", "G was in eval mode in 6 of 12 of its own up")


def test_layers_frozen_one_by_one_are_a_note():
    g = mlp(Z, X, norm())
    g[1].eval()
    assert verdicts(Small(g, mlp(X, 1)).train, "modes") == [("note", "eval-in-training")]


class ForD(Small):
    """G in eval mode for D's fakes alone."""

    def d_loss(self):
        self.g.eval()
        loss = super().d_loss()
        self.g.train()
        return loss


@pytest.mark.parametrize("layer", [norm, lambda: nn.Dropout(0.2)])
def test_fakes_for_d_in_another_mode_are_a_violation(layer):
    assert verdicts(ForD(mlp(Z, X, layer()), mlp(X, 1)).train, "modes") == [("violation", "differs")]


def test_fakes_for_d_in_another_mode_without_such_layers_are_right():
    assert verdicts(ForD(mlp(Z, X), mlp(X, 1, norm())).train, "modes") == KEPT


def test_a_discriminator_in_eval_mode_for_the_generator_is_a_note():
    class ForG(Small):
        def g_loss(self):
            self.d.eval()
            loss = super().g_loss()
            self.d.train()
            return loss

    assert verdicts(ForG(mlp(Z, X), mlp(X, 1, nn.Dropout(0.3))).train, "modes") == [("note", "differs")]


class Sampling(Small):
    """Samples every fourth iteration."""

    def after(self, iteration):
        if iteration % 4 == 3:
            with torch.no_grad():
                self.fake()


def test_samples_in_train_mode_with_dropout_are_a_departure():
    loop = Sampling(mlp(Z, X, nn.Dropout(0.2)), mlp(X, 1))
    assert verdicts(loop.train, "modes") == [("departure", "sampling-in-train")]


def test_samples_in_train_mode_with_batch_norm_also_move_its_statistics():
    loop = Sampling(mlp(Z, X, norm()), mlp(X, 1))
    expected = [("departure", "sampling-in-train"), ("departure", "sampling-moves-statistics")]
    assert verdicts(loop.train, "modes") == expected


def test_samples_in_eval_mode_are_right():
    class InEval(Sampling):
        def after(self, iteration):
            self.g.eval()
            super().after(iteration)
            self.g.train()

    assert verdicts(InEval(mlp(Z, X, norm()), mlp(X, 1, nn.Dropout(0.2))).train, "modes") == KEPT


def test_a_call_before_training_is_no_sampling():
    loop = Small(mlp(Z, X, norm()), mlp(X, 1))

    def train():
        loop.g(torch.randn(2, Z))
        loop.train()

    assert verdicts(train, "modes") == KEPT


def test_fakes_that_a_loop_makes_and_does_not_use_are_no_samples():
    class Every(Small):
        """G's fakes are made in every iteration and used in every third, as with five critic steps."""

        def train(self):
            for iteration in range(18):
                fake = self.g(self.noise())
                self.opt_d.zero_grad()
                (softplus(-self.d(self.real())).mean() + softplus(self.d(self.fake().detach())).mean()).backward()
                self.opt_d.step()
                if iteration % 3 == 0:
                    self.opt_g.zero_grad()
                    softplus(-self.d(fake)).mean().backward()
                    self.opt_g.step()

    assert verdicts(Every(mlp(Z, X, norm()), mlp(X, 1)).train, "modes") == KEPT


def test_an_average_that_is_sampled_in_train_mode_is_a_departure():
    class Averaged(Small):
        def __init__(self, *players):
            super().__init__(*players, n=20)
            self.average = copy.deepcopy(self.g)

        def after(self, iteration):
            with torch.no_grad():
                for a, p in zip(self.average.parameters(), self.g.parameters(), strict=True):
                    a.lerp_(p, 0.1)
                self.average(torch.randn(M, Z))

    assert verdicts(Averaged(mlp(Z, X, norm()), mlp(X, 1)).train, "modes") == [("departure", "sampling-in-train")]


def test_fakes_of_a_step_that_is_cut_are_no_samples():
    """G's loss is rebuilt from a number: its fakes were meant for training, and another clause says so."""

    class Cut(Small):
        def g_loss(self):
            return torch.tensor(super().g_loss().item(), requires_grad=True)

    assert verdicts(Cut(mlp(Z, X, norm()), mlp(X, 1)).train, "modes") == KEPT
