"""One iteration of somebody's GAN, on rows that were drawn before."""

from __future__ import annotations

import itertools

import torch

from gancheck.targets import Players, TargetError, load
from gancheck.theory import Gaussian, Mixture, ring

_MINIBATCHES = 64  # drawn before, and given again and again


class TargetStep:
    """Calls the `train_step` of the target that `spec` names. Raises TargetError with one sentence."""

    def __init__(self, spec: str) -> None:
        target = load(spec)
        subject = target.build(0)
        if not callable(getattr(subject.gan, "train_step", None)):
            raise TargetError(f"{spec} has no train_step(real), so there is no step to time")
        if subject.dim > 2:
            raise TargetError(f"{spec} trains on {subject.dim} dimensions: the known densities to train on have 1 or 2")
        self.name, self.minibatch, self.k = spec, subject.minibatch, subject.k
        p_data = ring() if subject.dim == 2 else Mixture([Gaussian(-1.0, 0.5), Gaussian(1.0, 0.5)])
        rows = p_data.sample(_MINIBATCHES * subject.minibatch, generator=torch.Generator().manual_seed(0))
        given = rows.to(subject.device, subject.dtype).view(_MINIBATCHES, subject.minibatch, -1)
        self._gan = subject.gan
        self._rows = itertools.cycle(given.unbind())

    def run(self, iterations: int) -> None:
        """Do so many iterations."""
        for _ in range(iterations):
            if isinstance(self._gan, Players):
                self._gan.train_step(itertools.islice(self._rows, self.k))
            else:
                self._gan.train_step(next(self._rows))
