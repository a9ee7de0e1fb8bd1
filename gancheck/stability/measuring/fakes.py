"""Where fakes come from: a generator and its noise, or a black box that gives rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from gancheck.stability.measuring.faults import UserFault, blaming
from gancheck.stability.measuring.rows import as_tensor, checked
from gancheck.stability.measuring.unwrapped import unwrapped
from gancheck.theory import Density, Pushforward, pushforward

Noise = Density | Callable[[int], Any]
Sample = Callable[[int], Any]

_AT_ONCE = 256  # rows that are made in one call


class Fakes:
    """Draws fakes from `sample(n)`, else from `generator(noise(n))`; a tuple of noise is passed on as arguments.

    Raises ValueError where there is neither.
    """

    def __init__(self, generator: Callable[..., Any] | None, noise: Noise | None, sample: Sample | None) -> None:
        if sample is None and generator is None:
            raise ValueError("a monitor needs fakes: give generator= and noise=, or sample=, a function of n to n rows")
        if sample is None and noise is None:
            raise ValueError(
                "a monitor needs the generator's noise: give noise=, a function of n to n rows of z or a Density of z, "
                "or give sample=, a function of n to n fakes, instead of it"
            )
        self.generator = unwrapped(generator)
        self.noise = noise
        self.sample = sample

    @property
    def module(self) -> nn.Module | None:
        """The generator where it is a module."""
        return self.generator if isinstance(self.generator, nn.Module) else None

    def draw(self, n: int, draws: torch.Generator) -> Tensor:
        """`n` fakes as they are made, `(n, ...)`, finite or not."""
        parts = []
        for start in range(0, n, _AT_ONCE):
            size = min(_AT_ONCE, n - start)
            if self.sample is not None:
                with blaming(f"sample({size})"):
                    made = self.sample(size)
                parts.append(checked(made, size, f"sample({size})"))
            else:
                parts.append(self._generated(size, draws))
        try:
            return torch.cat(parts)
        except RuntimeError:
            raise UserFault(f"fakes have shapes {sorted({tuple(part.shape[1:]) for part in parts})} a row") from None

    def density(self) -> Pushforward | None:
        """p_g where it is known: a generator from the line to the line whose noise is a Density."""
        if self.module is None or not isinstance(self.noise, Density) or self.noise.dim != 1 or self.sample is not None:
            return None
        try:
            return pushforward(self.module, self.noise)
        except (TypeError, ValueError):  # it is random, or not a map of one number to one
            return None

    def _generated(self, n: int, draws: torch.Generator) -> Tensor:
        assert self.generator is not None
        if isinstance(self.noise, Density):
            like = None if self.module is None else next(self.module.parameters(), None)
            z = self.noise.sample(n, generator=draws, dtype=torch.float32 if like is None else like.dtype)
            inputs: tuple[Any, ...] = (z if like is None else z.to(like.device),)
        else:
            assert self.noise is not None
            with blaming(f"noise({n})"):
                given = self.noise(n)
            inputs = given if isinstance(given, tuple) else (given,)
            rows = as_tensor(inputs[0], f"noise({n})")
            if rows.ndim == 0 or len(rows) != n:
                raise UserFault(f"noise({n}) returned shape {tuple(rows.shape)}; it has to return {n} rows")
            if rows.is_floating_point() and not bool(rows.isfinite().all()):
                raise UserFault(f"noise({n}) returned numbers that are not finite")
        with blaming(f"generator(noise({n}))"):
            made = self.generator(*inputs)
        return checked(made, n, f"generator(noise({n}))")
