"""Fields of games: descent of each player's own loss, and consensus added to it."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from gancheck.stability.games import Blocks, Mode, Point
from gancheck.stability.games.game import descent, with_consensus

AT = Point(torch.tensor([0.3, -1.2], dtype=torch.float64), torch.tensor([0.7], dtype=torch.float64))


def losses(point: Point) -> tuple[Tensor, Tensor]:
    x, y = point
    return x.square().sum() * y[0], (y[0] - x[0]) ** 2


def test_each_player_descends_its_own_loss() -> None:
    found = descent(losses, AT)
    torch.testing.assert_close(found.generator, -2 * AT.generator * 0.7)
    torch.testing.assert_close(found.discriminator, torch.tensor([-2 * (0.7 - 0.3)], dtype=torch.float64))


def test_consensus_descends_half_the_square_of_the_field() -> None:
    def field(point: Point) -> Point:
        return descent(losses, point)

    def half_square(vector: Tensor) -> Tensor:
        v = field(Point(vector[:2], vector[2:]))
        return 0.5 * torch.cat([v.generator, v.discriminator]).square().sum()

    found, plain = with_consensus(field, 0.4)(AT), field(AT)
    vector = torch.cat(list(AT))
    by_hand = [
        float(half_square(vector + 1e-5 * e) - half_square(vector - 1e-5 * e)) / 2e-5
        for e in torch.eye(3, dtype=torch.float64)
    ]
    pull = (torch.cat(list(plain)) - torch.cat(list(found))) / 0.4
    np.testing.assert_allclose(pull.numpy(), by_hand, atol=1e-8)


def test_blocks_are_one_jacobian() -> None:
    j = np.arange(9.0).reshape(3, 3)
    blocks = Blocks(j[:2, :2], j[:2, 2:], j[2:, :2], j[2:, 2:])
    np.testing.assert_array_equal(blocks.jacobian, j)
    np.testing.assert_allclose(blocks.with_consensus(0.1).jacobian, j - 0.1 * j.T @ j)


def test_a_mode_is_a_game_of_two() -> None:
    np.testing.assert_array_equal(Mode(2.0, 0.1, 0.3).blocks.jacobian, [[-0.1, -2.0], [2.0, -0.3]])
