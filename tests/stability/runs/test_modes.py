import math

import numpy as np
import torch

from gancheck.stability.regions import Regions
from gancheck.stability.runs.boxes import Boxes
from gancheck.stability.runs.modes import ClassModes, mode_counts
from gancheck.theory import Gaussian, GaussianNd, Mixture


def test_members_are_counted_apart() -> None:
    modes = Regions(Mixture([Gaussian(-2, 0.5), Gaussian(2, 0.5)], [0.3, 0.7]))
    x = torch.tensor([[[-2.0], [-2.1], [2.0]], [[2.0], [50.0], [math.nan]]])
    assert mode_counts(modes, x).tolist() == [[2, 1], [0, 1]]
    assert modes.weights == (0.3, 0.7)


def test_classes_own_the_boxes_where_they_are_densest() -> None:
    p = Mixture([GaussianNd((-2.0, 0.0), 0.5), GaussianNd((2.0, 0.0), 0.5), GaussianNd((2.5, 0.0), 0.5)])
    modes = ClassModes(Boxes(p, 40), [7, 3, 3])  # classes in the order of their labels
    assert modes.of(torch.tensor([[-2.0, 0.0], [2.0, 0.0], [2.9, 0.2], [0.0, 3.0], [99.0, 0.0]])).tolist() == [
        *(1, 0, 0),
        *(-1, -1),
    ]
    np.testing.assert_allclose(modes.weights, (2 / 3 * 0.99, 1 / 3 * 0.99), atol=0.01)


def test_weights_of_classes_are_the_shares_of_draws() -> None:
    p = Mixture([GaussianNd((-1.0, 0.0), 0.8), GaussianNd((1.0, 0.0), 0.8)])
    modes = ClassModes(Boxes(p, 40), [0, 1])
    x = p.sample(100_000, generator=torch.Generator().manual_seed(1))
    np.testing.assert_allclose(mode_counts(modes, x[None])[0] / 100_000, modes.weights, atol=0.008)
