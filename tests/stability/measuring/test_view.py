"""Rows as few coordinates: themselves, features, or principal components."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from gancheck.stability.measuring.faults import UserFault
from gancheck.stability.measuring.view import View


def _rows(n: int, dim: int, seed: int = 0) -> Tensor:
    return torch.randn(n, dim, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def test_few_coordinates_are_the_rows_in_units_of_their_deviations() -> None:
    rows = _rows(100, 6).reshape(100, 2, 3) * 1000
    rows[:, 1, 2] = 7.0  # constant: it has no unit
    view = View(rows)
    assert not view.reduced
    assert torch.equal(view.vectors(rows), rows.reshape(100, 6))
    made = view.of(view.vectors(rows))
    assert made.std(0)[:5].tolist() == pytest.approx([1.0] * 5)
    assert (made[:, 5] == 7.0).all()


def test_many_are_the_principal_components() -> None:
    """Against numpy's eigenvectors of the covariance, up to their sign."""
    scale = torch.linspace(3.0, 0.1, 50, dtype=torch.float64)
    rows = _rows(400, 50) * scale + 5
    view = View(rows)
    made = view.of(view.vectors(rows))
    assert view.reduced
    assert made.shape == (400, 32)
    values, vectors = np.linalg.eigh(np.cov(rows.numpy().T))
    expected = (rows - rows.mean(0)).numpy() @ vectors[:, ::-1][:, :32]
    np.testing.assert_allclose(np.abs(made[:, :5].numpy()), np.abs(expected[:, :5]), atol=1e-9)
    np.testing.assert_allclose(made.var(0).numpy(), values[::-1][:32], rtol=1e-9)


def test_fewer_rows_than_coordinates() -> None:
    rows = _rows(100, 3000)
    assert View(rows).of(View(rows).vectors(rows)).shape == (100, 32)


def test_features_are_compared_in_their_place() -> None:
    view = View(_rows(300, 4), features=lambda x: x[:, :2].float())
    assert view.dim == 2
    assert view.vectors(_rows(300, 4)).dtype is torch.float64


@pytest.mark.parametrize(
    ("features", "sentence"),
    [
        (lambda x: x[:3], r"features returned shape \(3, 4\); it has to return 100 rows"),
        (lambda x: x / 0, "features returned numbers that are not finite for rows that are"),
        (lambda x: x.missing, "features raised AttributeError"),
    ],
)
def test_what_is_wrong_is_one_sentence(features: object, sentence: str) -> None:
    with pytest.raises(UserFault, match=sentence):
        View(_rows(100, 4), features)  # type: ignore[arg-type]
