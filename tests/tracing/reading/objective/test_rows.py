from __future__ import annotations

import numpy as np
import pytest

from gancheck.tracing.reading.objective.rows import pool
from gancheck.tracing.reading.objective.scores import Scores, Update


def scores(role: str, n: int, pull: float = 1.0) -> Scores:
    return Scores(role, np.arange(n, dtype=float), np.full(n, pull / n))


def test_pulls_are_those_of_a_mean() -> None:
    rows = pool(
        [Update("generator", 3, (scores("fake", 4),), 4), Update("generator", 7, (scores("fake", 2),), 2)], "fake"
    )
    assert rows is not None
    assert rows.pulls.tolist() == [1.0] * 6
    assert rows.step.tolist() == [0, 0, 0, 0, 1, 1]
    assert rows.summed().pulls.tolist() == [1.0] * 4 + [2.0] * 2


def test_calls_that_the_loss_leaves_alone_are_left_out() -> None:
    rows = pool([Update("discriminator", 0, (scores("fake", 4, 0.0), scores("fake", 3)), 3)], "fake")
    assert rows is not None
    assert len(rows.values) == 3
    silent = pool([Update("discriminator", 0, (scores("real", 4, 0.0), scores("fake", 3)), 3)], "real")
    assert silent is not None
    assert silent.silent


def test_none_where_there_are_no_rows() -> None:
    assert pool([Update("generator", 0, (scores("fake", 4),), 4)], "real") is None


def test_shapes_must_agree() -> None:
    wrong = Scores("fake", np.zeros(3), np.zeros(2))
    with pytest.raises(ValueError, match="one shape"):
        pool([Update("generator", 0, (wrong,), 3)], "fake")
