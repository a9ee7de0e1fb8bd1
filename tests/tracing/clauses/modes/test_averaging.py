"""An average of G takes its buffers along."""

import copy

import pytest
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_avg_fn

from tests.tracing.clauses.modes.small import M, Small, X, Z, mlp, said, verdicts, watched

NONE, PRESENT, BUFFERS = [("kept", "")], [("note", "present")], [("violation", "buffers")]


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(8)


class Averaged(Small):
    """Keeps an average of G's parameters."""

    every, buffers, sampled = 1, False, False

    def __init__(self, g, d):
        super().__init__(g, d, n=20)
        self.average = copy.deepcopy(g).eval().requires_grad_(False)

    @torch.no_grad()
    def after(self, iteration):
        if iteration % self.every == 0:
            for a, p in zip(self.average.parameters(), self.g.parameters(), strict=True):
                a.lerp_(p, 0.01)
            for a, b in zip(self.average.buffers(), self.g.buffers(), strict=True):
                if self.buffers:
                    a.copy_(b)
        if self.sampled:
            self.average(torch.randn(M, Z))


@pytest.mark.parametrize("sampled", [False, True])
@pytest.mark.parametrize("every", [1, 4])
def test_an_average_without_the_statistics_is_a_violation(every, sampled):
    loop = Averaged(mlp(Z, X, nn.BatchNorm1d(16)), mlp(X, 1))
    loop.every, loop.sampled = every, sampled
    (finding,) = said(watched(loop.train), "averaging")
    assert [(finding.kind.value, finding.cause)] == BUFFERS
    assert "average" in finding.seen


@pytest.mark.parametrize("sampled", [False, True])
def test_an_average_with_the_statistics_is_a_note(sampled):
    loop = Averaged(mlp(Z, X, nn.BatchNorm1d(16)), mlp(X, 1))
    loop.buffers, loop.sampled = True, sampled
    assert verdicts(loop.train, "averaging") == PRESENT


@pytest.mark.parametrize("layer", [nn.LayerNorm(16), nn.BatchNorm1d(16, track_running_stats=False)])
def test_without_statistics_there_is_nothing_to_copy(layer):
    assert verdicts(Averaged(mlp(Z, X, layer), mlp(X, 1)).train, "averaging") == PRESENT


def test_torchs_own_average():
    class Library(Small):
        def __init__(self, *players):
            super().__init__(*players, n=20)
            self.average = AveragedModel(self.g, avg_fn=get_ema_avg_fn(0.99))

        def after(self, iteration):
            self.average.update_parameters(self.g)

    assert verdicts(Library(mlp(Z, X, nn.BatchNorm1d(16)), mlp(X, 1)).train, "averaging") == PRESENT


def test_a_copy_that_does_not_follow_is_no_average():
    loop = Averaged(mlp(Z, X, nn.BatchNorm1d(16)), mlp(X, 1))
    loop.every = 100
    assert verdicts(loop.train, "averaging") == NONE


def test_an_average_of_the_discriminator_is_not_the_generators():
    class OfD(Small):
        def __init__(self, *players):
            super().__init__(*players, n=20)
            self.average = copy.deepcopy(self.d)

        @torch.no_grad()
        def after(self, iteration):
            for a, p in zip(self.average.parameters(), self.d.parameters(), strict=True):
                a.lerp_(p, 0.01)

    assert verdicts(OfD(mlp(Z, X), mlp(X, 1, nn.BatchNorm1d(16))).train, "averaging") == NONE
