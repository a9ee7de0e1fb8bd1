import math

import pytest
import torch
from scipy import special

from gancheck.theory.densities.quantiles import bisect_quantile, probabilities

U = torch.tensor([0.0, 1e-12, 0.2, 0.5, 0.99, 1.0], dtype=torch.float64)


def test_an_infinite_bracket_is_found_by_doubling() -> None:
    def cdf(x: torch.Tensor) -> torch.Tensor:
        return torch.special.ndtr((x[..., 0] - 1e6) / 1e-3)

    x = bisect_quantile(cdf, U, (-math.inf, math.inf), "law")[:, 0]
    assert x[0] == -math.inf
    assert x[-1] == math.inf
    expected = 1e6 + 1e-3 * special.ndtri(U[1:-1].numpy())
    torch.testing.assert_close(x[1:-1], torch.as_tensor(expected), rtol=0, atol=1e-9)


@pytest.mark.parametrize("bracket", [(0.0, math.inf), (0.0, 50.0)])
def test_a_half_line(bracket: tuple[float, float]) -> None:
    x = bisect_quantile(lambda x: -torch.expm1(-x[..., 0].clamp(min=0)), U, bracket, "law")[:, 0]
    torch.testing.assert_close(x[:-1], -torch.log1p(-U[:-1]), rtol=1e-12, atol=0)


def test_a_half_line_to_the_left() -> None:
    x = bisect_quantile(lambda x: torch.exp(x[..., 0].clamp(max=0)), U, (-math.inf, 0.0), "law")[:, 0]
    torch.testing.assert_close(x, torch.log(U), rtol=1e-12, atol=0)


def test_jumps_and_flat_stretches_give_the_least_point() -> None:
    def cdf(x: torch.Tensor) -> torch.Tensor:
        return 0.25 * (x[..., 0] >= -1).double() + 0.75 * (x[..., 0] >= 2).double()

    u = torch.tensor([0.1, 0.25, 0.26, 0.9], dtype=torch.float64)
    assert bisect_quantile(cdf, u, (-5.0, 5.0), "law")[:, 0].tolist() == [-1, -1, 2, 2]


def test_shapes() -> None:
    def cdf(x: torch.Tensor) -> torch.Tensor:
        return x[..., 0].clamp(0, 1)

    assert bisect_quantile(cdf, torch.full((3, 4), 0.3), (0.0, 1.0), "law").shape == (3, 4, 1)
    assert bisect_quantile(cdf, torch.tensor(0.5), (0.0, 1.0), "law").shape == (1,)


def test_what_is_no_probability_is_refused() -> None:
    for wrong in (-1e-9, 1 + 1e-9, math.nan):
        with pytest.raises(ValueError, match=r"every entry must be in \[0, 1\]"):
            probabilities(torch.tensor([wrong], dtype=torch.float64))
    with pytest.raises(NotImplementedError, match="law is not on the line"):
        bisect_quantile(lambda x: x, U, None, "law")
