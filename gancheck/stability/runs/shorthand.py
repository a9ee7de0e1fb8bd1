"""The words in which the tables of settings are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gancheck.stability.runs.setting import Setting
from gancheck.stability.runs.world import World, world
from gancheck.theory import Gaussian, Mixture, grid, ring
from gancheck.training import Decay, Network, Recipe, Rule

CONSTANT = Decay("none")
FALLING = Decay("exponential", 1.0015, 0.0)  # both rates alike: a fifth after 1000 iterations
_NARROW, _WIDE = Network((32, 32)), Network((64, 64))


def line(*parts: tuple[float, float], weights: Sequence[float] | None = None) -> Callable[[], World]:
    """A mixture of Gaussians on the line, by their means and standard deviations."""
    return lambda: world(Mixture([Gaussian(mean, std) for mean, std in parts], weights))


def around(modes: int, radius: float, std: float) -> Callable[[], World]:
    """A ring."""
    return lambda: world(ring(modes, radius, std))


def square(side: int, spacing: float, std: float) -> Callable[[], World]:
    """A grid."""
    return lambda: world(grid(side, spacing, std))


def adam(lr: float, first: float = 0.0, second: float = 0.9) -> Rule:
    """Adam with its betas."""
    return Rule("Adam", lr, betas=(first, second))


def sgd(lr: float, momentum: float = 0.0) -> Rule:
    """Gradient descent, with momentum if there is any."""
    return Rule("SGD", lr, momentum=momentum) if momentum else Rule("SGD", lr)


def rmsprop(lr: float) -> Rule:
    """RMSprop."""
    return Rule("RMSprop", lr)


def tables(tuned: bool) -> Callable[..., Setting]:
    """A function that writes a row: name, density, G's rule, D's rule, and what differs from these defaults.

    Minibatches of 64, N = 1000, rates that fall; on the line one latent dimension and a generator of 64-64, else four
    and 32-32. A discriminator is 32-32.
    """

    def row(
        name: str,
        density: Callable[[], World],
        generator_rule: Rule,
        discriminator_rule: Rule,
        /,
        *,
        budget: int = 1000,
        clip: float | None = None,
        plane: bool = False,
        **changes: Any,
    ) -> Setting:
        settings: dict[str, Any] = {
            "k": 1,
            "minibatch": 64,
            "decay": FALLING,
            "latent": 4 if plane else 1,
            "generator": _NARROW if plane else _WIDE,
        }
        recipe = Recipe(name, generator_rule, discriminator_rule, iterations=2 * budget, **(settings | changes))
        return Setting(name, density, recipe, tuned, clip)

    return row
