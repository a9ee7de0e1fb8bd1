"""What goes in and out of somebody else's GAN, and the sentence for everything that can't come out of one."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from gancheck.targets import Subject, TargetFault
from gancheck.theory import Gaussian
from tests.gans.handwritten import Handwritten
from tests.gans.odd import players


class Returning:
    """Samples and discriminates by returning what it was made with."""

    def __init__(self, value: Any, output: str = "probability") -> None:
        self.value, self.output = value, output

    def sample(self, n: int) -> Any:
        return self.value

    def discriminate(self, x: Tensor) -> Any:
        return self.value


@pytest.mark.parametrize(
    "value",
    [
        torch.zeros(4, 1),
        torch.zeros(4),
        np.zeros((4, 1), np.float32),
        [[0.0]] * 4,
        torch.zeros(4, 1, requires_grad=True),
    ],
)
def test_rows_come_back_as_float64_columns(value: Any) -> None:
    rows = Subject(Returning(value)).sample(4, 0)
    assert rows.shape == (4, 1)
    assert rows.dtype == torch.float64
    assert not rows.requires_grad


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (torch.zeros(3, 1), "sample(4) returned shape (3, 1), expected (4, 1)"),
        (torch.zeros(4, 2), "sample(4) returned shape (4, 2), expected (4, 1)"),
        (torch.tensor(0.0), "sample(4) returned shape (), expected (4, 1)"),
        ("text", "sample(4) returned a str, not a tensor or an array"),
        (None, "sample(4) returned a NoneType, not a tensor or an array"),
    ],
)
def test_wrong_samples_are_the_targets_fault(value: Any, sentence: str) -> None:
    with pytest.raises(TargetFault) as caught:
        Subject(Returning(value)).sample(4, 0)
    assert str(caught.value) == sentence


def test_non_finite_samples_pass_through() -> None:
    assert Subject(Returning(torch.full((4, 1), math.nan))).sample(4, 0).isnan().all()


def test_probabilities_become_logits() -> None:
    p = torch.tensor([0.0, 0.25, 0.5, 1.0], dtype=torch.float64)
    logits = Subject(Returning(p)).discriminate(torch.zeros(4, 1))
    assert logits[1] == pytest.approx(-math.log(3))
    assert logits[2] == 0
    assert logits[3] == -logits[0] == pytest.approx(40 * math.log(2), rel=1e-6)


def test_logits_stay_logits() -> None:
    given = torch.tensor([-50.0, 0.0, 3.0])
    assert torch.equal(Subject(Returning(given, "logits")).discriminate(torch.zeros(3, 1)), given.double())


def test_logits_taken_for_probabilities_are_told() -> None:
    with pytest.raises(TargetFault, match="returned 3, which is no probability: if it returns logits"):
        Subject(Returning(torch.tensor([0.1, 3.0]))).discriminate(torch.zeros(2, 1))


def test_training_stops_when_asked() -> None:
    subject = Subject(Handwritten())
    seen: list[int] = []
    subject.train(Gaussian(), torch.Generator().manual_seed(0), after=lambda i: seen.append(i) or i == 4)
    assert seen == [1, 2, 3, 4]


def test_fit_is_given_all_rows_at_once() -> None:
    class Fits:
        iterations, minibatch = 10, 32

        def fit(self, data: Tensor) -> None:
            self.shape = data.shape

    subject = Subject(Fits())
    subject.train(Gaussian(), torch.Generator().manual_seed(0))
    assert subject.gan.shape == (320, 1)


def test_the_exact_density_needs_a_generator_and_its_prior() -> None:
    gan = players()
    assert Subject(gan).exact_density() is None
    gan.prior = Gaussian()
    exact = Subject(gan).exact_density()
    assert exact is not None
    fakes = Subject(gan).sample(100_000, 0)
    x = torch.sort(fakes[:, 0]).values
    empirical = torch.arange(1, len(x) + 1, dtype=torch.float64) / len(x)
    # DKW: exceeds 0.0085 with probability 2 exp(-2 * 1e5 * 0.0085^2) = 1e-6.
    assert float((exact.cdf(x[:, None]) - empirical).abs().max()) < 0.0085 + 1e-5


def test_sampling_is_seeded_and_leaves_training_its_own_noise() -> None:
    class Numpy:
        def sample(self, n: int) -> Any:
            return np.random.normal(size=(n, 1))  # noqa: NPY002

    subject = Subject(Numpy())
    torch.manual_seed(3)
    state = torch.get_rng_state()
    assert torch.equal(subject.sample(4, 1), subject.sample(4, 1))
    assert torch.equal(torch.get_rng_state(), state)


def test_an_unknown_objective_is_the_targets_fault() -> None:
    gan = Handwritten()
    gan.objective = "gan-of-my-own"  # type: ignore[attr-defined]
    with pytest.raises(TargetFault, match=r"attribute objective has to be one of 'minimax', .*, not 'gan-of-my-own'"):
        Subject(gan)
