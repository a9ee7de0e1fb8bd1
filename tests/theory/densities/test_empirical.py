import math
import pickle
import sys

import pytest
import torch
from scipy import stats

from gancheck.theory.densities import Atom, Empirical, digits
from tests.theory.densities.families import FALSE_ALARM

ROWS = torch.tensor([[0.0, 1.0], [2.0, 3.0], [4.0, -1.0]])


def test_draws_are_rows_in_equal_shares() -> None:
    draws = Empirical(ROWS).sample(30_000, generator=torch.Generator().manual_seed(0))
    assert draws.dtype == torch.float64
    found, counts = torch.unique(draws, dim=0, return_counts=True)
    assert torch.equal(found, ROWS.double())
    assert stats.chisquare(counts.numpy()).pvalue > FALSE_ALARM


def test_the_global_generator_is_left_alone() -> None:
    before = torch.get_rng_state()
    Empirical(ROWS).sample(10)
    assert torch.equal(before, torch.get_rng_state())


def test_there_is_no_density() -> None:
    with pytest.raises(NotImplementedError, match="3 rows in 2 dimensions has no density: compare samples"):
        Empirical(ROWS).log_prob(ROWS)


def test_the_rows_are_a_copy() -> None:
    rows = ROWS.double().clone()
    data = Empirical(rows)
    rows.zero_()
    assert torch.equal(data.rows, ROWS.double())


def test_on_the_line() -> None:
    data = Empirical(torch.tensor([1.0, 3.0, 1.0, 2.0]))
    x = torch.tensor([0.0, 1.0, 1.5, 3.0], dtype=torch.float64)[:, None]
    assert data.cdf(x).tolist() == [0, 0.5, 0.5, 1]
    assert data.atoms == (Atom(1.0, 0.5), Atom(2.0, 0.25), Atom(3.0, 0.25))
    u = torch.tensor([0.0, 0.3, 0.5, 0.6, 1.0], dtype=torch.float64)
    assert data.quantile(u)[:, 0].tolist() == [1, 1, 1, 2, 3]
    assert Empirical(ROWS).atoms == ()
    with pytest.raises(NotImplementedError, match="no distribution function"):
        Empirical(ROWS).cdf(ROWS)


def test_box_center_and_scale() -> None:
    data = Empirical(ROWS)
    assert data.support == ((0, 4), (-1, 3))
    assert data.center == (2, 1)
    assert data.scale == pytest.approx(math.sqrt(8 / 3))


def test_equality_and_pickling() -> None:
    data = Empirical(ROWS)
    data.sample(3)
    copy = pickle.loads(pickle.dumps(data))
    assert copy == data
    assert hash(copy) == hash(data)
    assert data != Empirical(ROWS + 1)
    assert data != "rows"


def test_wrong_rows_are_named() -> None:
    with pytest.raises(ValueError, match=r"rows must have shape \(N, dim\), not \(2, 3, 4\)"):
        Empirical(torch.zeros(2, 3, 4))
    with pytest.raises(ValueError, match="rows must have shape"):
        Empirical(torch.zeros(0, 3))
    with pytest.raises(ValueError, match="rows must be finite"):
        Empirical(torch.tensor([1.0, math.nan]))


def test_digits_are_scaled_to_the_unit_box() -> None:
    pytest.importorskip("sklearn")
    data = digits()
    assert data.rows.shape == (1797, 64)
    assert (float(data.rows.min()), float(data.rows.max())) == (-1, 1)
    assert data is digits()
    assert repr(data) == "scikit-learn's digits"


def test_digits_without_scikit_learn_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    digits.cache_clear()
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(ImportError, match="pip install scikit-learn"):
        digits()
