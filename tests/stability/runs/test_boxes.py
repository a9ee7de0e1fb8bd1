import math

import numpy as np
import pytest
import torch

from gancheck.stability.runs.boxes import Boxes
from gancheck.theory import Gaussian, GaussianNd, Laplace, Mixture, grid, jsd, ring

RING = ring(4, 1.5, 0.4)


def test_masses_are_those_of_the_density() -> None:
    """Against 400,000 draws: no box is off by more than 5 standard errors (false alarm below 1e-3)."""
    boxes = Boxes(RING, 12)
    assert math.fsum(boxes.masses) == pytest.approx(1, abs=1e-12)
    n = 400_000
    x = RING.sample(n, generator=torch.Generator().manual_seed(0))
    shares = boxes.counts(x[None])[0] / n
    error = np.sqrt(np.maximum(boxes.masses, 1e-5) / n)
    assert (np.abs(shares - boxes.masses) < 5 * error).all()


def test_a_row_is_in_its_box_and_others_outside() -> None:
    boxes = Boxes(Mixture([GaussianNd((0.0, 0.0), 1.0)]), 10)  # from -5 to 5: boxes of width 1
    rows = torch.tensor([[-4.5, -4.5], [0.5, -4.5], [4.99, 4.99], [5.01, 0.0], [math.nan, 0.0], [math.inf, 1.0]])
    assert boxes.cells(rows).tolist() == [0, 50, 99, 100, 100, 100]
    assert boxes.counts(rows[None]).sum() == 6


@pytest.mark.parametrize("shift", [0.0, 0.5, 2.0])
def test_the_jsd_over_boxes_is_nearly_the_jsd(shift: float) -> None:
    """Two Gaussians in the plane, whose JSD is by quadrature in one dimension; the mean of 16 times 16,384 rows.

    A standard error of .0005 and what is left of the bias, .001: the plug-in would be off by .008.
    """
    boxes = Boxes(Mixture([GaussianNd((0.0, 0.0), 1.0)]), 48)
    q = GaussianNd((shift, 0.0), 1.0)
    x = torch.stack([q.sample(1 << 14, generator=torch.Generator().manual_seed(seed)) for seed in range(16)])
    exact = jsd(Gaussian(0, 1), Gaussian(shift, 1)).value
    assert boxes.jsd(x).mean() == pytest.approx(exact, abs=0.003)
    assert boxes.plug_in(boxes.counts(x)).mean() > exact + 0.003


@pytest.mark.parametrize(
    "p", [ring(8, 2.0, 0.25), grid(4, 1.5, 0.25), grid(3, 1.6, 0.5)], ids=["ring", "narrow grid", "soft grid"]
)
def test_p_data_itself_is_at_no_distance(p: Mixture) -> None:
    """Of the densities in the tables, with as many rows as a look has: .0025 at most, where .03 is the limit."""
    found = Boxes(p, 48).jsd(p.sample(1 << 14, generator=torch.Generator().manual_seed(0))[None])
    assert found[0] < 0.0025


def test_far_away_it_is_log_2() -> None:
    assert Boxes(RING, 12).jsd(torch.full((1, 50, 2), 99.0))[0] == pytest.approx(math.log(2), abs=1e-4)


def test_only_gaussians() -> None:
    with pytest.raises(TypeError, match="boxes are made for mixtures of Gaussians"):
        Boxes(Mixture([Laplace(0.0, 1.0)]), 8)
