"""Densities on the line beside what SciPy says about the same laws, for the tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from gancheck.theory.densities import Beta, Density, Gaussian, Laplace, Mixture, Product, StudentT, Uniform

# A random test of this folder fails by chance with at most this probability, unless it says otherwise.
FALSE_ALARM = 1e-6


@dataclass(frozen=True)
class ScipyMixture:
    """A mixture of frozen SciPy distributions, in probabilities and not in logarithms."""

    parts: tuple[object, ...]
    weights: tuple[float, ...]

    def _sum(self, method: str, x: np.ndarray) -> np.ndarray:
        return sum(w * getattr(part, method)(x) for w, part in zip(self.weights, self.parts, strict=True))

    def logpdf(self, x: np.ndarray) -> np.ndarray:
        with np.errstate(divide="ignore"):
            return np.log(self._sum("pdf", x))

    def cdf(self, x: np.ndarray) -> np.ndarray:
        return self._sum("cdf", x)

    def sf(self, x: np.ndarray) -> np.ndarray:
        return self._sum("sf", x)

    def std(self) -> float:
        mean = sum(w * part.mean() for w, part in zip(self.weights, self.parts, strict=True))
        square = sum(w * (part.var() + part.mean() ** 2) for w, part in zip(self.weights, self.parts, strict=True))
        return float(np.sqrt(square - mean**2))


CASES: dict[str, tuple[Density, object]] = {
    "gaussian": (Gaussian(1.5, 0.5), stats.norm(1.5, 0.5)),
    "laplace": (Laplace(-1.0, 0.7), stats.laplace(-1.0, 0.7)),
    "uniform": (Uniform(-2.0, 3.0), stats.uniform(-2.0, 5.0)),
    "student": (StudentT(3, 0.5, 2.0), stats.t(3, 0.5, 2.0)),
    "cauchy": (StudentT(1, 0.0, 0.3), stats.cauchy(0.0, 0.3)),
    "beta": (Beta(2.0, 5.0, -1.0, 3.0), stats.beta(2.0, 5.0, -1.0, 4.0)),
    "singular beta": (Beta(0.5, 0.3), stats.beta(0.5, 0.3)),
    "gaussians": (
        Mixture([Gaussian(-1, 0.5), Gaussian(1, 0.25)], [0.3, 0.7]),
        ScipyMixture((stats.norm(-1, 0.5), stats.norm(1, 0.25)), (0.3, 0.7)),
    ),
    "all kinds": (
        Mixture([Laplace(0, 0.1), Uniform(1, 2), StudentT(5, -3), Beta(2, 2)], [0.1, 0.2, 0.3, 0.4]),
        ScipyMixture(
            (stats.laplace(0, 0.1), stats.uniform(1, 1), stats.t(5, -3), stats.beta(2, 2)),
            (0.1, 0.2, 0.3, 0.4),
        ),
    ),
    "one factor": (Product([Gaussian(1.5, 0.5)]), stats.norm(1.5, 0.5)),
}
