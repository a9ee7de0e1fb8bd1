"""Fakes: from a generator and its noise or from a black box, and one sentence for what is wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from gancheck.stability.measuring.fakes import Fakes
from gancheck.stability.measuring.faults import UserFault
from gancheck.theory import Gaussian, noise_prior
from gancheck.training import mlp


def _draws() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def test_a_generator_and_its_noise() -> None:
    net = nn.Linear(2, 3)
    z = torch.arange(1200.0).reshape(600, 2)
    calls = iter((z[:256], z[256:512], z[512:]))
    fakes = Fakes(net, lambda n: next(calls), None)
    assert torch.equal(fakes.draw(600, _draws()), net(z))
    assert fakes.module is net


def test_a_tuple_of_noise_is_passed_on() -> None:
    fakes = Fakes(lambda z, y: z + y, lambda n: (torch.ones(n, 2), torch.ones(n, 1)), None)
    assert torch.equal(fakes.draw(5, _draws()), torch.full((5, 2), 2.0))


def test_a_density_of_noise_in_the_generators_dtype() -> None:
    fakes = Fakes(nn.Linear(4, 1).double(), noise_prior("gaussian", 4), None)
    made = fakes.draw(7, _draws())
    assert made.dtype is torch.float64
    assert torch.equal(made, fakes.draw(7, _draws()))


def test_a_black_box_of_arrays() -> None:
    assert Fakes(None, None, lambda n: np.ones((n, 3, 2))).draw(300, _draws()).shape == (300, 3, 2)


def test_a_compiled_or_wrapped_generator_is_looked_into() -> None:
    net = nn.Linear(1, 1)
    assert Fakes(nn.DataParallel(net), Gaussian(), None).module is net
    assert Fakes(torch.compile(net, backend="eager"), Gaussian(), None).module is net


def test_p_g_is_known_on_the_line_alone() -> None:
    assert Fakes(mlp((1, 4, 1)), Gaussian(), None).density() is not None
    assert Fakes(mlp((1, 4, 1)), lambda n: torch.randn(n, 1), None).density() is None
    assert Fakes(mlp((2, 4, 1)), noise_prior("gaussian", 2), None).density() is None
    assert Fakes(mlp((1, 4, 2)), Gaussian(), None).density() is None
    assert Fakes(mlp((1, 4, 1)), Gaussian(), lambda n: torch.zeros(n, 1)).density() is None


def test_fakes_may_be_no_numbers() -> None:
    assert Fakes(None, None, lambda n: torch.full((n, 1), torch.nan)).draw(3, _draws()).isnan().all()


def _raise(*_: Any) -> Tensor:
    raise KeyError("latent")


@pytest.mark.parametrize(
    ("fakes", "sentence"),
    [
        (Fakes(None, None, _raise), "sample(3) raised KeyError: 'latent'"),
        (Fakes(nn.Linear(2, 1), _raise, None), "noise(3) raised KeyError: 'latent'"),
        (Fakes(_raise, lambda n: torch.zeros(n, 1), None), "generator(noise(3)) raised KeyError: 'latent'"),
        (
            Fakes(None, None, lambda n: torch.zeros(64, 2)),
            "sample(3) returned shape (64, 2); it has to return 3 rows, shape (3, ...)",
        ),
        (
            Fakes(None, None, lambda n: [0.0] * n),
            "sample(3) returned a list; it has to return a tensor or an array",
        ),
        (
            Fakes(nn.Linear(2, 1), lambda n: torch.zeros(64, 2), None),
            "noise(3) returned shape (64, 2); it has to return 3 rows",
        ),
        (
            Fakes(nn.Linear(2, 1), lambda n: torch.full((n, 2), torch.nan), None),
            "noise(3) returned numbers that are not finite",
        ),
        (
            Fakes(lambda z: (z, z), lambda n: torch.zeros(n, 2), None),
            "generator(noise(3)) returned a tuple; it has to return a tensor or an array",
        ),
        (
            Fakes(lambda z: z.sum(), lambda n: torch.zeros(n, 2), None),
            "generator(noise(3)) returned shape (); it has to return 3 rows, shape (3, ...)",
        ),
    ],
)
def test_what_is_wrong_is_one_sentence(fakes: Fakes, sentence: str) -> None:
    with pytest.raises(UserFault) as caught:
        fakes.draw(3, _draws())
    assert str(caught.value) == sentence


def test_rows_of_different_shapes() -> None:
    shapes = iter((2, 3))
    with pytest.raises(UserFault, match=r"fakes have shapes \[\(2,\), \(3,\)\] a row"):
        Fakes(None, None, lambda n: torch.zeros(n, next(shapes))).draw(300, _draws())


def test_too_little_is_given() -> None:
    with pytest.raises(ValueError, match="a monitor needs fakes: give generator= and noise=, or sample="):
        Fakes(None, None, None)
    with pytest.raises(ValueError, match="a monitor needs the generator's noise"):
        Fakes(nn.Linear(1, 1), None, None)
