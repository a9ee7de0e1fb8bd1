"""Objectives: the two players' losses, the optimal discriminator, and the divergence their value equals."""

from gancheck.theory.objectives import classic, f_gan
from gancheck.theory.objectives.objective import OBJECTIVES, Objective, objective
from gancheck.theory.objectives.registration import register

for _known in (
    classic.MINIMAX,
    classic.NON_SATURATING,
    classic.LEAST_SQUARES,
    classic.HINGE,
    classic.WASSERSTEIN,
    f_gan.KL,
    f_gan.REVERSE_KL,
    f_gan.PEARSON,
    f_gan.SQUARED_HELLINGER,
    f_gan.JS,
    f_gan.GAN,
):
    register(_known)

__all__ = ["OBJECTIVES", "Objective", "objective", "register"]
