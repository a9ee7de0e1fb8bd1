"""Local stability of a small GAN: its linearisation predicts how fast real steps come closer, or go away."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.utils import parameters_to_vector

from gancheck.checks.exactly import within
from gancheck.checks.registry import check
from gancheck.checks.spectra import apart, spectrum_of
from gancheck.checks.trial import Trial
from gancheck.evidence import Figure, Outcome, Series, Status
from gancheck.stability.games import (
    Alternating,
    GaussianGAN,
    eigenvalue_distance,
    field_spectrum,
    predicted_eigenvalues,
    six_rows,
)
from gancheck.theory import Gaussian, objective
from gancheck.training import Algorithm1

ALLOWED = 1e-6
ALLOWED_OFF = 1e-3
STEPS = 200
# Farther away the game is not linear, nearer rounding is seen.
NEAR, START, FAR = 1e-11, 1e-6, 1e-4


class Setting(NamedTuple):
    """One GAN under one rule."""

    p_data: Gaussian
    objective: str
    rate: float
    k: int
    momentum: float

    def __str__(self) -> str:
        return f"{self.p_data}, {self.objective}, rate {self.rate:g}, k = {self.k}, momentum {self.momentum:g}"


SETTINGS = (
    Setting(Gaussian(), "minimax", 0.2, 1, 0.0),
    Setting(Gaussian(0.5, 0.7), "non-saturating", 0.2, 3, 0.0),
    Setting(Gaussian(0.5, 0.7), "minimax", 0.3, 1, 0.5),
    Setting(Gaussian(0.5, 0.7), "wasserstein", 0.1, 1, 0.5),
    Setting(Gaussian(-0.3, 0.8), "reverse-kl", 0.1, 2, 0.3),
)
SHOWN = (0, 2)  # one that converges, and one that momentum drives away


@check(
    "local-stability",
    claim="Near the equilibrium of a GAN real steps come closer, or go away, at the rate that its Jacobian tells",
    source="Nagarajan and Kolter 2017, Sections 3 and 4; Mescheder, Geiger and Nowozin 2018, Section 2",
    needs=("theory",),
    seconds=3.0,
)
def local_stability(trial: Trial) -> Outcome:
    """Computes the linearisation of five small GANs in three ways, and runs Algorithm 1 on them.

    G(z) = a z + b, D is a quadratic logit and p_data Gaussian: p_data is in reach, and the equilibrium is known.
    The eigenvalues of the gradient field by differentiation and quadrature, and those of Algorithm 1 as it really
    steps, have to be those that the moments of p_data give. Then Algorithm 1 is started near by: after each of up to
    200 iterations its distance has to be that of its linearisation to a thousandth, while it goes from 1e-6 to
    1e-11, or away to 1e-4.

    Minibatches are six rows with the first five moments of a Gaussian, which is all that the linearisation takes:
    nothing here is random. It catches simultaneous steps, another k, signs, weights and labels that move the
    equilibrium. It says nothing of what happens far away.
    """
    worst, farthest, runs = (0.0, ""), (0.0, ""), []
    for i, setting in enumerate(SETTINGS):
        game = GaussianGAN(setting.p_data, setting.objective)
        rule = Alternating(setting.rate, setting.k, setting.momentum)
        field = field_spectrum(game.field, game.equilibrium).eigenvalues
        worst = max(worst, (eigenvalue_distance(field, predicted_eigenvalues(game)), f"{setting}: the field"))
        try:
            step = spectrum_of(_algorithm(game, setting))
        except ValueError as error:
            worst = (math.inf, f"{setting}: {error}")
            break
        worst = max(worst, (apart(step.eigenvalues, predicted_eigenvalues(game, rule)), f"{setting}: the step"))
        distances = _distances(_algorithm(game, setting), game)
        linear = _linear(step.jacobian, len(torch.cat(list(game.equilibrium))), len(distances))
        off, where = _off(distances, linear)
        farthest = max(farthest, (off, f"{setting}: {where}"))
        runs.append((setting, distances, linear))
        trial.progress(i / len(SETTINGS), f"{i} of {len(SETTINGS)} GANs")
    outcome = within(
        "largest distance of an eigenvalue from the one predicted",
        worst,
        ALLOWED,
        samples=len(SETTINGS),
        notes=(
            f"distances along real runs are those predicted to {farthest[0]:.2g}, where {ALLOWED_OFF:g} is allowed",
        ),
        figures=tuple(_figure(*runs[i]) for i in SHOWN if i < len(runs)),
    )
    if outcome.status is Status.PASSED and not farthest[0] <= ALLOWED_OFF:
        return replace(outcome, status=Status.FAILED, worst=farthest[1])
    return outcome


def _algorithm(game: GaussianGAN, setting: Setting) -> Algorithm1:
    generator, discriminator = game.players()
    rows = setting.p_data.mean + setting.p_data.std * six_rows()
    return Algorithm1(
        generator,
        discriminator,
        torch.optim.SGD(generator.parameters(), lr=setting.rate, momentum=setting.momentum),
        torch.optim.SGD(discriminator.parameters(), lr=setting.rate, momentum=setting.momentum),
        objective(setting.objective),
        noise=six_rows,
        data=lambda: rows,
        k=setting.k,
    )


def _distances(algorithm: Algorithm1, game: GaussianGAN) -> list[float]:
    """The distances from the equilibrium along a run that starts `START` away in every parameter."""
    parameters = [*algorithm.generator.parameters(), *algorithm.discriminator.parameters()]
    equilibrium = torch.cat(list(game.equilibrium))
    with torch.no_grad():
        for parameter in parameters:
            parameter.add_(START)
    distances = []
    for _ in range(STEPS):
        distances.append(float((parameters_to_vector(parameters).detach() - equilibrium).norm()))
        if not NEAR < distances[-1] < FAR:
            break
        algorithm.iteration()
    return distances


def _linear(jacobian: NDArray[np.float64], parameters: int, steps: int) -> list[float]:
    """The distances of a run of the linearised step, from the same start: parameters `START` away, and at rest."""
    state = np.zeros(len(jacobian))
    state[:parameters] = START
    distances = []
    for _ in range(steps):
        distances.append(float(np.linalg.norm(state[:parameters])))
        state = jacobian @ state
    return distances


def _off(distances: list[float], linear: list[float]) -> tuple[float, str]:
    """The largest difference of two runs' distances, relative to the second's, and where it is."""
    off = [abs(d / p - 1.0) if math.isfinite(d) else math.inf for d, p in zip(distances, linear, strict=True)]
    step = max(range(len(off)), key=off.__getitem__)
    return off[step], f"after {step} iterations {distances[step]:.4g} away, not {linear[step]:.4g}"


def _figure(setting: Setting, distances: list[float], linear: list[float]) -> Figure:
    steps = tuple(float(step) for step in range(len(distances)))
    return Figure(
        f"Distance from the equilibrium: {setting}",
        "iteration",
        "log10 of the distance",
        (
            Series("Algorithm 1", steps, tuple(math.log10(d) for d in distances)),
            Series("its linearisation", steps, tuple(math.log10(d) for d in linear)),
        ),
    )
