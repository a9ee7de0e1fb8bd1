"""Modes of a density, of classes and of clusters, and what rows belong to them."""

from __future__ import annotations

import pytest
import torch
from scipy import stats
from torch import Tensor

from gancheck.stability.measuring.faults import UserFault
from gancheck.stability.measuring.modes import ClassModes, ClusterModes, DensityModes, place
from gancheck.stability.regions import Regions
from gancheck.theory import Gaussian, Mixture, ring

THREE = Mixture([Gaussian(4.0, 0.1), Gaussian(-1.0, 0.5), Gaussian(0.0, 0.1)], [0.2, 0.3, 0.5])


def _column(*x: float) -> Tensor:
    return torch.tensor(x, dtype=torch.float64).unsqueeze(-1)


def test_the_modes_of_a_density_are_its_regions() -> None:
    modes = DensityModes(THREE)
    x = _column(4.0, 6.1, -0.6, -2.6, 0.2)
    assert modes.index(x, x).tolist() == Regions(THREE).of(x).tolist() == [0, -1, 1, -1, 2]
    assert modes.names == ("4", "-1", "0")
    assert modes.weights == (0.2, 0.3, 0.5)
    assert DensityModes(ring()).names[:2] == ("(2, 0)", "(1.41, 1.41)")


def test_one_number_a_row_keeps_modes_apart() -> None:
    modes = DensityModes(THREE)
    x = _column(4.0, 4.5, -1.0, 0.1)
    scalar = modes.scalar(x, x)
    assert scalar.floor().tolist() == [0, 0, 1, 2]
    assert scalar[0] < scalar[1]


def test_classes_are_those_of_the_real_rows() -> None:
    modes = ClassModes(lambda x: (x[:, 0] * 10).long(), _column(*[0.31] * 600, *[0.72] * 400))
    assert modes.names == ("class 3", "class 7")
    # Lower bounds of the shares .6 and .4 at 5e-4: Clopper and Pearson's, by scipy's beta.
    assert modes.weights == pytest.approx([stats.beta.ppf(5e-4, 600, 401), stats.beta.ppf(5e-4, 400, 601)], rel=1e-9)
    x = _column(0.75, 0.35, 0.55, 0.95, 0.05)
    assert modes.index(x, x).tolist() == [1, 0, -1, -1, -1]
    assert modes.scalar(x, x).tolist() == [1, 0, -1, -1, -1]


@pytest.mark.parametrize(
    ("classify", "sentence"),
    [
        (lambda x: x, "of torch.float64; it has to return a whole number a row"),
        (lambda x: x.long().repeat(1, 2), r"classify returned shape \(500, 2\)"),
        (lambda x: x[:3].long(), r"classify returned shape \(3, 1\); it has to return 500 rows"),
        (lambda x: x.wrong, "classify raised AttributeError"),
    ],
)
def test_a_wrong_classifier_is_one_sentence(classify: object, sentence: str) -> None:
    with pytest.raises(UserFault, match=sentence):
        ClassModes(classify, torch.zeros(500, 1, dtype=torch.float64))  # type: ignore[arg-type]


def test_clusters_with_few_rows_are_no_modes() -> None:
    centers = torch.tensor([[0.0], [10.0], [20.0]], dtype=torch.float64)
    modes = ClusterModes(centers, _column(*[0.1] * 500, *[10.2] * 5, *[19.0] * 300), torch.tensor([0.5]))
    assert modes.names == ("0", "10")  # in the data's own unit
    x = _column(1.0, 11.0, 99.0)
    assert modes.index(x, x).tolist() == [0, -1, 1]
    assert modes.scalar(x, x).floor().tolist() == [0, 1, 2]
    assert ClusterModes(torch.zeros(1, 4), torch.zeros(9, 4), torch.ones(4)).names == ("cluster 0",)


def test_places_have_no_minus_zero() -> None:
    assert place((-1e-17, 2.0)) == "(0, 2)"
    assert place([1.4142]) == "1.41"
