"""The routes by which gradients come: through the nets' calls, or past them."""

import pytest
import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

from gancheck.tracing.recording.recorder import Recorder
from gancheck.tracing.recording.routes import _CALLS


@pytest.fixture
def nets():
    torch.manual_seed(1)
    g = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 4))
    d = nn.Sequential(nn.Linear(4, 8), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(8, 1))
    return g, d


def watched(loss, *, times=1):
    """The recorder after `times` backward passes of `loss()`."""
    recorder = Recorder(60, lambda: None)
    recorder.start()
    try:
        for _ in range(times):
            loss().backward()
    finally:
        recorder.stop()
    assert recorder.troubles == []
    return recorder


def the_only(recorder):
    (found,) = recorder.routes.found.values()
    return found


def test_all_of_it_comes_through_d(nets):
    g, d = nets
    found = the_only(watched(lambda: d(g(torch.randn(16, 3))).mean()))
    (pulled,) = found.outputs
    assert (pulled.source, pulled.consumers, pulled.outside) == (0, (1,), 0.0)
    assert list(pulled.through) == [1]
    assert found.parameters.keys() == {id(p) for net in nets for p in net.parameters()}
    assert all(left.left == 0 for left in found.parameters.values())


def test_what_comes_past_d_is_told_apart_exactly(nets):
    g, d = nets
    kept = {}

    def loss():
        kept["fake"] = fake = g(torch.randn(16, 3))
        kept["score"] = d(fake)
        return kept["score"].mean() + 3 * fake.pow(2).mean()

    (pulled,) = the_only(watched(loss)).outputs
    expected = float((6 * kept["fake"].detach() / kept["fake"].numel()).norm())
    assert pulled.outside == pytest.approx(expected, rel=1e-5)
    # Dropout is on: a second forward pass would not have found the part that came through D.
    assert pulled.through[1] > 0


@pytest.mark.parametrize("between", [lambda x: x.view(16, 2, 2).flatten(1), lambda x: x + torch.randn(16, 4)])
def test_what_changes_the_fakes_on_the_way_to_d_is_no_other_route(nets, between):
    g, d = nets
    found = the_only(watched(lambda: d(between(g(torch.randn(16, 3)))).mean()))
    assert {pulled.source for pulled in found.outputs} == {0, None}
    assert all(pulled.outside == 0 and list(pulled.through) == [1] for pulled in found.outputs)


@pytest.mark.parametrize("decay", [lambda p: p.pow(2).sum(), lambda p: p.abs().sum()])
def test_a_weight_decay_lies_along_the_weights(nets, decay):
    _, d = nets
    found = the_only(watched(lambda: d(torch.randn(16, 4)).mean() + 1e-4 * sum(decay(p) for p in d.parameters())))
    assert len(found.parameters) == 4
    assert all(left.left > 0 and left.decay == pytest.approx(1, abs=1e-3) for left in found.parameters.values())


def test_another_term_does_not(nets):
    _, d = nets
    wanted = torch.randn_like(d[0].weight)
    found = the_only(watched(lambda: d(torch.randn(16, 4)).mean() + (d[0].weight - wanted).pow(2).mean()))
    left = found.parameters[id(d[0].weight)]
    assert left.left > 0
    assert left.decay < 0.9
    assert all(other.left == 0 for key, other in found.parameters.items() if key != id(d[0].weight))


def test_weights_that_are_computed_once_for_several_calls_are_counted_once():
    torch.manual_seed(0)
    d = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
    nn.utils.parametrizations.spectral_norm(d[0])

    def loss():
        with nn.utils.parametrize.cached():
            return d(torch.randn(16, 4)).mean() - d(torch.randn(16, 4) + 1).mean()

    found = the_only(watched(loss))
    assert found.parameters
    assert all(left.left == 0 for left in found.parameters.values())


def test_an_inner_output_is_pulled_on_directly_or_not():
    torch.manual_seed(0)

    class Judge(nn.Module):
        def __init__(self):
            super().__init__()
            self.embed, self.score = nn.Linear(4, 8), nn.Linear(8, 1)

        def forward(self, x):
            h = self.embed(x)
            return self.score(h), h

    d = Judge()
    (without,) = the_only(watched(lambda: d(torch.randn(16, 4))[0].mean())).outputs
    assert (without.source, without.place, without.outside) == (0, 1, 0.0)

    def loss():
        score, h = d(torch.randn(16, 4))
        return score.mean() + h.pow(2).mean()

    (directly,) = the_only(watched(loss)).outputs
    assert (directly.place, directly.outside > 0) == (1, True)


def test_a_gradient_that_is_changed_on_arrival_is_not_judged(nets):
    _, d = nets
    d[0].weight.register_hook(lambda gradient: 2 * gradient)
    found = the_only(watched(lambda: d(torch.randn(16, 4)).mean()))
    assert id(d[0].weight) not in found.parameters
    assert len(found.parameters) == 3


def test_a_backward_pass_inside_another_leaves_nothing_to_say(nets):
    _, d = nets

    def loss():
        x = torch.randn(16, 4, requires_grad=True)
        return checkpoint(d, x, use_reentrant=True).mean()

    assert watched(loss).routes.found == {}


def test_only_a_few_calls_of_a_line_are_watched(nets):
    _, d = nets
    recorder = watched(lambda: d(torch.randn(16, 4)).mean(), times=_CALLS + 3)
    assert sorted(recorder.routes.found) == list(range(_CALLS))
