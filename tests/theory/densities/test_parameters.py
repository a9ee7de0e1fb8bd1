import math

import pytest

from gancheck.theory.densities.parameters import around, count, finite, interval, positive, shares, vector


def test_good_parameters_come_back_as_floats() -> None:
    assert type(finite("X", "a", 3)) is float
    assert positive("X", "a", 1e-300) == 1e-300
    assert interval("X", 0, 1) == (0.0, 1.0)
    assert vector("X", "a", [1, 2]) == (1.0, 2.0)
    assert count("X", "a", 3) == 3


@pytest.mark.parametrize(
    ("check", "error", "sentence"),
    [
        (lambda: finite("X", "a", None), TypeError, "X: a must be a number, not None"),
        (lambda: finite("X", "a", math.inf), ValueError, "X: a must be finite, not inf"),
        (lambda: positive("X", "a", 0), ValueError, "X: a must be positive, not 0"),
        (lambda: interval("X", 2, 1), ValueError, "X: low must be below high, not low = 2 and high = 1"),
        (lambda: vector("X", "a", []), ValueError, "X: a must have at least one entry"),
        (lambda: vector("X", "a", [0, "b"]), TypeError, r"X: a\[1\] must be a number, not 'b'"),
        (lambda: count("X", "a", True), TypeError, "X: a must be an integer, not True"),
        (lambda: count("X", "a", 1, least=2), ValueError, "X: a must be at least 2, not 1"),
        (lambda: shares("X", 0, None), ValueError, "X: give at least one component"),
        (
            lambda: shares("X", 2, [1, 1]),
            ValueError,
            "X: weights must sum to 1, not 2: divide them by their sum",
        ),
    ],
)
def test_each_wrong_one_has_its_sentence(check: object, error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=f"^{sentence}$"):
        check()


def test_shares_sum_to_1_to_rounding() -> None:
    assert shares("X", 3, None) == [1 / 3] * 3
    assert math.fsum(shares("X", 3, [0.1, 0.2, 0.7000001])) == pytest.approx(1, abs=1e-15)


def test_points_around_a_center() -> None:
    assert around(1.0, 0.5, (1, 4)) == (-1.0, 0.5, 1.0, 1.5, 3.0)
