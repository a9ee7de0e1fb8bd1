"""Eigenvalues of a Jacobian, with a bound on how far its error can move them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]

_EPS = float(np.finfo(np.float64).eps)


def in_order(eigenvalues: Complexes) -> Complexes:
    """Sort by falling modulus, then by falling imaginary part."""
    modulus = np.round(np.abs(eigenvalues), 12)
    ordered: Complexes = eigenvalues[np.lexsort((-eigenvalues.imag, -modulus))]
    return ordered


def eigenvalues_with_error(jacobian: Floats, jacobian_error: float) -> tuple[Complexes, float]:
    """Return the eigenvalues of `(n, n)`, in order, and a bound on the distance of each from a true one.

    `jacobian_error` is a bound on the spectral norm of the Jacobian's error. The bound is the lesser of Bauer and
    Fike's (1960), the condition number of the eigenvectors times the error, and Elsner's (1985), its n-th root
    times a power of the norm, which holds for defective matrices too.
    """
    values, vectors = np.linalg.eig(jacobian)
    norm = float(np.linalg.norm(jacobian, 2))
    n = len(jacobian)
    error = jacobian_error + 4 * n * _EPS * norm
    with np.errstate(all="ignore"):
        condition = float(np.linalg.cond(vectors))
    bauer_fike = condition * error if np.isfinite(condition) else np.inf
    elsner = (2 * norm + error) ** (1 - 1 / n) * error ** (1 / n)
    return in_order(values.astype(np.complex128)), float(min(bauer_fike, elsner))


def eigenvalue_distance(found: Complexes, expected: Complexes) -> float:
    """Return the largest distance within pairs of eigenvalues, matched so that the sum of distances is least.

    Infinite where there are not as many of the one as of the other.
    """
    if len(found) != len(expected):
        return float("inf")
    distance = np.abs(found[:, None] - expected[None, :])
    rows, columns = linear_sum_assignment(distance)
    return float(distance[rows, columns].max())


@dataclass(frozen=True, eq=False)
class Spectrum:
    """The linearisation of an update map at a fixed point.

    `eigenvalues` `(n,)` fall in modulus; `jacobian` is `(n, n)`; each eigenvalue is within `error` of a true one.
    """

    eigenvalues: Complexes
    jacobian: Floats
    error: float

    @property
    def radius(self) -> float:
        """The spectral radius: near the fixed point each step multiplies the distance by it in the long run."""
        return float(np.abs(self.eigenvalues).max())

    @property
    def converges(self) -> bool | None:
        """Whether steps from nearby reach the fixed point: True inside the unit circle, False outside.

        None where the radius is 1 within `error`: there the linearisation does not decide.
        """
        return _decided(1.0 - self.radius, self.error)


@dataclass(frozen=True, eq=False)
class FieldSpectrum:
    """The linearisation of a vector field at an equilibrium: continuous time, or infinitely small steps.

    `eigenvalues` `(n,)` fall in modulus; `jacobian` is `(n, n)`; each eigenvalue is within `error` of a true one.
    """

    eigenvalues: Complexes
    jacobian: Floats
    error: float

    @property
    def abscissa(self) -> float:
        """The largest real part: the distance grows like exp(abscissa t) in the long run."""
        return float(self.eigenvalues.real.max())

    @property
    def converges(self) -> bool | None:
        """Whether the flow from nearby reaches the equilibrium; None where the abscissa is 0 within `error`."""
        return _decided(-self.abscissa, self.error)


def _decided(margin: float, error: float) -> bool | None:
    return None if abs(margin) <= error else margin > 0
