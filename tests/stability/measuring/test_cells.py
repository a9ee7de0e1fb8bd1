"""The JSD over cells of data: near that of the densities where the cells are fine, and without a bias where it is 0."""

from __future__ import annotations

import pytest
import torch

from gancheck.stability.measuring.cells import CELLS, Cells
from gancheck.theory import Gaussian, jsd


def _draw(seed: int, n: int = 4000, shift: float = 0.0) -> torch.Tensor:
    return Gaussian(shift, 1.0).sample(n, generator=torch.Generator().manual_seed(seed))


def test_equal_laws_read_zero_but_for_chance() -> None:
    """128 cells, 4000 rows each: 8n JSD / 2 has a standard deviation of 16; five of them are .005 nats, 3e-7."""
    cells = Cells(_draw(0), _draw(1), 0)
    assert cells.jsd(_draw(2)) < 5 * 16 * 2 / (8 * 4000)


@pytest.mark.parametrize("shift", [0.5, 2.0])
def test_a_shift_reads_its_jsd(shift: float) -> None:
    """Cells lose less than 1 %, and chance is five standard deviations of sqrt(JSD), 5 / sqrt(8n) = .03."""
    truth = jsd(Gaussian(0.0, 1.0), Gaussian(shift, 1.0)).value
    found = Cells(_draw(0), _draw(1), 0).jsd(_draw(2, shift=shift))
    assert found**0.5 == pytest.approx((0.995 * truth) ** 0.5, abs=0.03)


def test_few_rows_make_few_cells() -> None:
    cells = Cells(_draw(0, 100), _draw(1, 100), 0)
    assert len(cells._centers) == 20
    assert len(Cells(_draw(0), _draw(1), 0)._centers) == CELLS
