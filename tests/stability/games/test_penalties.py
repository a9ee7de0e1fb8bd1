"""Penalties: what they cannot be."""

from __future__ import annotations

import math

import pytest

from gancheck.stability.games import Consensus, GradientPenalty, InstanceNoise


@pytest.mark.parametrize("value", [-1.0, math.inf, math.nan])
def test_a_weight_is_finite_and_not_negative(value: float) -> None:
    for make in (GradientPenalty, InstanceNoise, Consensus, lambda target: GradientPenalty(1.0, target)):
        with pytest.raises(ValueError, match="has to be a finite number of at least 0"):
            make(value)
