"""Everything that is measured of a GAN at one moment."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from gancheck.stability.measuring.aside import aside
from gancheck.stability.measuring.basis import basis
from gancheck.stability.measuring.comparison import Compared, Comparison
from gancheck.stability.measuring.fakes import Fakes, Noise, Sample
from gancheck.stability.measuring.faults import UserFault
from gancheck.stability.measuring.minibatch import compared_with_a_minibatch
from gancheck.stability.measuring.reach import Source, reachable
from gancheck.stability.measuring.scores import Output, Scores
from gancheck.stability.measuring.separation import Separation
from gancheck.stability.measuring.weights import Drift, finite, gradient_norm
from gancheck.stability.snapshot import Snapshot
from gancheck.theory import Density

_LEAST, _MOST = 2048, 4096  # fakes a snapshot


class Measuring:
    """Takes snapshots of a GAN and leaves it, and all random states, as they are, bit for bit.

    See `gancheck.Monitor` for the arguments. `snapshot` draws with numbers that depend on the seed and the step alone,
    so the same GAN at the same step gives the same snapshot. Raises ValueError for arguments that do not fit together,
    UserFault where something that was given fails.
    """

    def __init__(
        self,
        *,
        generator: Callable[..., Any] | None = None,
        discriminator: Callable[[Tensor], Any] | None = None,
        noise: Noise | None = None,
        sample: Sample | None = None,
        p_data: Density | None = None,
        data: Any = None,
        samples: int | None = None,
        output: Output | None = None,
        real_label: int = 1,
        features: Callable[[Tensor], Any] | None = None,
        classify: Callable[[Tensor], Any] | None = None,
        clusters: int | None = None,
        seed: int = 0,
    ) -> None:
        if p_data is not None and not isinstance(p_data, Density):
            raise ValueError(
                f"p_data is a {type(p_data).__name__}; give a Density of gancheck.theory, or rows of data as data="
            )
        if p_data is not None and data is not None:
            raise ValueError("p_data and data are both given; give the one that the fakes are to be compared with")
        self._fakes = Fakes(generator, noise, sample)
        self._scores = None if discriminator is None else Scores(discriminator, output, real_label)
        self._seed = seed
        self._drifts = Drift(), Drift()
        self._given = (generator, discriminator, noise, sample, data, features, classify)
        self._looked = 0
        self._held: tuple[list[nn.Module], list[Source]] = ([], [])
        self._comparison: Comparison | None = None
        if p_data is not None or data is not None:
            with aside(seed, *self._reached()):
                self._comparison = Comparison(
                    p_data, data, features=features, classify=classify, clusters=clusters, seed=seed
                )
        enough = _LEAST if self._comparison is None else min(max(_LEAST, self._comparison.enough), _MOST)
        self.samples = enough if samples is None else samples
        if self.samples < 2:
            raise ValueError(f"samples is {samples}; a snapshot takes at least 2 fakes")

    @property
    def modes(self) -> tuple[str, ...]:
        """What the modes are called: their centers, where they are points of few dimensions."""
        known = None if self._comparison is None else self._comparison.modes
        return () if known is None else known.names

    @property
    def weights(self) -> tuple[float, ...]:
        """How much of the data each mode holds, at least."""
        known = None if self._comparison is None else self._comparison.modes
        return () if known is None else known.weights

    def basis(self, snapshot: Snapshot) -> tuple[str, ...]:
        """Sentences on where the snapshot's numbers come from, and how accurate they are."""
        known = self._comparison
        if known is None:
            return basis(snapshot, self.samples, 0)
        real = min(self.samples, known.real.most or self.samples)
        return basis(snapshot, self.samples, real, self.modes, known.enough, known.view.reduced)

    def snapshot(
        self, step: int, *, generator_loss: Any = None, discriminator_loss: Any = None, real: Any = None
    ) -> Snapshot:
        """Measure. `real` are rows of the training, for where nothing else is known of the data. Raises UserFault."""
        seed = int(np.random.SeedSequence((self._seed, step)).generate_state(1)[0])
        generator, scores = self._fakes.module, self._scores
        discriminator = None if scores is None else scores.module
        with aside(seed, *self._reached()):
            found = self._compared(torch.Generator().manual_seed(seed), seed, real)
            seen = Compared(Separation()) if found is None else found
            players = [module for module in (generator, discriminator) if module is not None]
            return Snapshot(
                step=step,
                finite=found is not None and all(finite(module) for module in players) and seen.separation.finite,
                jsd=seen.jsd,
                masses=seen.coverage.masses,
                lost=seen.coverage.lost,
                location=seen.location,
                spread=seen.spread,
                d_real=seen.separation.d_real,
                d_fake=seen.separation.d_fake,
                separation=seen.separation.area,
                discriminator_bound=seen.separation.bound,
                kernel=seen.kernel,
                generator_gradient=_gradient(generator),
                discriminator_gradient=_gradient(discriminator),
                generator_drift=math.nan if generator is None else self._drifts[0].since(generator),
                discriminator_drift=math.nan if discriminator is None else self._drifts[1].since(discriminator),
                generator_loss=_number(generator_loss, "g_loss"),
                discriminator_loss=_number(discriminator_loss, "d_loss"),
            )

    def _compared(self, draws: torch.Generator, seed: int, real: Any) -> Compared | None:
        """What can be said of fakes; None where they are not finite."""
        fake = self._fakes.draw(self.samples, draws)
        if not bool(fake.isfinite().all()):
            return None
        if self._comparison is not None:
            return self._comparison.of(fake, self._fakes.density(), self._scores, draws, seed)
        return compared_with_a_minibatch(fake, real, self._scores)

    def _reached(self) -> tuple[list[nn.Module], list[Source]]:
        """What the given callables hold, looked up when this is made and at the first snapshot, which is later."""
        if self._looked < 2:
            self._looked += 1
            self._held = reachable(*self._given)
        return self._held


def _gradient(module: nn.Module | None) -> float:
    return math.nan if module is None else gradient_norm(module)


def _number(loss: Any, name: str) -> float:
    """A loss as the caller gives it, NaN for none."""
    try:
        return math.nan if loss is None else float(loss.item() if hasattr(loss, "item") else loss)
    except (TypeError, ValueError, RuntimeError):
        raise UserFault(f"{name} is a {type(loss).__name__} that is no single number") from None
