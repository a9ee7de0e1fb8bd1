"""Nodes: moments to rounding, and what has none."""

from __future__ import annotations

import pytest
import torch

from gancheck.stability.games.nodes import nodes
from gancheck.theory import Density, Gaussian, GaussianNd, Laplace, Mixture, Product, Uniform


@pytest.mark.parametrize(
    ("density", "moments"),
    [
        (Gaussian(0.5, 2.0), [1, 0.5, 4.25, 0.125 + 3 * 0.5 * 4, 0.0625 + 6 * 0.25 * 4 + 48]),
        (Uniform(1.0, 3.0), [1, 2, 13 / 3, 10, 242 / 10]),
        (Mixture([Gaussian(1.0, 0.5), Uniform(0.0, 2.0)], [0.25, 0.75]), [1, 1, 0.25 * 1.25 + 1, 0.25 * 1.75 + 1.5]),
    ],
)
def test_moments(density: Density, moments: list[float]) -> None:
    x, w = nodes(density, 8)
    for power, moment in enumerate(moments):
        assert float(w @ x[:, 0] ** power) == pytest.approx(moment, rel=1e-13)


@pytest.mark.parametrize("density", [GaussianNd((0.0, 1.0), (1.0, 0.5)), Product((Gaussian(), Gaussian(1.0, 0.5)))])
def test_products(density: Density) -> None:
    x, w = nodes(density, 6)
    assert x.shape == (36, 2)
    assert float(w.sum()) == pytest.approx(1.0)
    assert float(w @ (x[:, 0] ** 2 * x[:, 1] ** 2)) == pytest.approx(1.25)


def test_rows_of_a_plane_are_laid_out_with_their_weights() -> None:
    x, w = nodes(GaussianNd((3.0, 0.0), (1e-3, 1.0)), 3)
    torch.testing.assert_close(w @ x, torch.tensor([3.0, 0.0], dtype=torch.float64))


def test_what_has_no_nodes_is_told() -> None:
    with pytest.raises(ValueError, match="no nodes are known for"):
        nodes(Laplace(), 8)
    with pytest.raises(ValueError, match="more than 200,000 nodes"):
        nodes(GaussianNd((0.0,) * 4), 64)
    with pytest.raises(ValueError, match="at least one node, not 0"):
        nodes(Gaussian(), 0)
