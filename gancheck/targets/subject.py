"""One freshly built GAN of a target, with one interface whatever its class offers."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from gancheck.targets.injection import inject
from gancheck.targets.players import Players
from gancheck.theory import Density, Pushforward, pushforward
from gancheck.training.gan import evaluating

DEFAULT_MINIBATCH = 128
DEFAULT_ITERATIONS = 3000


class TargetFault(RuntimeError):
    """The target's own code returned something that no GAN can return. The message says what and where."""


class Subject:
    """A GAN under test.

    Wraps the user's object. Everything that comes back from it is checked for shape and type, copied to the CPU
    in float64, and detached; everything that goes in is in torch's default dtype, on `device`.
    """

    def __init__(self, gan: Any, device: str = "cpu") -> None:
        self.gan = gan
        self.device = torch.device(device)
        self.dim = _positive(gan, "dim", 1)
        self.k = _positive(gan, "k", 1)
        self.minibatch = _positive(gan, "minibatch", DEFAULT_MINIBATCH)
        self.iterations = _positive(gan, "iterations", DEFAULT_ITERATIONS)
        self.output: str = getattr(gan, "output", "probability")
        self.real_label: int | None = getattr(gan, "real_label", None)
        self.objective: str = getattr(gan, "objective", "minimax")

    @property
    def generator(self) -> nn.Module | None:
        """The generator's module where the target shows it."""
        module = getattr(self.gan, "generator", None)
        return module if isinstance(module, nn.Module) else None

    @property
    def p_data(self) -> Density | None:
        """What the target says that it was trained on, for a target that comes trained."""
        declared = getattr(self.gan, "p_data", None)
        return declared if isinstance(declared, Density) else None

    def exact_density(self) -> Pushforward | None:
        """The exact p_g where the target shows its generator and, as `prior`, the density of 1-D noise; else None."""
        prior = getattr(self.gan, "prior", None)
        if self.generator is None or not isinstance(prior, Density) or prior.dim != 1 or self.dim != 1:
            return None
        try:
            with evaluating(self.generator):
                return pushforward(self.generator, prior)
        except (TypeError, ValueError):
            return None

    def sample(self, n: int, seed: int) -> Tensor:
        """`n` fakes, `(n, dim)` float64. Raises TargetFault on a wrong shape; non-finite values pass through."""
        torch.manual_seed(seed)
        method = self.gan.sample
        drawn = method(n, seed=seed) if "seed" in inspect.signature(method).parameters else method(n)
        return self._rows(drawn, n, self.dim, f"sample({n})")

    def discriminate(self, x: Tensor) -> Tensor:
        """The discriminator's logits at `x`, `(n, dim)` to `(n,)` float64; a probability p gives log(p / (1 - p))."""
        raw = self._rows(self.gan.discriminate(self._given(x)), len(x), 1, f"discriminate of {len(x)} points")[:, 0]
        if self.output == "logits":
            return raw
        if bool(((raw < -1e-6) | (raw > 1 + 1e-6)).any()):
            worst = float(raw[(raw - 0.5).abs().argmax()])
            raise TargetFault(
                f"discriminate returned {worst:.4g}, which is no probability: if it returns logits, give the target "
                "the attribute output = 'logits'"
            )
        return torch.logit(raw, eps=2.0**-40)

    def train_step(self, p_data: Density, generator: torch.Generator) -> None:
        """One iteration on fresh data: the target's `train_step`, or the `k` D steps and the G step of Players."""
        if isinstance(self.gan, Players):
            self.gan.train_step(self._minibatch(p_data, generator) for _ in range(self.k))
        else:
            self.gan.train_step(self._minibatch(p_data, generator))

    def train(
        self,
        p_data: Density,
        generator: torch.Generator,
        *,
        iterations: int | None = None,
        after: Callable[[int], bool] | None = None,
    ) -> None:
        """Train on p_data for `iterations`; `after(i)` is called after each, and stops the run by returning True.

        A target that only has `fit` is given `iterations * minibatch` rows at most 100,000, once, and `after` is
        called at the end.
        """
        iterations = iterations or self.iterations
        if not hasattr(self.gan, "train_step"):
            rows = min(iterations * self.minibatch, 100_000)
            self.gan.fit(self._given(p_data.sample(rows, generator=generator)))
            if after is not None:
                after(iterations)
            return
        for iteration in range(1, iterations + 1):
            self.train_step(p_data, generator)
            if after is not None and after(iteration):
                return

    def discriminator_step(self, real: Tensor, fake: Tensor) -> None:
        """One step of the discriminator alone, on rows of both, each `(m, dim)`.

        A target that only has `train_step` gets the fakes in place of its generator's output (see `inject`).
        """
        if hasattr(self.gan, "discriminator_step"):
            self.gan.discriminator_step(self._given(real), self._given(fake))
        else:
            inject(self.gan, self._given(real), self._given(fake))

    def _minibatch(self, p_data: Density, generator: torch.Generator) -> Tensor:
        return self._given(p_data.sample(self.minibatch, generator=generator))

    def _given(self, x: Tensor) -> Tensor:
        return x.to(self.device, torch.get_default_dtype())

    def _rows(self, returned: object, n: int, dim: int, what: str) -> Tensor:
        if not isinstance(returned, Tensor):
            try:
                returned = torch.as_tensor(returned)
            except (TypeError, ValueError, RuntimeError):
                raise TargetFault(f"{what} returned a {type(returned).__name__}, not a tensor or an array") from None
        rows = returned.detach().to("cpu", torch.float64)
        if rows.numel() != n * dim or rows.shape[:1] != (n,):
            raise TargetFault(f"{what} returned shape {tuple(rows.shape)}, expected {(n, dim)}")
        return rows.reshape(n, dim)


def _positive(gan: object, name: str, default: int) -> int:
    value = getattr(gan, name, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise TargetFault(f"the target's attribute {name} has to be a positive integer, not {value!r}")
    return value
