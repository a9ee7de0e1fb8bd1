"""What is known exactly: densities, divergences and the value function. Knows no training."""

from gancheck.theory import function_space
from gancheck.theory.densities import (
    NOISE_PRIORS,
    Atom,
    Beta,
    Density,
    Empirical,
    Gaussian,
    GaussianNd,
    Laplace,
    Mixture,
    Mode,
    Product,
    StudentT,
    Uniform,
    digits,
    grid,
    noise_prior,
    ring,
)
from gancheck.theory.divergences import criterion, jsd, kl, total_variation
from gancheck.theory.f_divergences import (
    kantorovich_potential,
    pearson,
    squared_hellinger,
    triangular,
    wasserstein,
)
from gancheck.theory.integrals import Integral, IntegrationError, integrate
from gancheck.theory.objectives import OBJECTIVES, Objective, objective, register
from gancheck.theory.pushforward import Pushforward, Sandwich, pushforward, sandwich
from gancheck.theory.value import OptimalLogit, optimal_logit, value, value_gap

__all__ = [
    "NOISE_PRIORS",
    "OBJECTIVES",
    "Atom",
    "Beta",
    "Density",
    "Empirical",
    "Gaussian",
    "GaussianNd",
    "Integral",
    "IntegrationError",
    "Laplace",
    "Mixture",
    "Mode",
    "Objective",
    "OptimalLogit",
    "Product",
    "Pushforward",
    "Sandwich",
    "StudentT",
    "Uniform",
    "criterion",
    "digits",
    "function_space",
    "grid",
    "integrate",
    "jsd",
    "kantorovich_potential",
    "kl",
    "noise_prior",
    "objective",
    "optimal_logit",
    "pearson",
    "pushforward",
    "register",
    "ring",
    "sandwich",
    "squared_hellinger",
    "total_variation",
    "triangular",
    "value",
    "value_gap",
    "wasserstein",
]
