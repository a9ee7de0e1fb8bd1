import numpy as np
import pytest
import torch

from gancheck.theory import Gaussian
from gancheck.theory.pushforward.generators import evaluator, initial_knots
from gancheck.theory.pushforward.interpolation import cubic_pieces
from gancheck.theory.pushforward.maps import CubicPieces


def interpolated(generator, accuracy: float = 1e-10) -> tuple[CubicPieces, float]:  # type: ignore[no-untyped-def]
    prior = Gaussian()
    return cubic_pieces(evaluator(generator), initial_knots(prior, 1e-19), prior, accuracy=accuracy)


@pytest.mark.parametrize(
    "generator",
    [torch.sin, torch.tanh, torch.exp, lambda z: z**3 - z],
    ids=["sin", "tanh", "exp", "cubic"],
)
def test_smooth_maps_are_met(generator) -> None:  # type: ignore[no-untyped-def]
    pieces, error = interpolated(generator)
    z = np.random.default_rng(0).uniform(-9, 9, 5000)
    exact = generator(torch.from_numpy(z)).numpy()
    assert np.abs(pieces.forward(z) - exact).max() <= 5e-10 * np.ptp(pieces.x)
    assert 0 < error < 2e-5


def test_folds_are_knots() -> None:
    pieces, _ = interpolated(lambda z: z**3 - z)
    folds = pieces.z[pieces.dx == 0.0]
    np.testing.assert_allclose(folds, [-(3**-0.5), 3**-0.5], atol=1e-12)


def test_kinks_are_closed_in_on() -> None:
    pieces, error = interpolated(lambda z: torch.abs(z - 0.3) + 0.1 * z)
    z = np.linspace(-5, 5, 10_001)
    np.testing.assert_allclose(pieces.forward(z), np.abs(z - 0.3) + 0.1 * z, atol=1e-6)
    assert np.diff(pieces.z).min() < 1e-6
    assert error < 1e-4


def test_a_lower_accuracy_needs_fewer_knots() -> None:
    fine, _ = interpolated(torch.tanh)
    coarse, error = interpolated(torch.tanh, accuracy=1e-5)
    assert len(coarse.z) < len(fine.z)
    assert error < 1e-2


@pytest.mark.parametrize("generator", [torch.sin, torch.exp, lambda z: z**3 - z, lambda z: torch.abs(z - 0.3)])
def test_every_piece_is_monotone(generator) -> None:  # type: ignore[no-untyped-def]
    pieces, _ = interpolated(generator)
    shares = np.linspace(0, 1, 21)
    z = pieces.z[:-1, None] + np.diff(pieces.z)[:, None] * shares
    steps = np.diff(pieces.forward(z.ravel()).reshape(z.shape), axis=1)
    direction = np.sign(np.diff(pieces.x))[:, None]
    assert (steps * direction >= -1e-14 * np.abs(pieces.x).max()).all()
