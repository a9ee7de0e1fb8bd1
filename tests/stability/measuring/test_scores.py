"""Scores: what a discriminator returns is told from its last operation, or said."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from gancheck.stability.measuring.faults import UserFault
from gancheck.stability.measuring.scores import Scores

X = torch.linspace(-3, 3, 601).unsqueeze(-1)


class Squeezed(nn.Module):
    def __init__(self, last: nn.Module) -> None:
        super().__init__()
        self.linear, self.last = nn.Linear(1, 1), last

    def forward(self, x: Tensor) -> Tensor:
        return self.last(self.linear(x)).view(-1, 1).squeeze(1).clamp(1e-7, 1 - 1e-7)


def test_logits_are_taken_as_they_are() -> None:
    net = nn.Linear(1, 1)
    scores = Scores(net, None, 1)
    assert torch.equal(scores.of(X), net(X).detach().double()[:, 0])
    assert scores.output == "logits"


@pytest.mark.parametrize("net", [nn.Sequential(nn.Linear(1, 1), nn.Sigmoid()), Squeezed(nn.Sigmoid())])
def test_a_sigmoid_at_the_end_means_a_probability(net: nn.Module) -> None:
    scores = Scores(net, None, 1)
    made = scores.of(X)
    assert scores.output == "probability"
    torch.testing.assert_close(made.sigmoid(), net(X).detach().double().reshape(-1), rtol=1e-5, atol=1e-7)


def test_it_is_seen_in_a_frozen_net_that_writes_to_its_input() -> None:
    net = nn.Sequential(nn.ReLU(inplace=True), nn.Linear(1, 1), nn.Sigmoid()).requires_grad_(False)
    x = X.clone()
    scores = Scores(net, None, 1)
    scores.of(x)
    assert scores.output == "probability"
    assert torch.equal(x, X)


def test_a_sigmoid_before_more_is_none_at_the_end() -> None:
    scores = Scores(nn.Sequential(nn.Linear(1, 1), nn.Sigmoid(), nn.Linear(1, 1)), None, 1)
    scores.of(X)
    assert scores.output == "logits"


def test_no_gradient_is_left_behind() -> None:
    net = nn.Sequential(nn.Linear(1, 1), nn.Sigmoid())
    Scores(net, None, 1).of(X)
    assert all(p.grad is None for p in net.parameters())


def test_certain_probabilities_are_held() -> None:
    assert Scores(lambda x: torch.tensor([0.0, 1.0, 0.5]), "probability", 1).of(X[:3]).tolist() == [-100, 100, 0]


def test_labels_may_be_turned_round_and_critics_are_free() -> None:
    assert torch.equal(Scores(lambda x: x, "logits", 0).of(X), -X[:, 0].double())
    critic = Scores(lambda x: 1e6 * x, "score", 1)
    assert critic.of(X)[0].item() == pytest.approx(-3e6)
    assert not critic.logits


def test_arrays_will_do() -> None:
    assert Scores(lambda x: np.zeros((len(x), 1)), "logits", 1).of(X).shape == (601,)


def test_rows_go_where_the_net_is() -> None:
    assert Scores(nn.Linear(1, 1).double(), "logits", 1).of(X).dtype is torch.float64


@pytest.mark.parametrize(
    ("discriminator", "output", "sentence"),
    [
        (
            lambda x: torch.zeros(len(x), 1, 4, 4),
            "logits",
            r"returned shape \(256, 1, 4, 4\) for 256 rows",
        ),
        (lambda x: 3.0, "logits", "discriminator returned a float"),
        (lambda x: x, "probability", "discriminator returned -3, which is no probability: give output='logits'"),
        (lambda x: x @ torch.ones(3, 1), "logits", "discriminator raised RuntimeError"),
    ],
)
def test_what_is_wrong_is_one_sentence(discriminator: object, output: str, sentence: str) -> None:
    with pytest.raises(UserFault, match=sentence):
        Scores(discriminator, output, 1).of(X)  # type: ignore[arg-type]


def test_bad_words() -> None:
    with pytest.raises(ValueError, match="output is 'logit'"):
        Scores(nn.Linear(1, 1), "logit", 1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="real_label is 2"):
        Scores(nn.Linear(1, 1), None, 2)
