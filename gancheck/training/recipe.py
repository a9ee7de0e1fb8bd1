"""Recipes: everything that, with a seed and p_data, determines a run of Algorithm 1."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from torch import nn

from gancheck.theory import Density, noise_prior
from gancheck.training.networks import initialise_uniform, mlp, scale
from gancheck.training.rules import Rule
from gancheck.training.schedule import Decay, MomentumRamp


@dataclass(frozen=True)
class Network:
    """A player's hidden layers: see `mlp`.

    `uniform` is the half width of uniform initial weights, with biases 0; without it torch's default, all
    parameters times `gain`.
    """

    widths: tuple[int, ...] = (32, 32)
    activation: str = "leaky-relu"
    output: str | None = None
    pieces: int = 5
    input_dropout: float = 0.0
    hidden_dropout: float = 0.0
    uniform: float | None = None
    gain: float = 1.0

    def build(self, inputs: int, outputs: int) -> nn.Sequential:
        """Build the network, initialised from torch's global random state."""
        network = mlp(
            (inputs, *self.widths, outputs),
            self.activation,
            output=self.output,
            pieces=self.pieces,
            input_dropout=self.input_dropout,
            hidden_dropout=self.hidden_dropout,
        )
        if self.uniform is not None:
            initialise_uniform(network, self.uniform)
        elif self.gain != 1:
            scale(network, self.gain)
        return network


@dataclass(frozen=True)
class Recipe:
    """The settings of Algorithm 1, in the paper's words where it has them.

    `k` discriminator steps before each generator step, minibatches of `minibatch` rows (the paper's m), and
    `iterations` in all; the noise prior `prior` on `latent` dimensions; `average` is the decay of the weight
    averages that the GAN is sampled from, None for the current weights. `objective` names one of
    `gancheck.theory`.
    """

    name: str
    generator_rule: Rule
    discriminator_rule: Rule
    objective: str = "non-saturating"
    k: int = 1
    minibatch: int = 128
    iterations: int = 3000
    latent: int = 4
    prior: str = "gaussian"
    generator: Network = Network()
    discriminator: Network = Network()
    decay: Decay = Decay()  # noqa: RUF009
    momentum_ramp: MomentumRamp | None = None
    average: float | None = None

    def __post_init__(self) -> None:
        for name in ("k", "minibatch", "iterations", "latent"):
            value = getattr(self, name)
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"a recipe's {name} has to be a positive integer, not {value!r}")

    def replace(self, **changes: Any) -> Recipe:
        """Return this recipe with some settings changed."""
        return dataclasses.replace(self, **changes)

    @property
    def noise_prior(self) -> Density:
        """The density of z, on `latent` dimensions."""
        return noise_prior(self.prior, self.latent)

    def build(self, dim: int) -> tuple[nn.Sequential, nn.Sequential]:
        """Build both players for data of `dim` dimensions, from torch's global random state."""
        return self.generator.build(self.latent, dim), self.discriminator.build(dim, 1)

    def to_dict(self) -> dict[str, Any]:
        """Return plain numbers, strings, tuples and dictionaries."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Recipe:
        """Return the recipe that `to_dict` was made from."""
        ramp = plain["momentum_ramp"]
        return cls(
            **{
                **plain,
                "generator_rule": _rule(plain["generator_rule"]),
                "discriminator_rule": _rule(plain["discriminator_rule"]),
                "generator": Network(**{**plain["generator"], "widths": tuple(plain["generator"]["widths"])}),
                "discriminator": Network(
                    **{**plain["discriminator"], "widths": tuple(plain["discriminator"]["widths"])}
                ),
                "decay": Decay(**plain["decay"]),
                "momentum_ramp": None if ramp is None else MomentumRamp(**ramp),
            }
        )


def _rule(plain: dict[str, Any]) -> Rule:
    return Rule(plain["name"], plain["lr"], **dict(plain["options"]))
