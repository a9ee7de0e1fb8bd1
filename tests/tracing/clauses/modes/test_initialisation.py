"""At the start, what G makes depends on its noise."""

import pytest
import torch
from torch import nn
from torch.nn.functional import softplus

from tests.tracing.clauses.modes.small import Small, X, Z, mlp, verdicts

KEPT = [("kept", "")]


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(7)


@pytest.mark.parametrize("layer", [0, 2])
def test_a_layer_of_zeros_is_a_violation(layer):
    g = mlp(Z, X)
    nn.init.zeros_(g[layer].weight)
    assert verdicts(Small(g, mlp(X, 1)).train, "initialisation") == [("violation", "constant")]


def test_outputs_that_hardly_differ_are_a_note():
    g = mlp(Z, X)
    nn.init.normal_(g[2].weight, 0, 1e-4)
    assert verdicts(Small(g, mlp(X, 1)).train, "initialisation") == [("note", "constant")]


@pytest.mark.parametrize("gain", [0.1, 1.0, 5.0])
def test_usual_weights_are_kept(gain):
    g = mlp(Z, X)
    with torch.no_grad():
        for p in g.parameters():
            p.mul_(gain**0.5)
    assert verdicts(Small(g, mlp(X, 1)).train, "initialisation") == KEPT


def test_a_generator_that_collapses_later_started_well():
    class Collapsing(Small):
        def after(self, iteration):
            if iteration == 3:
                nn.init.zeros_(self.g[2].weight)

    assert verdicts(Collapsing(mlp(Z, X), mlp(X, 1)).train, "initialisation") == KEPT


def test_noise_that_is_the_same_in_all_rows_does_not_accuse_the_weights():
    class Same(Small):
        def noise(self):
            return torch.ones(4, Z)

    assert verdicts(Same(mlp(Z, X), mlp(X, 1)).train, "initialisation") == [("unseen", "")]


@pytest.mark.parametrize("constant", [False, True])
def test_minibatches_of_one_row_are_taken_together(constant):
    class One(Small):
        def noise(self):
            return torch.randn(1, Z)

        def d_loss(self):
            return super().d_loss() + softplus(self.d(self.fake().detach())).mean()

    g = mlp(Z, X)
    if constant:
        nn.init.zeros_(g[2].weight)
    loop = One(g, mlp(X, 1), lambda: torch.randn(1, X))
    assert verdicts(loop.train, "initialisation") == ([("violation", "constant")] if constant else KEPT)
