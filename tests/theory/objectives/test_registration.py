from collections.abc import Iterator
from dataclasses import replace

import pytest
import torch
from torch import Tensor
from torch.nn.functional import softplus

from gancheck.theory import OBJECTIVES, Objective, objective, register

GOOD = replace(objective("minimax"), name="mine")


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    before = dict(OBJECTIVES)
    yield
    OBJECTIVES.clear()
    OBJECTIVES.update(before)


def test_a_new_objective_is_found_by_name() -> None:
    assert register(GOOD) is GOOD
    assert objective("mine") is GOOD


def test_a_relativistic_objective_needs_no_optimum() -> None:
    def loss(real: Tensor, fake: Tensor) -> Tensor:
        return softplus(fake.mean(-1, keepdim=True) - real).mean(-1).sum()

    register(Objective("relativistic", loss, lambda fake: softplus(-fake).mean(-1).sum(), None, None, "not known"))


def test_only_objectives() -> None:
    with pytest.raises(TypeError, match="Register an Objective"):
        register("minimax")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "minimax"}, "exists already"),
        ({"name": " "}, "needs a name"),
        ({"generator_loss": 3}, "must be a function"),
        ({"generator_loss": lambda fake, real: fake}, r"generator's loss of 'mine' fails on logits .* TypeError"),
        ({"generator_loss": lambda fake: softplus(fake)}, r"must be a scalar tensor, not \(3, 8\)"),
        ({"generator_loss": lambda fake: 1.0}, "must be a scalar tensor, not float"),
        ({"generator_loss": lambda fake: fake.mean() * float("nan")}, "is nan on ordinary logits"),
        ({"generator_loss": lambda fake: fake.detach().mean(-1).sum()}, "gives no gradient"),
        ({"generator_loss": lambda fake: softplus(-fake).mean()}, "must sum over leading axes"),
        ({"generator_loss": lambda fake: softplus(-fake).sum()}, "must average over the minibatch"),
        ({"discriminator_loss": lambda real, fake: softplus(-real).mean()}, "must sum over leading axes"),
        ({"optimal_output": lambda log_p, log_q: log_q - log_p}, "no minimum of the discriminator's loss"),
        ({"optimal_output": lambda log_p, log_q: log_p[:1]}, "one finite number a point"),
        ({"optimal_output": lambda log_p, log_q: torch.sigmoid(log_p - log_q)}, "no minimum"),
    ],
)
def test_bad_objectives_are_refused_in_one_sentence(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        register(replace(GOOD, **change))  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)
    assert change.get("name", "mine") != "mine" or "mine" not in OBJECTIVES
