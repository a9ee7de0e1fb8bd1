"""What is recorded while a GAN trains: the JSD first, because the losses do not show whether it works."""

from __future__ import annotations

import copy
import math

import numpy as np
import pandas as pd
import torch
from torch import Tensor, nn

from gancheck.stability.measuring.coverage import coverage
from gancheck.stability.measuring.distance import cell_jsd, exact_jsd
from gancheck.stability.measuring.fakes import Fakes
from gancheck.stability.measuring.weights import gradient_norm
from gancheck.stability.regions import Regions
from gancheck.stability.snapshot import Jsd
from gancheck.theory import Density, IntegrationError, Pushforward, value
from gancheck.training import GAN, Trainer

COLUMNS = (
    *("step", "jsd", "jsd_low", "jsd_high", "jsd_kind", "criterion", "value", "d_real", "d_fake"),
    *("d_gradient_norm", "g_gradient_norm", "d_loss", "g_loss"),
)
_NAN = float("nan")
_UNKNOWN = Jsd(_NAN, _NAN, _NAN, "none")


class Tracker:
    """Records a trainer every `every` iterations, at start and end, and leaves it as it is, bit for bit.

    Where p_g is known (1-D latent and data) the JSD is by quadrature, and `jsd_kind` is "exact" (then so is the
    value), or "interpolated" for a generator that is not piecewise linear. Else it comes from `samples` rows,
    over at most `bins` cells of equal p_data mass with a 95 % interval, and `jsd_kind` says over how many. It
    is "none" where p_data has no Rosenblatt transform or the rows are not finite.
    """

    def __init__(
        self, p_data: Density, *, every: int = 100, samples: int = 4096, bins: int = 64, seed: int = 0
    ) -> None:
        if every < 1:
            raise ValueError(f"a tracker records every so many iterations, at least 1, not {every}")
        self.p_data = p_data
        self.every = every
        self.samples = samples
        self.bins = bins
        self.seed = seed
        self._rows: list[dict[str, float | str]] = []

    def due(self, iteration: int) -> bool:
        """Tell whether this iteration is one to record."""
        return iteration % self.every == 0

    def record(self, trainer: Trainer) -> None:
        """Add a row for the trainer as it stands."""
        losses, game = trainer.losses, trainer.game
        row: dict[str, float | str] = {
            "step": trainer.iteration,
            **self.measure(trainer.gan, trainer.iteration),
            "d_gradient_norm": gradient_norm(game.discriminator),
            "g_gradient_norm": gradient_norm(game.generator),
            "d_loss": _NAN if losses is None else losses.discriminator.item(),
            "g_loss": _NAN if losses is None else losses.generator.item(),
        }
        self._rows.append(row)

    def measure(self, gan: GAN, iteration: int = 0) -> dict[str, float | str]:
        """Return the columns that depend on the GAN alone, with draws from `iteration` and the seed."""
        # In float64 on the CPU, and on copies: nothing that measuring does can reach the networks.
        gan = GAN(_copied(gan.generator), _copied(gan.discriminator), gan.prior)
        words = np.random.SeedSequence((self.seed, iteration)).generate_state(1)
        draws = torch.Generator().manual_seed(int(words[0]))
        real = self.p_data.sample(self.samples, generator=draws)
        fake = gan.sample(self.samples, generator=draws)
        on_real, on_fake = gan.logits(real), gan.logits(fake)
        sampled_value = (nn.functional.logsigmoid(on_real).mean() + nn.functional.logsigmoid(-on_fake).mean()).item()
        finite = bool(fake.isfinite().all())
        p_g = Fakes(gan.generator, gan.prior, None).density() if finite and self.p_data.dim == 1 else None
        distance = None if p_g is None else exact_jsd(self.p_data, p_g)
        if distance is None:
            distance = (cell_jsd(self.p_data, fake, self.bins) if finite else None) or _UNKNOWN
        return {
            "jsd": distance.estimate,
            "jsd_low": distance.low,
            "jsd_high": distance.high,
            "jsd_kind": distance.kind,
            "criterion": -math.log(4) + 2 * distance.estimate,
            "value": sampled_value if p_g is None else self._known_value(p_g, gan, sampled_value),
            "d_real": torch.sigmoid(on_real).mean().item(),
            "d_fake": torch.sigmoid(on_fake).mean().item(),
            **{f"mode_{i}": mass for i, mass in enumerate(self._mode_masses(fake, p_g))},
        }

    def frame(self) -> pd.DataFrame:
        """Return a row a record: `COLUMNS`, then a `mode_i` for the mass of p_g on each mode (`Regions`)."""
        modes = [f"mode_{i}" for i in range(len(self.p_data.modes))]
        return pd.DataFrame(self._rows, columns=[*COLUMNS, *modes])

    def _known_value(self, p_g: Pushforward, gan: GAN, sampled: float) -> float:
        if p_g.error:  # quadrature would search long for digits that interpolation has lost
            return sampled
        try:
            return value(self.p_data, p_g, gan.logits).value
        except IntegrationError:  # a discriminator with more kinks than it follows
            return sampled

    def _mode_masses(self, fake: Tensor, p_g: Pushforward | None) -> tuple[float, ...]:
        if not self.p_data.modes:
            return ()
        regions = Regions(self.p_data)
        return regions.masses(p_g) if p_g is not None else coverage(regions.of(fake), regions.weights).masses


def _copied(player: nn.Module) -> nn.Module:
    return copy.deepcopy(player).to("cpu", torch.float64).eval()
