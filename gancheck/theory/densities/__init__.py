"""Known densities: what p_data and the noise prior can be."""

from gancheck.theory.densities.beta import Beta
from gancheck.theory.densities.density import Atom, Density, Mode
from gancheck.theory.densities.empirical import Empirical, digits
from gancheck.theory.densities.gaussian import Gaussian, GaussianNd
from gancheck.theory.densities.laplace import Laplace
from gancheck.theory.densities.layouts import grid, ring
from gancheck.theory.densities.mixture import Mixture
from gancheck.theory.densities.noise import NOISE_PRIORS, noise_prior
from gancheck.theory.densities.product import Product
from gancheck.theory.densities.student import StudentT
from gancheck.theory.densities.uniform import Uniform

__all__ = [
    "NOISE_PRIORS",
    "Atom",
    "Beta",
    "Density",
    "Empirical",
    "Gaussian",
    "GaussianNd",
    "Laplace",
    "Mixture",
    "Mode",
    "Product",
    "StudentT",
    "Uniform",
    "digits",
    "grid",
    "noise_prior",
    "ring",
]
