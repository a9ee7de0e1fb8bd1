"""The matrix of an update is what the update does to each state of the linear game."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from gancheck.stability.games import Blocks, Point, update_matrix
from gancheck.stability.games.pytree import flatten, rebuild
from gancheck.stability.games.rules import Rule
from tests.stability.games.cases import rules


class Linear:
    """A linear field of 2 and 3 parameters, every block full."""

    def __init__(self, seed: int) -> None:
        j = np.random.default_rng(seed).normal(size=(5, 5))
        self.blocks = Blocks(j[:2, :2], j[:2, 2:], j[2:, :2], j[2:, 2:])
        self.equilibrium = Point(torch.zeros(2, dtype=torch.float64), torch.zeros(3, dtype=torch.float64))

    def field(self, point: Point) -> Point:
        v = torch.from_numpy(self.blocks.jacobian) @ torch.cat(list(point))
        return Point(v[:2], v[2:])


@given(rule=rules(), seed=st.integers(0, 2**32 - 1))
def test_its_columns_are_steps_from_unit_vectors(rule: Rule, seed: int) -> None:
    game = Linear(seed)
    start, step = rule.start(game), rule.step(game)
    units = torch.eye(len(flatten(start)), dtype=torch.float64)
    columns = [flatten(step(rebuild(start, unit))).numpy() for unit in units]
    found = update_matrix(rule, game.blocks)
    np.testing.assert_allclose(found, np.stack(columns, axis=1), atol=1e-12 * max(1.0, np.abs(found).max()))


def test_what_is_no_rule_is_told() -> None:
    with pytest.raises(TypeError, match="'Adam' is no update rule"):
        update_matrix("Adam", Linear(0).blocks)
