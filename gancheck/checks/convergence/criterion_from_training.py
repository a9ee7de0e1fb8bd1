"""C(G) measured by training a discriminator against -log 4 + 2 JSD."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch

from gancheck.checks.p_data import TWO_MODES
from gancheck.checks.registry import check
from gancheck.checks.repeated import RARE, Run, repeat
from gancheck.checks.trial import Trial
from gancheck.evidence import Figure, Measurement, Outcome, Series, Status
from gancheck.targets import Subject
from gancheck.targets.reference import players_of
from gancheck.theory import Density, jsd, pushforward, value
from gancheck.training import GAN, REF_1D, Trainer

P_DATA = TWO_MODES
MOMENTS = (0, 50, 200, 600, 3000)
STEPS = 1000
MINIBATCH = 512
REACHED = 0.015
# V of no discriminator exceeds C(G): what quadrature may be off by.
ROUNDING = 1e-4


@dataclass(frozen=True)
class Curves:
    """At every moment: the iteration, C(G) from the exact JSD, and V(G, D) of a D trained against that G."""

    steps: tuple[float, ...]
    criterion: tuple[float, ...]
    value: tuple[float, ...]

    @property
    def gaps(self) -> list[float]:
        """C(G) - V(G, D), in nats."""
        return [c - v for c, v in zip(self.criterion, self.value, strict=True)]


@check(
    "criterion-from-training",
    claim="max_D V(G, D), found by training D, is C(G) = -log 4 + 2 JSD(p_data, p_g)",
    source="Goodfellow et al. 2014, Theorem 1, equations 4 to 6",
    needs=("theory",),
    alpha_share=0.05,
    seconds=8.0,
)
def criterion_from_training(trial: Trial) -> Outcome:
    """Freezes the reference's generator at five moments of a run and trains a discriminator against each.

    The value V(G, D) of that discriminator, by quadrature over the exact p_g, may not exceed C(G) = -log 4 + 2 JSD, and
    has to come within 0.015 nats of it. A run that does not is repeated, and the check fails when success with
    probability 0.95 is refuted; a value above C(G) fails at once.

    It ties the game as it is trained to the theorem about its optimum.
    """
    found = repeat(trial, lambda seeds: [_one(trial, seed) for seed in seeds], unreliable=RARE)
    curves = found.runs[-1].seen
    exceeds = min(min(run.seen.gaps) for run in found.runs) < -ROUNDING
    worst = max(curves.gaps, key=abs)
    return Outcome(
        status=Status.FAILED if exceeds else found.status,
        measured=Measurement("largest C(G) - V(G, D)", worst, min(curves.gaps), max(curves.gaps), "nats"),
        allowed=f"from 0 to {REACHED}",
        power=found.power,
        samples=2 * MINIBATCH * STEPS * len(MOMENTS) * len(found.runs),
        worst=f"at iteration {curves.steps[curves.gaps.index(worst)]:.0f}",
        diagnosis="a discriminator has a larger value than the optimum: a density, the JSD or V is wrong"
        if exceeds
        else "",
        reason=found.reason,
        figures=(
            Figure(
                "C(G) while training, two ways",
                "iteration",
                "nats",
                (
                    Series("-log 4 + 2 JSD(p_data, p_g), exact", curves.steps, curves.criterion),
                    Series("V(G, D), D trained against a frozen G", curves.steps, curves.value),
                ),
                floor=-math.log(4.0),
            ),
        ),
    )


def _one(trial: Trial, seed: int) -> Run[Curves]:
    trainer = Trainer(P_DATA, REF_1D, seed=seed % 2**32, device=trial.device)
    criteria, values = [], []
    for moment in MOMENTS:
        trainer.run(moment - trainer.iteration)
        gan = trainer.gan
        p_g = pushforward(gan.generator, gan.prior)
        criteria.append(-math.log(4.0) + 2.0 * jsd(P_DATA, p_g, tolerance=1e-6).value)
        values.append(_trained_value(gan, p_g, seed, trial.device))
        trial.progress(len(values) / len(MOMENTS), f"a discriminator against G at iteration {moment}")
    curves = Curves(tuple(map(float, MOMENTS)), tuple(criteria), tuple(values))
    return Run(max(curves.gaps) <= REACHED, max(curves.gaps), curves)


def _trained_value(gan: GAN, p_g: Density, seed: int, device: str) -> float:
    """V(G, D) for a fresh discriminator trained against G as it is."""
    torch.manual_seed(seed)
    _, discriminator = REF_1D.build(1)
    subject = Subject(players_of(GAN(gan.generator, discriminator.to(device), gan.prior), REF_1D), device)
    draws = torch.Generator().manual_seed(seed)
    for step in range(STEPS):
        for group in subject.gan.discriminator_optimizer.param_groups:
            group["lr"] = REF_1D.discriminator_rule.lr * (1.0 - step / STEPS)
        subject.discriminator_step(P_DATA.sample(MINIBATCH, generator=draws), gan.sample(MINIBATCH, generator=draws))
    low, high = -6.0, 6.0
    return value(P_DATA, p_g, lambda x: subject.discriminate(x.clamp(low, high)), tolerance=1e-5).value
