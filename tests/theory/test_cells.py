import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancheck.theory import cells as mesh

ENDS = np.array([[-1.0], [1.0]])


@given(
    marks=st.lists(st.floats(-1e3, 1e3), max_size=12),
    width=st.floats(1e-6, 10),
    low=st.sampled_from([-math.inf, -2000.0]),
    high=st.sampled_from([math.inf, 3000.0]),
)
def test_cells_tile_the_support(marks: list[float], width: float, low: float, high: float) -> None:
    cells = mesh.line([*marks, *(m + width for m in marks)], (low, high), 1.0)
    x = mesh.points(cells, ENDS).x.reshape(len(cells), 2)
    x = x[np.argsort(x.mean(1))]
    x.sort(axis=1)
    spacing = np.spacing(np.abs(x[1:, 0]))
    assert (np.abs(x[1:, 0] - x[:-1, 1]) <= 1e-12 * np.abs(x[1:, 0]) + 1e-9 * np.diff(x, axis=1)[1:, 0] + spacing).all()
    assert x[0, 0] == low if math.isfinite(low) else x[0, 0] < -1e139
    assert x[-1, 1] == high if math.isfinite(high) else x[-1, 1] > 1e139


@given(seed=st.integers(0, 2**32 - 1), n=st.integers(2, 30))
def test_every_landmark_is_an_edge(seed: int, n: int) -> None:
    marks = np.random.default_rng(seed).normal(size=n)
    cells = mesh.line(marks, (-math.inf, math.inf), 1.0)
    plain = cells.rate[:, 0] == mesh.PLAIN
    edges = {*cells.low[plain, 0], *cells.high[plain, 0]}
    assert edges >= set(marks)


@given(gap=st.floats(1.0, 1e12))
def test_widths_are_graded(gap: float) -> None:
    # A bump 1e-3 wide whose last landmark is far from the next: the cells must not step over its tail.
    cells = mesh.line([0.0, 1e-3, gap], (0.0, gap), 1.0)
    width = np.sort(cells.high - cells.low, axis=0)[:, 0]
    assert width[0] == pytest.approx(1e-3)
    in_order = (cells.high - cells.low)[np.argsort(cells.low[:, 0]), 0]
    assert (in_order[1:] / in_order[:-1] < 8.1).all()


def test_landmarks_that_differ_by_rounding_are_one() -> None:
    cells = mesh.line([0.0, 1e-17, 2 * math.cos(math.pi / 2), 1.0], (0.0, 1.0), 1.0, rounding=1e-13)
    assert len(cells) == 1


def test_a_support_without_landmarks_starts_at_zero() -> None:
    cells = mesh.line([], (-math.inf, math.inf), 2.0)
    x = mesh.points(cells, ENDS).x
    assert (x == 0.0).any()


def test_an_empty_support_is_refused() -> None:
    with pytest.raises(ValueError, match="low < high"):
        mesh.line([], (1.0, 1.0), 1.0)


@pytest.mark.parametrize("edge", [0.0, 1.0, -3.7])
@pytest.mark.parametrize("direction", [-1.0, 1.0])
def test_cells_towards_an_edge_reach_it(edge: float, direction: float) -> None:
    cells = mesh.towards_edge(edge, 0.5, direction)
    at = mesh.points(cells, ENDS)
    x = at.x[:, 0]
    assert ((x - edge) * direction > 0).all()
    assert x[np.argmax(np.abs(x - edge))] == pytest.approx(edge + 0.5 * direction)
    near = at.near_edge
    assert near is not None
    assert near.wanted.min() < -680  # 1e-300 from the edge, though x can't say it
    np.testing.assert_allclose(near.wanted[near.resolved], near.actual[near.resolved], atol=2.0**-17)
    # The Jacobian is dx/dt: the cells' widths in x add up to the whole.
    gauss, weights = np.polynomial.legendre.leggauss(40)
    inner = mesh.points(cells, gauss[:, None])
    whole = ((inner.area * np.exp(inner.log_stretch)).reshape(len(cells), -1) @ weights).sum()
    assert whole == pytest.approx(0.5, rel=1e-9)


def test_bisecting_keeps_the_whole() -> None:
    line = mesh.line([0.0, 1.0, 3.0], (-math.inf, 3.0), 1.0)
    plane = mesh.plane(line, line)
    assert len(plane) == len(line) ** 2
    halves = plane.bisect(np.ones(len(plane), dtype=np.intp))
    assert len(halves) == 2 * len(plane)
    area = (plane.high - plane.low).prod(1).sum()
    assert (halves.high - halves.low).prod(1).sum() == pytest.approx(area, rel=1e-12)
