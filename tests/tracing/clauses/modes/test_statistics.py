"""Batch norm: what it sees, its eps, its momentum."""

import pytest
import torch
from torch import nn
from torch.nn.functional import softplus

from tests.tracing.clauses.modes.small import Small, X, Z, mlp, said, verdicts, watched

KEPT = [("kept", "")]


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(4)


class OneCall(Small):
    """D judges real and fake rows in one call."""

    def d_loss(self):
        scores = self.d(torch.cat([self.real(), self.fake().detach()]))
        n = len(scores) // 2
        return softplus(-scores[:n]).mean() + softplus(scores[n:]).mean()


@pytest.mark.parametrize("layer", [nn.BatchNorm1d(16), nn.BatchNorm1d(16, track_running_stats=False)])
def test_batch_norm_over_real_and_fake_is_a_departure(layer):
    assert verdicts(OneCall(mlp(Z, X), mlp(X, 1, layer)).train, "batch-statistics") == [("departure", "mixed")]


@pytest.mark.parametrize("layer", [nn.LayerNorm(16), nn.Dropout(0.1), nn.BatchNorm1d(16).eval()])
def test_layers_that_look_at_each_row_alone_do_not_mix(layer):
    assert verdicts(OneCall(mlp(Z, X, nn.BatchNorm1d(16)), mlp(X, 1, layer)).train, "batch-statistics") == KEPT


def test_batch_norm_over_real_and_fake_apart_is_kept():
    loop = Small(mlp(Z, X, nn.BatchNorm1d(16)), mlp(X, 1, nn.BatchNorm1d(16)))
    assert verdicts(loop.train, "batch-statistics") == KEPT


@pytest.mark.parametrize("layer", [nn.BatchNorm1d(16, 0.8), nn.LayerNorm(16, eps=0.1), nn.GroupNorm(4, 16, 0.8)])
@pytest.mark.parametrize("player", ["G", "D"])
def test_a_large_eps_is_a_violation(layer, player):
    loop = Small(mlp(Z, X, layer), mlp(X, 1)) if player == "G" else Small(mlp(Z, X), mlp(X, 1, layer))
    (finding,) = said(watched(loop.train), "batch-statistics")
    assert (finding.kind.value, finding.cause) == ("violation", "eps")
    assert f"{layer.eps:g} in 1 of 1 normalisations of {player}" in finding.seen


@pytest.mark.parametrize("eps", [1e-5, 1e-3])
def test_the_eps_of_other_frameworks_is_kept(eps):
    assert verdicts(Small(mlp(Z, X, nn.BatchNorm1d(16, eps)), mlp(X, 1)).train, "batch-statistics") == KEPT


def test_statistics_that_never_move_are_a_violation_in_the_generator():
    loop = Small(mlp(Z, X, nn.BatchNorm1d(16, momentum=0.0)), mlp(X, 1))
    assert verdicts(loop.train, "batch-statistics") == [("violation", "frozen")]


def test_statistics_that_never_move_matter_in_the_discriminator_where_eval_mode_uses_them():
    layer = nn.BatchNorm1d(16, momentum=0.0)
    assert verdicts(Small(mlp(Z, X), mlp(X, 1, layer)).train, "batch-statistics") == [("note", "frozen")]

    class Judging(Small):
        def after(self, iteration):
            self.d.eval()(self.real())
            self.d.train()

    loop = Judging(mlp(Z, X), mlp(X, 1, nn.BatchNorm1d(16, momentum=0.0)))
    assert verdicts(loop.train, "batch-statistics") == [("violation", "frozen")]


@pytest.mark.parametrize("layer", [nn.BatchNorm1d(16, momentum=None), nn.BatchNorm1d(16, track_running_stats=False)])
def test_cumulative_statistics_and_none_at_all_are_kept(layer):
    assert verdicts(Small(mlp(Z, X, layer), mlp(X, 1)).train, "batch-statistics") == KEPT
