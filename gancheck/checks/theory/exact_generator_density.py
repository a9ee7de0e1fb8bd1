"""The exact p_g of a 1-D generator against its own samples."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import torch
from torch import nn

from gancheck.checks.registry import check
from gancheck.checks.trial import Trial
from gancheck.evidence import Measurement, Outcome, Power, Status, kolmogorov
from gancheck.theory import Gaussian, pushforward

GENERATORS = 20
DRAWS = 100_000
MASS = 1e-12
MISS = 1e-3


@check(
    "exact-generator-density",
    claim="p_g is the distribution of G(z) for z drawn from the noise prior",
    source="Goodfellow et al. 2014, Section 4",
    needs=("theory",),
    alpha_share=0.05,
    seconds=4.0,
)
def exact_generator_density(trial: Trial) -> Outcome:
    """Holds the exact distribution functions of 20 random generators, ReLU or leaky, against 100,000 samples each.

    The samples go through the generator itself, in float64. The largest distance of the two distribution functions
    (Kolmogorov-Smirnov) may be what the Dvoretzky-Kiefer-Wolfowitz bound allows for samples of that very
    distribution; and the exact masses have to sum to 1 within 1e-12. Every figure for JSD(p_data, p_g) that is called
    exact rests on this.
    """
    rng = np.random.default_rng(trial.seed)
    alpha = trial.alpha / GENERATORS
    allowed = kolmogorov.dkw_radius(DRAWS, alpha)
    prior, draws = Gaussian(), trial.generator()
    worst, mass, where = 0.0, 0.0, ""
    for _ in range(GENERATORS):
        generator = _network(rng, draws)
        exact = pushforward(generator, prior)
        with torch.no_grad():
            fakes = generator(prior.sample(DRAWS, generator=draws))
        distance = kolmogorov.ks_distance(fakes, exact.cdf)
        mass = max(mass, abs(exact.mass - 1.0))
        if distance > worst:
            worst, where = distance, f"{generator}".replace("\n", " ")
    right = worst <= allowed and mass <= MASS
    return Outcome(
        status=Status.PASSED if right else Status.FAILED,
        measured=Measurement("largest Kolmogorov-Smirnov distance", worst, max(worst - allowed, 0.0), worst + allowed),
        allowed=f"at most {allowed:.4f}, and masses that sum to 1 within {MASS:g}",
        power=Power(trial.alpha, kolmogorov.discrepancy_seen(DRAWS, alpha, MISS), MISS),
        samples=GENERATORS * DRAWS,
        worst="" if right else where,
        notes=(f"masses sum to 1 within {mass:.1e}",),
    )


def _network(rng: np.random.Generator, draws: torch.Generator) -> nn.Sequential:
    """A random network of 1 to 3 hidden layers of 4 to 64 units, its weights drawn as He et al. 2015 do, biases too."""
    widths = [1, *(int(rng.integers(4, 65)) for _ in range(int(rng.integers(1, 4)))), 1]
    slope = float(rng.choice([0.0, 0.1, 0.3]))
    layers: list[nn.Module] = []
    for fan_in, units in pairwise(widths):
        linear = nn.Linear(fan_in, units, dtype=torch.float64)
        with torch.no_grad():
            for parameter in linear.parameters():
                parameter.copy_(
                    torch.randn(parameter.shape, generator=draws, dtype=torch.float64) * (2 / fan_in) ** 0.5
                )
        layers += [linear, nn.LeakyReLU(slope) if slope else nn.ReLU()]
    return nn.Sequential(*layers[:-1])
