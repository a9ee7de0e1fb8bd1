"""Where p_g is and how wide, in units of the data."""

from __future__ import annotations

import math

import pytest
import torch

from gancheck.stability.measuring.location import Frame
from gancheck.stability.measuring.view import View

REAL = torch.randn(2000, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * torch.tensor([1.0, 5.0])


def test_the_data_itself_is_at_home() -> None:
    frame = Frame(REAL, View(REAL))
    assert frame.location(REAL) == pytest.approx([0.0, 0.0], abs=1e-12)
    assert frame.spread(REAL) == pytest.approx(1.0)


def test_a_shift_and_a_stretch() -> None:
    frame, deviation = Frame(REAL, View(REAL)), REAL.std(0)
    assert frame.location(REAL + deviation * torch.tensor([2.0, -3.0])) == pytest.approx([2.0, -3.0])
    assert frame.spread(REAL * 0.25) == pytest.approx(0.25)


def test_at_most_eight_coordinates_and_none_that_is_constant() -> None:
    rows = torch.cat([REAL, torch.ones(2000, 8, dtype=torch.float64)], 1)
    location = Frame(rows, View(rows)).location(rows + 1)
    assert len(location) == 8
    assert location[2:] == (0.0,) * 6
    assert math.isnan(Frame(torch.ones(300, 1), View(torch.ones(300, 1))).spread(torch.ones(9, 1)))


def test_principal_components_of_wide_rows() -> None:
    wide = torch.randn(500, 100, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    wide[:, 17] *= 50
    frame = Frame(wide, View(wide))
    moved = wide.clone()
    moved[:, 17] += 2 * float(wide[:, 17].std())
    assert abs(frame.location(moved)[0]) == pytest.approx(2.0, abs=0.01)
