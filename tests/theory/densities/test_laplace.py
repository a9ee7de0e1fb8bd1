import math

import pytest
import torch

from gancheck.theory.densities import Laplace


def test_scale_parameter_and_standard_deviation_are_two_things() -> None:
    density = Laplace(0.0, scale=2.0)
    assert density.decay == 2.0
    assert density.scale == pytest.approx(2 * math.sqrt(2))
    assert density.log_prob(torch.tensor([2.0], dtype=torch.float64)).item() == pytest.approx(-math.log(4) - 1)


@pytest.mark.parametrize("z", [1.0, 30.0, 300.0, 700.0])
def test_both_tails_keep_their_digits(z: float) -> None:
    density = Laplace(0.0, 1.0)
    exact = math.exp(-z) / 2
    assert density.cdf(torch.tensor([-z], dtype=torch.float64)).item() == pytest.approx(exact, rel=1e-14)
    assert density.survival(torch.tensor([z], dtype=torch.float64)).item() == pytest.approx(exact, rel=1e-14)


def test_its_kink_is_a_landmark_and_its_mode() -> None:
    density = Laplace(-1.0, 0.7)
    assert -1.0 in density.landmarks
    assert [mode.center for mode in density.modes] == [(-1.0,)]
    assert density.center == (-1.0,)
    assert repr(density) == "Laplace(-1, 0.7)"


def test_float32_draws_are_finite() -> None:
    # An inverse distribution function would be infinite once in 2^24 uniforms of 24 bits.
    draws = Laplace().sample(1 << 21, generator=torch.Generator().manual_seed(0), dtype=torch.float32)
    assert draws.isfinite().all()


def test_wrong_parameters_are_named() -> None:
    with pytest.raises(ValueError, match="Laplace: scale must be positive, not 0"):
        Laplace(0, 0)
    with pytest.raises(ValueError, match="Laplace: loc must be finite, not inf"):
        Laplace(math.inf)
