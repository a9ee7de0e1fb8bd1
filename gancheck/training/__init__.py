"""Training: networks, Algorithm 1, recipes that converge, and ensembles of GANs trained at once."""

from gancheck.training.algorithm import Algorithm1, Losses
from gancheck.training.average import WeightAverage
from gancheck.training.ensemble import Ensemble
from gancheck.training.finite import NonFiniteError
from gancheck.training.game import Game
from gancheck.training.gan import GAN, evaluating
from gancheck.training.minibatches import Minibatches
from gancheck.training.networks import ACTIVATIONS, Maxout, initialise_uniform, mlp, scale
from gancheck.training.presets import PAPER, PRESETS, REF, REF_1D
from gancheck.training.recipe import Network, Recipe
from gancheck.training.rules import MomentumSGD, Rule
from gancheck.training.schedule import Decay, MomentumRamp
from gancheck.training.trainer import Recorder, Trainer

__all__ = [
    "ACTIVATIONS",
    "GAN",
    "PAPER",
    "PRESETS",
    "REF",
    "REF_1D",
    "Algorithm1",
    "Decay",
    "Ensemble",
    "Game",
    "Losses",
    "Maxout",
    "Minibatches",
    "MomentumRamp",
    "MomentumSGD",
    "Network",
    "NonFiniteError",
    "Recipe",
    "Recorder",
    "Rule",
    "Trainer",
    "WeightAverage",
    "evaluating",
    "initialise_uniform",
    "mlp",
    "scale",
]
