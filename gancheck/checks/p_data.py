"""The densities that GANs are trained on, from easy to hard."""

from __future__ import annotations

from gancheck.theory import Gaussian, Mixture

GAUSSIAN = Gaussian(0.0, 1.0)
TWO_MODES = Mixture([Gaussian(-1.0, 0.5), Gaussian(1.0, 0.5)])
THREE_MODES = Mixture([Gaussian(-1.5, 0.5), Gaussian(0.3, 0.4), Gaussian(2.0, 0.5)], [0.5, 0.3, 0.2])
