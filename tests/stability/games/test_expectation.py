"""Losses as expectations: with equal weights they are the objective's own means."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from torch import Tensor
from torch.nn.functional import softplus

from gancheck.stability.games.expectation import check_separable, discriminator_loss, generator_loss
from gancheck.theory import OBJECTIVES, objective

REAL, FAKE = torch.randn(2, 12, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def even(logits: Tensor) -> tuple[Tensor, Tensor]:
    return logits, torch.full_like(logits, 1 / len(logits))


@pytest.mark.parametrize("name", OBJECTIVES)
def test_equal_weights_are_a_minibatch(name: str) -> None:
    known = objective(name)
    found = discriminator_loss(known, even(REAL), even(FAKE[:7]))
    torch.testing.assert_close(found, known.discriminator_loss(REAL, FAKE[:7]), rtol=1e-14, atol=1e-14)
    torch.testing.assert_close(generator_loss(known, even(FAKE)), known.generator_loss(FAKE), rtol=1e-14, atol=1e-14)
    check_separable(known)


def test_weights_weigh() -> None:
    weights = torch.tensor([0.75, 0.25], dtype=torch.float64)
    known = objective("minimax")
    found = discriminator_loss(known, (REAL[:2], weights), (FAKE[:2], weights))
    torch.testing.assert_close(found, weights @ softplus(-REAL[:2]) + weights @ softplus(FAKE[:2]))
    torch.testing.assert_close(generator_loss(known, (FAKE[:2], weights)), -weights @ softplus(FAKE[:2]))


def test_a_relativistic_loss_is_told() -> None:
    paired = dataclasses.replace(
        objective("minimax"), name="relativistic", discriminator_loss=lambda r, f: softplus(f - r).mean(-1).sum()
    )
    with pytest.raises(ValueError, match="'relativistic' is no sum of a term for data and one for fakes"):
        check_separable(paired)
