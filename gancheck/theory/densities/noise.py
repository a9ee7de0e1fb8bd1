"""The generator's noise priors, by name."""

from __future__ import annotations

import math

from gancheck.theory.densities.density import Density
from gancheck.theory.densities.gaussian import Gaussian, GaussianNd
from gancheck.theory.densities.parameters import count
from gancheck.theory.densities.product import Product
from gancheck.theory.densities.uniform import Uniform

# The authors' code draws from U(-sqrt 3, sqrt 3), which has mean 0 and variance 1.
_UNIFORMS = {"uniform": Uniform(0.0, 1.0), "uniform-sqrt3": Uniform(-math.sqrt(3), math.sqrt(3))}
NOISE_PRIORS = ("gaussian", *_UNIFORMS)


def noise_prior(name: str, dim: int = 1) -> Density:
    """Return the noise prior p_z on R^dim with independent coordinates.

    "gaussian" is N(0, 1), "uniform" is U(0, 1), "uniform-sqrt3" is U(-sqrt 3, sqrt 3), the one of the
    published experiments. Raises ValueError for another name.
    """
    count("noise_prior", "dim", dim)
    if name == "gaussian":
        return Gaussian(0.0, 1.0) if dim == 1 else GaussianNd((0.0,) * dim, 1.0)
    if name not in _UNIFORMS:
        raise ValueError(f"no noise prior is named {name!r}: choose one of {', '.join(NOISE_PRIORS)}")
    return _UNIFORMS[name] if dim == 1 else Product((_UNIFORMS[name],) * dim)
