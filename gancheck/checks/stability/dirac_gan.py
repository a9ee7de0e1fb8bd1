"""The Dirac-GAN: what Algorithm 1 does at an equilibrium is known in closed form."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from gancheck.checks.exactly import within
from gancheck.checks.registry import check
from gancheck.checks.spectra import apart, deviation, spectrum_of
from gancheck.checks.trial import Trial
from gancheck.evidence import Figure, Outcome, Series, Status
from gancheck.stability.games import (
    Alternating,
    Blocks,
    DiracGAN,
    GradientPenalty,
    Simultaneous,
    predicted_eigenvalues,
    update_matrix,
)
from gancheck.stability.games import predicted_radius as radius
from gancheck.theory import objective
from gancheck.training import Algorithm1, Rule

OBJECTIVES = ("minimax", "non-saturating", "wasserstein")
ALLOWED = 1e-6


class Setting(NamedTuple):
    """One Dirac-GAN under one rule. The penalty is the weight of the gradient penalty."""

    objective: str
    rate: float
    k: int
    momentum: float
    penalty: float

    def __str__(self) -> str:
        return (
            f"{self.objective}, rate {self.rate:g}, k = {self.k}, momentum {self.momentum:g}, "
            f"gradient penalty {self.penalty:g}"
        )


class Dirac(nn.Module):
    """G(z) = theta, whatever z is."""

    def __init__(self) -> None:
        super().__init__()
        self.theta = nn.Parameter(torch.zeros(1, dtype=torch.float64))

    def forward(self, z: Tensor) -> Tensor:
        """Return theta for each row, `(n, latent)` to `(n, 1)`."""
        return self.theta.expand(len(z), 1)


@check(
    "dirac-gan",
    claim="At the equilibrium of the Dirac-GAN each iteration of Algorithm 1 has the eigenvalues of alternating steps",
    source="Mescheder, Geiger and Nowozin 2018, Sections 2 and 3; Goodfellow et al. 2014, Algorithm 1",
    needs=("theory",),
    seconds=2.0,
)
def dirac_gan(trial: Trial) -> Outcome:
    """Differences Algorithm 1 as it really steps, optimizers included, at the equilibrium of 27 Dirac-GANs.

    p_data is a point mass at 0, p_g one at theta, D(x) = psi x. The eigenvalues of one iteration have to be those of
    alternating steps in closed form, for minimax, non-saturating and Wasserstein losses, k = 1 and 3, with and without
    momentum, and with the gradient penalty, which on the Dirac-GAN is the weight decay of D's optimizer.

    It catches steps that are simultaneous, another k, signs, a lost penalty or momentum, and gradients that leak from
    iteration to iteration. It cannot see who goes first: the spectrum of a cycle does not depend on its start.
    """
    settings = list(_settings())
    worst, seen = (0.0, ""), (settings[0], "SGD")
    for i, setting in enumerate(settings):
        game = DiracGAN(setting.objective, GradientPenalty(setting.penalty))
        predicted = predicted_eigenvalues(game, Alternating(setting.rate, setting.k, setting.momentum))
        for rule in ("SGD", "MomentumSGD") if setting.momentum and not setting.penalty else ("SGD",):
            off, why = deviation(_algorithm(setting, rule), predicted)
            if not off <= worst[0]:
                worst, seen = (off, f"{setting}, {rule}" + (f": {why}" if why else "")), (setting, rule)
        trial.progress(i / len(settings), f"{i} of {len(settings)} Dirac-GANs")
    game = DiracGAN()
    outcome = within(
        "largest distance of an eigenvalue from the closed form",
        worst,
        ALLOWED,
        samples=len(settings),
        notes=(
            f"simultaneous steps of 1 multiply the distance by {radius(game, Simultaneous(1.0)):.6f}, alternating ones "
            f"by {radius(game, Alternating(1.0)):.6f}, and by {radius(game, Alternating(4.2)):.4f} at 4.2",
            f"a gradient penalty of {game.critical_penalty:g} ends the rotation",
        ),
        figures=(_figure(),) if np.isfinite(worst[0]) else (),
    )
    return replace(outcome, diagnosis=_diagnosis(*seen)) if outcome.status is Status.FAILED else outcome


def _diagnosis(setting: Setting, rule: str) -> str:
    """What the step is instead, where its spectrum is that of another rule."""
    _, rate, k, momentum, penalty = setting
    game, unpenalised = DiracGAN(setting.objective, GradientPenalty(penalty)), DiracGAN(setting.objective)
    others: list[tuple[str, DiracGAN, Alternating | Simultaneous]] = [
        ("both players step at once, from the same point", game, Simultaneous(rate, momentum)),
        ("the gradient penalty is lost", unpenalised, Alternating(rate, k, momentum)),
        ("momentum is lost", game, Alternating(rate, k)),
        *((f"k is {other}", game, Alternating(rate, other, momentum)) for other in (*range(1, k), *range(k + 1, 10))),
    ]
    try:
        found = spectrum_of(_algorithm(setting, rule)).eigenvalues
    except ValueError:
        return ""
    if len(found) > len(predicted_eigenvalues(game, Alternating(rate, k, momentum))):
        return "gradients are left over from one iteration to the next"
    for sentence, other_game, other_rule in others:
        if apart(found, predicted_eigenvalues(other_game, other_rule)) <= ALLOWED:
            return sentence
    ascending = Blocks(
        game.blocks.generator, -game.blocks.to_generator, game.blocks.to_discriminator, game.blocks.discriminator
    )
    matrix = update_matrix(Alternating(rate, k, momentum), ascending)
    wrong_way = apart(found, np.linalg.eigvals(matrix).astype(np.complex128)) <= ALLOWED
    return "one player goes the wrong way" if wrong_way else ""


def _settings() -> Iterator[Setting]:
    for name in OBJECTIVES:
        for k, momentum, penalty in itertools.product((1, 3), (0.0, 0.5), (0.0, 0.3)):
            yield Setting(name, 0.7, k, momentum, penalty)
    for rate in (3.9, 4.2, 6.0):  # up to 4 the eigenvalues are on the unit circle
        yield Setting("minimax", rate, 1, 0.0, 0.0)


def _algorithm(setting: Setting, rule: str = "SGD") -> Algorithm1:
    generator, discriminator = Dirac(), nn.Linear(1, 1, bias=False, dtype=torch.float64)
    nn.init.zeros_(discriminator.weight)
    common = {"lr": setting.rate, "momentum": setting.momentum}
    decay = {"weight_decay": setting.penalty} if setting.penalty else {}
    origin = torch.zeros(1, 1, dtype=torch.float64)
    return Algorithm1(
        generator,
        discriminator,
        Rule(rule, **common).build(generator.parameters()),
        Rule(rule, **common, **decay).build(discriminator.parameters()),
        objective(setting.objective),
        noise=lambda: origin,
        data=lambda: origin,
        k=setting.k,
    )


def _figure() -> Figure:
    rates = tuple(np.linspace(0.5, 6.0, 12).tolist())
    measured = tuple(spectrum_of(_algorithm(Setting("minimax", h, 1, 0.0, 0.0))).radius for h in rates)
    return Figure(
        "What one iteration multiplies the distance from the equilibrium by",
        "learning rate",
        "spectral radius",
        (
            Series("Algorithm 1 as it steps", rates, measured),
            Series("alternating, closed form", rates, tuple(radius(DiracGAN(), Alternating(h)) for h in rates)),
            Series("simultaneous, closed form", rates, tuple(radius(DiracGAN(), Simultaneous(h)) for h in rates)),
        ),
        floor=1.0,
    )
