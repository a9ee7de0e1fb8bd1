"""How much of p_g is on each mode, and which modes are lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from gancheck.evidence import binomial, mode_masses

LEAST = 0.25  # of a mode's weight: with less it is lost
ALPHA = 1e-6  # the probability, a snapshot, that a p_g with that much on every mode is said to have lost one


class Coverage(NamedTuple):
    """The shares of the fakes on each mode, and the modes shown to have less than a quarter of their weight."""

    masses: tuple[float, ...]
    lost: tuple[int, ...]


def coverage(index: Tensor, weights: Sequence[float]) -> Coverage:
    """From the mode of each fake, `(n,)`, -1 for none: one binomial test a mode (`gancheck.evidence.binomial`)."""
    counts = torch.bincount(index + 1, minlength=len(weights) + 1)[1:].tolist()
    judged = mode_masses(counts, len(index), weights, alpha=ALPHA, fraction=LEAST)
    return Coverage(tuple(mode.mass for mode in judged), tuple(mode.mode for mode in judged if mode.lost))


def exact_coverage(masses: Sequence[float], weights: Sequence[float]) -> Coverage:
    """From masses that are known."""
    lost = tuple(i for i, (mass, weight) in enumerate(zip(masses, weights, strict=True)) if mass < LEAST * weight)
    return Coverage(tuple(masses), lost)


def samples_needed(weights: Sequence[float]) -> int:
    """How many fakes show that a mode is lost which none of them is on."""
    least = min(weights)
    return binomial.samples_needed(0.0, least, alpha=ALPHA, beta=0.5, modes=len(weights), fraction=LEAST)
