"""The first tensor that is not finite is named."""

import pytest
import torch
from torch import nn

from gancheck.training import Losses, NonFiniteError
from gancheck.training.finite import require_finite


def _players() -> tuple[nn.Linear, nn.Linear]:
    players = nn.Linear(1, 1), nn.Linear(1, 1)
    for player in players:
        for parameter in player.parameters():
            parameter.grad = torch.zeros_like(parameter)
    return players


GOOD = Losses(torch.tensor(1.0), torch.tensor(2.0))


def test_finite_players_pass_even_when_their_squares_overflow() -> None:
    g, d = _players()
    with torch.no_grad():
        g.weight.fill_(3e38)
    require_finite(1, GOOD, g, d)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
def test_names(bad: float) -> None:
    g, d = _players()
    with pytest.raises(NonFiniteError, match="iteration 7: the discriminator's loss is not finite"):
        require_finite(7, Losses(torch.tensor(bad), torch.tensor(bad)), g, d)
    with pytest.raises(NonFiniteError, match="the generator's loss") as caught:
        require_finite(8, Losses(torch.tensor(0.0), torch.tensor(bad)), g, d)
    assert (caught.value.iteration, caught.value.tensor) == (8, "the generator's loss")
    with torch.no_grad():
        g.bias.fill_(bad)
    with pytest.raises(NonFiniteError, match="the generator's bias"):
        require_finite(1, GOOD, g, d)
    g.weight.grad = torch.full_like(g.weight, bad)
    with pytest.raises(NonFiniteError, match="the gradient of the generator's weight"):
        require_finite(1, GOOD, g, d)
    with torch.no_grad():
        d.weight.fill_(bad)
    with pytest.raises(NonFiniteError, match="the discriminator's weight"):
        require_finite(1, GOOD, g, d)
