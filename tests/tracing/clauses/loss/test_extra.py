"""Terms of the losses besides D's verdict, on small loops of their own."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from gancheck.tracing.session import trace


class Judge(nn.Module):
    """A score, and class scores beside it."""

    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(4, 16), nn.LeakyReLU(0.2))
        self.score, self.classes = nn.Linear(16, 1), nn.Linear(16, 3)

    def forward(self, x):
        h = self.trunk(x)
        return self.score(h), self.classes(h)


class Scales(nn.Module):
    """Two scores, as at two scales."""

    def __init__(self):
        super().__init__()
        self.fine, self.coarse = nn.Linear(4, 1), nn.Linear(2, 1)

    def forward(self, x):
        return self.fine(x), self.coarse(x[:, :2])


def nothing(*_):
    return 0.0


def bce(score, target):
    return F.binary_cross_entropy_with_logits(score, torch.full_like(score, target))


def terms(d=None, *, g_extra=nothing, d_extra=nothing, scores=lambda out: [out], loss=bce):
    """The extra terms that the report of a loop notes, as {clause: {cause: what was seen}}.

    `g_extra` and `d_extra` are given D's outputs on the minibatch of fakes, the fakes and the players.
    """
    torch.manual_seed(0)
    g, d = nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Linear(16, 4)), d or nn.Linear(4, 1)
    of_g, of_d = torch.optim.Adam(g.parameters()), torch.optim.Adam(d.parameters())
    with trace(steps=8) as observed:
        for _ in range(10):
            fake = g(torch.randn(16, 3)).detach()
            on_real, on_fake = d(torch.randn(16, 4) + 1), d(fake)
            value = sum(loss(s, 1.0) for s in scores(on_real)) + sum(loss(s, 0.0) for s in scores(on_fake))
            of_d.zero_grad()
            (value + d_extra(on_fake, fake, g, d)).backward()
            of_d.step()
            fake = g(torch.randn(16, 3))
            on_fake = d(fake)
            of_g.zero_grad()
            (sum(loss(s, 1.0) for s in scores(on_fake)) + g_extra(on_fake, fake, g, d)).backward()
            of_g.step()
    report = observed.report()
    found = {}
    for finding in report.findings:
        assert finding.cause != "own-error", finding.seen
        if finding.cause in ("extra-term", "weight-decay-in-loss"):
            found.setdefault(finding.clause, {})[finding.cause] = finding.seen
    return found


def decay(_on_fake, _fake, g, d):
    return 1e-3 * sum(p.pow(2).sum() for net in (g, d) for p in net.parameters())


def test_a_loop_without_any():
    assert terms() == {}


@pytest.mark.parametrize("loss", [bce, lambda s, t: F.mse_loss(s, torch.full_like(s, t))])
def test_two_scores_are_both_verdicts(loss):
    assert terms(Scales(), scores=list, loss=loss) == {}


def test_a_reconstruction():
    found = terms(g_extra=lambda _, fake, *__: fake.abs().mean())
    assert found.keys() == {"generator-objective"}
    assert "G's output itself" in found["generator-objective"]["extra-term"]


def test_another_net():
    torch.manual_seed(1)
    features = nn.Linear(4, 6)
    found = terms(g_extra=lambda _, fake, *__: features(fake).pow(2).mean())
    assert "net features" in found["generator-objective"]["extra-term"]


def test_outputs_that_are_not_judged():
    found = terms(g_extra=lambda _, __, g, ___: g(torch.ones(16, 3)).pow(2).mean())
    assert "does not judge" in found["generator-objective"]["extra-term"]


def test_a_class_in_both_losses():
    def classes(on_fake, *_):
        return F.cross_entropy(on_fake[1], torch.arange(16) % 3)

    found = terms(Judge(), g_extra=classes, d_extra=classes, scores=lambda out: out[:1])
    assert found.keys() == {"generator-objective", "discriminator-objective"}
    assert all("output 2 of D" in causes["extra-term"] for causes in found.values())


@pytest.mark.parametrize(
    ("who", "extra"), [("discriminator-objective", {"d_extra": decay}), ("generator-objective", {"g_extra": decay})]
)
def test_a_weight_decay(who, extra):
    found = terms(**extra)
    assert list(found[who]) == ["weight-decay-in-loss"]


def test_a_gradient_penalty_is_none_of_them():
    def penalty(_, fake, __, d):
        x = fake.clone().requires_grad_()
        (slope,) = torch.autograd.grad(d(x).sum(), x, create_graph=True)
        return slope.pow(2).sum(1).mean()

    assert terms(nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 1)), d_extra=penalty) == {}
