"""One freshly built GAN of a target, with one interface whatever its class offers."""

from __future__ import annotations

import inspect
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from gancheck.targets.injection import inject
from gancheck.targets.players import Players
from gancheck.theory import OBJECTIVES, Density, Pushforward, objective, pushforward
from gancheck.training.gan import evaluating

DEFAULT_MINIBATCH = 128
DEFAULT_ITERATIONS = 3000


class TargetFault(RuntimeError):
    """The target's own code returned something that no GAN can return. The message says what and where."""


class Subject:
    """A GAN under test.

    Wraps the user's object. Everything that comes back from it is checked for shape and type, copied to the CPU
    in float64, and detached; everything that goes in is in the dtype of the target's networks, on `device`. Raises
    TargetFault for an attribute that has no meaning.
    """

    def __init__(self, gan: Any, device: str = "cpu") -> None:
        self.gan = gan
        self.device = torch.device(device)
        self.dim = _positive(gan, "dim", 1)
        self.k = _positive(gan, "k", 1)
        self.minibatch = _positive(gan, "minibatch", DEFAULT_MINIBATCH)
        self.iterations = _positive(gan, "iterations", DEFAULT_ITERATIONS)
        self.dtype = _dtype(gan)
        self.output: str = _one_of(gan, "output", ("probability", "logits"))
        self.real_label: int | None = _one_of(gan, "real_label", (None, 0, 1))
        self.objective: str = _one_of(gan, "objective", tuple(OBJECTIVES))

    @property
    def seeks_d_star(self) -> bool:
        """Whether the optimal discriminator of the target's objective is p_data / (p_data + p_g), as the paper's is."""
        return objective(self.objective).optimal_output is objective("minimax").optimal_output

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
        """`n` fakes, `(n, dim)` float64. Raises TargetFault on a wrong shape; non-finite values pass through.

        The global random states are seeded with `seed`, and put back: training goes on with its own noise.
        """
        method = self.gan.sample
        with _put_back(self.device):
            seed_globally(seed)
            drawn = method(n, seed=seed) if "seed" in inspect.signature(method).parameters else method(n)
        return self._rows(drawn, n, self.dim, f"sample({n})")

    def discriminate(self, x: Tensor) -> Tensor:
        """The discriminator's logits at `x`, `(n, dim)` to `(n,)` float64; a probability p gives log(p / (1 - p)).

        Where the objective's optimum is not D*, as of a critic, it is the raw output.
        """
        raw = self._rows(self.gan.discriminate(self._given(x)), len(x), 1, f"discriminate of {len(x)} points")[:, 0]
        if self.output == "logits" or not self.seeks_d_star:
            return raw
        if bool(((raw < -1e-6) | (raw > 1 + 1e-6)).any()):
            worst = float(raw[(raw - 0.5).abs().argmax()])
            raise TargetFault(
                f"discriminate returned {worst:.4g}, which is no probability: if it returns logits, give the target "
                "the attribute output = 'logits'; if its game is not the paper's, name it: objective = 'wasserstein'"
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
        after: Callable[[int], bool | None] | None = None,
    ) -> None:
        """Train on p_data for `iterations`; `after(i)` is called after each, and stops the run by returning True.

        A target that only has `fit` is given `iterations * minibatch` rows at most 100,000, once, and `after` is
        called at the end.
        """
        iterations = iterations or self.iterations
        if not callable(getattr(self.gan, "train_step", None)):
            rows = min(iterations * self.minibatch, 100_000)
            self.gan.fit(self._given(p_data.sample(rows, generator=generator)))
            if after is not None:
                after(iterations)
            return
        for iteration in range(1, iterations + 1):
            self.train_step(p_data, generator)
            if after is not None and after(iteration):
                return

    def discriminator_step(self, real: Tensor, fake: Tensor) -> int:
        """One step of the discriminator alone, on rows of both, each `(m, dim)`; the number of fakes that it took.

        A target that only has `train_step` gets the fakes in place of its generator's output (see `inject`), and takes
        none if it does not call the module that it shows as `generator`.
        """
        if not self.steps_discriminator:
            return inject(self.gan, self._given(real), self._given(fake))
        self.gan.discriminator_step(self._given(real), self._given(fake))
        return len(fake)

    @property
    def steps_discriminator(self) -> bool:
        """Whether the target has a `discriminator_step` of its own."""
        return callable(getattr(self.gan, "discriminator_step", None))

    @property
    def fixed_minibatch(self) -> int | None:
        """The only number of rows that may be given to `train_step`, where the target names one."""
        return self.minibatch if hasattr(self.gan, "minibatch") else None

    def _minibatch(self, p_data: Density, generator: torch.Generator) -> Tensor:
        return self._given(p_data.sample(self.minibatch, generator=generator))

    def _given(self, x: Tensor) -> Tensor:
        return x.to(self.device, self.dtype)

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


def _one_of(gan: object, name: str, values: tuple[Any, ...]) -> Any:
    """The attribute, or the first of `values` where the target has none."""
    value = getattr(gan, name, values[0])
    if not any(value is known or (type(value) is type(known) and value == known) for known in values):
        choice = ", ".join(map(repr, values))
        raise TargetFault(f"the target's attribute {name} has to be one of {choice}, not {_short(value)}")
    return value


def _short(value: object) -> str:
    return repr(value) if isinstance(value, str | int | float) else f"a {type(value).__name__}"


def _dtype(gan: object) -> torch.dtype:
    """That of the first parameter of the target's networks; torch's default where it shows none."""
    held = (gan, *vars(gan).values()) if hasattr(gan, "__dict__") else (gan,)
    for module in held:
        if isinstance(module, nn.Module):
            for parameter in module.parameters():
                if parameter.is_floating_point():
                    return parameter.dtype
    return torch.get_default_dtype()


def seed_globally(seed: int) -> None:
    """Seed torch's, numpy's and Python's global random states."""
    torch.manual_seed(seed)
    np.random.seed(seed % 2**32)  # noqa: NPY002
    random.seed(seed)


@contextmanager
def _put_back(device: torch.device) -> Iterator[None]:
    """Put the global random states back afterwards."""
    python, legacy = random.getstate(), np.random.get_state()  # noqa: NPY002
    with torch.random.fork_rng([device] if device.type == "cuda" else []):
        try:
            yield
        finally:
            random.setstate(python)
            np.random.set_state(legacy)  # noqa: NPY002
