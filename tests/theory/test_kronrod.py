import numpy as np
import pytest

from gancheck.theory.kronrod import rule


def test_exact_for_polynomials_on_the_line() -> None:
    r = rule(1)
    for degree in range(32):
        exact = 0.0 if degree % 2 else 2.0 / (degree + 1)
        powers = r.nodes[:, 0] ** degree
        assert abs(r.kronrod @ powers - exact) < 1e-15 * 10, degree
        if degree <= 19:
            assert abs(r.gauss @ powers - exact) < 1e-14, degree
    assert abs(r.gauss @ r.nodes[:, 0] ** 20 - 2 / 21) > 1e-7  # the Gauss rule stops there, and so can tell


def test_exact_for_polynomials_in_the_plane() -> None:
    r = rule(2)
    for i, j in ((0, 0), (4, 6), (22, 2), (1, 8)):
        exact = np.prod([0.0 if d % 2 else 2.0 / (d + 1) for d in (i, j)])
        powers = r.nodes[:, 0] ** i * r.nodes[:, 1] ** j
        assert abs(r.kronrod @ powers - exact) < 1e-14
    rough = r.nodes[:, 0] ** 18
    kronrod, first, second = (weights @ rough for weights in (r.kronrod, *r.gauss_along))
    assert abs(kronrod - first) > 1e-6  # the error is along the first axis
    assert abs(kronrod - second) < 1e-14


def test_other_dimensions_are_refused() -> None:
    with pytest.raises(ValueError, match="1 and 2 dimensions, not 3"):
        rule(3)
