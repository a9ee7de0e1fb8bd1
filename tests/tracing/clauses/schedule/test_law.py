"""The law of the noise. A right one is flagged with probability 1e-4 a test: below 1e-3 for the tests here."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from tests.tracing.loops import Gan, M, Z, told, watched

NAME = "noise-law"


class Drawing(Gan):
    """Noise of any law, for G's step of another one."""

    def __init__(self, law: Callable[[], Tensor], of_g: Callable[[], Tensor] | None = None) -> None:
        super().__init__()
        self.law, self.of_d_law, self.of_g_law = law, law, of_g or law

    def noise(self) -> Tensor:
        return self.law()

    def step_g(self) -> None:
        self.law = self.of_g_law
        super().step_g()
        self.law = self.of_d_law


def rows_alike() -> Tensor:
    return torch.randn(1, Z).expand(M, Z).clone()


def grid() -> Tensor:
    return torch.linspace(-1, 1, M)[:, None].expand(M, Z).clone()


def uniform() -> Tensor:
    return 2 * torch.rand(M, Z) - 1


@pytest.mark.parametrize(
    ("law", "cause"),
    [
        (lambda: torch.zeros(M, Z), "zero"),
        (lambda: torch.full((M, Z), 0.7), "constant"),
        (rows_alike, "broadcast"),
        (grid, "grid"),
    ],
)
def test_what_is_no_sample(law: Callable[[], Tensor], cause: str) -> None:
    assert told(NAME, watched(Drawing(law))) == {("violation", cause): 1}


def test_opposite_pairs_are_a_note() -> None:
    def pairs() -> Tensor:
        half = torch.randn(M // 2, Z)
        return torch.cat([half, -half])

    assert told(NAME, watched(Drawing(pairs))) == {("note", "quasi-random"): 1, ("kept", ""): 1}


def test_two_laws() -> None:
    pair = watched(Drawing(lambda: torch.randn(M, Z), lambda: 3 * torch.randn(M, Z)))
    assert told(NAME, pair) == {("violation", "differs"): 1}


@pytest.mark.parametrize(
    "law",
    [
        lambda: torch.randn(M, Z),
        uniform,
        lambda: torch.rand(M, Z),
        lambda: torch.nn.functional.normalize(torch.randn(M, Z)),
    ],
)
def test_right_priors(law: Callable[[], Tensor]) -> None:
    assert told(NAME, watched(Drawing(law))) == {("kept", ""): 1}
