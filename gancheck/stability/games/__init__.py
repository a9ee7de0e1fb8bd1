"""Exact oracles of instability, without training: spectra of games, duality gaps, the birthday bound.

`spectrum(step, at)` linearises anybody's update map; `DiracGAN`, `Bilinear` and `GaussianGAN` are games whose
spectra are known under every rule, which `predicted_eigenvalues` gives in closed form.
"""

from gancheck.stability.games.bilinear import Bilinear
from gancheck.stability.games.birthday import (
    SupportSize,
    distinct_probabilities,
    duplicate_probability,
    samples_needed,
    support_size,
)
from gancheck.stability.games.differences import NotSmoothError
from gancheck.stability.games.dirac_gan import DiracGAN
from gancheck.stability.games.duality_gap import DualityGap, Family, duality_gap
from gancheck.stability.games.duplicates import Duplicates, near_duplicates
from gancheck.stability.games.eigenvalues import FieldSpectrum, Spectrum, eigenvalue_distance
from gancheck.stability.games.game import Blocks, Game, LinearisedGame, Mode, Point
from gancheck.stability.games.gaussian_gan import GaussianGAN, Quadratic, six_rows
from gancheck.stability.games.in_place import spectrum_in_place
from gancheck.stability.games.linear import update_matrix
from gancheck.stability.games.penalties import Consensus, GradientPenalty, InstanceNoise
from gancheck.stability.games.population import PopulationGame
from gancheck.stability.games.predicted import predicted_eigenvalues, predicted_radius
from gancheck.stability.games.rates import measured_rate
from gancheck.stability.games.rules import Alternating, Extragradient, Optimistic, Simultaneous
from gancheck.stability.games.spectrum import field_spectrum, spectrum

__all__ = [
    "Alternating",
    "Bilinear",
    "Blocks",
    "Consensus",
    "DiracGAN",
    "DualityGap",
    "Duplicates",
    "Extragradient",
    "Family",
    "FieldSpectrum",
    "Game",
    "GaussianGAN",
    "GradientPenalty",
    "InstanceNoise",
    "LinearisedGame",
    "Mode",
    "NotSmoothError",
    "Optimistic",
    "Point",
    "PopulationGame",
    "Quadratic",
    "Simultaneous",
    "Spectrum",
    "SupportSize",
    "distinct_probabilities",
    "duality_gap",
    "duplicate_probability",
    "eigenvalue_distance",
    "field_spectrum",
    "measured_rate",
    "near_duplicates",
    "predicted_eigenvalues",
    "predicted_radius",
    "samples_needed",
    "six_rows",
    "spectrum",
    "spectrum_in_place",
    "support_size",
    "update_matrix",
]
