"""How accurate the numbers are is said for every way of knowing them."""

from __future__ import annotations

import pytest

from gancheck.stability.measuring.basis import basis
from gancheck.stability.snapshot import Jsd, Snapshot


def _said(kind: str | None, real: int = 1024, modes: int = 0, enough: int = 0, reduced: bool = False) -> str:
    jsd = None if kind is None else Jsd(0.1, 0.05, 0.2, kind)
    names = tuple(map(str, range(modes)))
    return " ".join(basis(Snapshot(1, jsd=jsd), 1024, real, names, enough, reduced))


@pytest.mark.parametrize(
    ("kind", "real", "words"),
    [
        ("exact", 1024, "exact p_g by quadrature."),
        ("interpolated", 1024, "by quadrature, of a cubic interpolation of the generator."),
        ("64 bins", 1024, "over 64 bins of equal p_data mass, from 1024 fakes, with a 95 % interval"),
        ("bound", 500, "from below only: the lower end of its interval exceeds it with probability at most 2.5 %"),
        ("bound", 500, "1024 fakes and 500 real rows, on which the GAN must not be trained"),
        (None, 0, "Neither p_data nor real rows are known"),
        (None, 50, "There is no estimate of the JSD from 1024 fakes and 50 real rows."),
    ],
)
def test_each_way(kind: str | None, real: int, words: str) -> None:
    assert words in _said(kind, real)


def test_minibatches_are_weaker_than_held_out_rows() -> None:
    (said,) = basis(Snapshot(1, separation=0.7), 1024, 0)
    assert "minibatches on which D was trained" in said


def test_modes_and_whether_there_are_enough_fakes() -> None:
    assert "their masses are those of the exact p_g" in _said("exact", modes=3)
    assert "shares of 1024 fakes. While" in _said("64 bins", modes=3, enough=1024)
    assert "too few to show that the smallest is lost: that takes 1025" in _said("64 bins", modes=3, enough=1025)


def test_what_is_left_out_is_said() -> None:
    assert "32 first principal components" in _said("bound", reduced=True)
