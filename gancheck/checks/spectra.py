"""The spectrum of Algorithm 1 as it really steps, against one that theory predicts."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from gancheck.stability.games import Spectrum, eigenvalue_distance, spectrum_in_place
from gancheck.training import Algorithm1

Complexes = NDArray[np.complex128]


def spectrum_of(algorithm: Algorithm1) -> Spectrum:
    """Linearise one iteration where the players stand. Errors as for `spectrum_in_place`."""
    return spectrum_in_place(
        algorithm.iteration,
        (algorithm.generator, algorithm.discriminator),
        (algorithm.generator_optimizer, algorithm.discriminator_optimizer),
    )


def apart(found: Complexes, predicted: Complexes) -> float:
    """Return the largest distance of an eigenvalue from the predicted one that it is matched with.

    Where the step remembers more than was predicted, the eigenvalues that come with it have to be 0.
    """
    size = max(len(found), len(predicted))
    padded = [np.concatenate([values, np.zeros(size - len(values))]) for values in (found, predicted)]
    return eigenvalue_distance(*padded)


def deviation(algorithm: Algorithm1, predicted: Complexes) -> tuple[float, str]:
    """Return how far the eigenvalues of one iteration are `apart` from those predicted, and why if infinitely.

    They are where the step has no spectrum: the players do not stay at the equilibrium, or its map is not smooth.
    """
    try:
        return apart(spectrum_of(algorithm).eigenvalues, predicted), ""
    except ValueError as error:
        return math.inf, str(error)
