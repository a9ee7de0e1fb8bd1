"""A target: what is put under test, and what it can do."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn

from gancheck.targets.subject import Subject, TargetFault, seed_globally
from gancheck.theory import Density

See = Callable[[int, Subject, int, int], None]

_PASSED = ("seed", "dim", "device")


class TargetError(ValueError):
    """The target could not be loaded or built. The message is one sentence that says what to do."""


class Target:
    """A GAN under test, which can be built afresh for every run.

    `capabilities` is what it can do and `lacks` says, for every other capability, why not. `spec` loads it again in
    another process; None for an object that lives only in this one. `at_once` is how many GANs `trained` is best
    asked for in one call.
    """

    at_once = 1

    def __init__(self, name: str, source: object, *, spec: str | None = None, device: str = "cpu") -> None:
        self.name = name
        self.spec = spec
        self.device = device
        self._make = _factory(source, name, device)
        subject = self.build(0)
        _check_calls(subject.gan, name)
        self.lacks = _lacks(subject)

    @property
    def capabilities(self) -> frozenset[str]:
        """What the target can do."""
        return frozenset(_CAPABILITIES) - set(self.lacks)

    def build(self, seed: int) -> Subject:
        """A fresh GAN. Seeds torch's, numpy's and Python's global random states with `seed` first.

        Raises TargetError if the factory returns nothing that gancheck can use.
        """
        seed_globally(seed)
        gan = self._make(seed)
        if gan is None:
            raise TargetError(f"{self.name} returned None: it has to return the GAN")
        try:
            return Subject(gan, self.device)
        except TargetFault as fault:
            raise TargetError(f"{self.name}: {fault}") from None

    def trained(
        self, p_data: Density, seeds: Sequence[int], progress: Callable[[float], None] = lambda fraction: None
    ) -> list[Subject]:
        """A GAN for each seed, trained on `p_data` from scratch for as many iterations as the target asks for."""
        subjects = []
        for i, seed in enumerate(seeds):
            subject = self.build(seed)
            subject.train(p_data, torch.Generator().manual_seed(seed))
            subjects.append(subject)
            progress((i + 1) / len(seeds))
        return subjects

    def watched(self, p_data: Density, seeds: Sequence[int], looks: int, see: See) -> None:
        """Train as `trained` does, and call `see(place, subject, iteration, iterations)` `looks` times a seed.

        `place` is the seed's. The looks are evenly over the iterations, the last at their end; a target that only has
        `fit` is seen at its end alone.
        """
        for place, seed in enumerate(seeds):
            subject = self.build(seed)
            total = subject.iterations

            def after(iteration: int, place: int = place, subject: Subject = subject, total: int = total) -> None:
                if iteration * looks // total > (iteration - 1) * looks // total:
                    see(place, subject, iteration, total)

            subject.train(p_data, torch.Generator().manual_seed(seed), after=after)


def _factory(source: object, name: str, device: str) -> Callable[[int], Any]:
    if not callable(source) or isinstance(source, nn.Module):
        return lambda seed: copy.deepcopy(source)
    try:
        parameters = inspect.signature(source).parameters
    except (TypeError, ValueError):
        return lambda seed: source()
    accepted = [p for p in _PASSED if p in parameters]
    for parameter in parameters.values():
        variable = parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        known = parameter.name in _PASSED and parameter.kind is not parameter.POSITIONAL_ONLY
        if parameter.default is parameter.empty and not variable and not known:
            raise TargetError(
                f"{name} has the required argument {parameter.name!r}: gancheck passes only seed, dim and device, "
                "so give it a default"
            )
    return lambda seed: source(**{p: v for p, v in (("seed", seed), ("dim", 1), ("device", device)) if p in accepted})


_CALLS = {
    "sample": ("n",),
    "discriminate": ("x",),
    "train_step": ("real",),
    "fit": ("data",),
    "discriminator_step": ("real", "fake"),
}


def _check_calls(gan: object, name: str) -> None:
    """Whether the target's methods take what gancheck gives them: better said now than by a TypeError in a check."""
    for method, given in _CALLS.items():
        function = getattr(gan, method, None)
        try:
            signature = inspect.signature(function) if callable(function) else None
        except (TypeError, ValueError):
            signature = None
        if signature is None:
            continue
        seeded = {"seed": 0} if method == "sample" and "seed" in signature.parameters else {}
        try:
            signature.bind(*given, **seeded)
        except TypeError as error:
            taken = ", ".join(signature.parameters)
            raise TargetError(
                f"{name} has {method}({taken}), and gancheck calls {method}({', '.join(given)}): {error}"
            ) from None


_CAPABILITIES: dict[str, Callable[[Subject], str | None]] = {
    "theory": lambda s: "it verifies the theory itself, on known densities: run without a target",
    "sample": lambda s: _missing(s, "sample", "sample(n, seed)"),
    "p-data": lambda s: (
        None if s.p_data is not None else "the target has no attribute p_data (a gancheck.theory density)"
    ),
    "discriminate": lambda s: _missing(s, "discriminate", "discriminate(x)"),
    "discriminator-step": lambda s: _no_discriminator_step(s),
    "train": lambda s: _no_training(s),
    "train-step": lambda s: _missing(s, "train_step", "train_step(real)"),
}


def _lacks(subject: Subject) -> dict[str, str]:
    reasons = {name: reason(subject) for name, reason in _CAPABILITIES.items()}
    lacks = {name: reason for name, reason in reasons.items() if reason is not None}
    if set(lacks) >= set(_CAPABILITIES) - {"p-data"}:
        raise TargetError(
            f"the target is a {type(subject.gan).__name__} with none of sample(n, seed), discriminate(x), "
            "train_step(real) and fit(data): add one, or return a gancheck.Players"
        )
    if "sample" not in lacks and subject.dim != 1:
        for name in ("train", "discriminator-step", "train-step"):
            lacks.setdefault(name, f"its data has {subject.dim} dimensions: the known densities to train on are 1-D")
    return lacks


def _missing(subject: Subject, method: str, call: str) -> str | None:
    return None if callable(getattr(subject.gan, method, None)) else f"the target has no {call}"


def _no_discriminator_step(subject: Subject) -> str | None:
    if _missing(subject, "discriminator_step", "") is None:
        return None
    if _missing(subject, "train_step", "") is None and subject.generator is not None:
        return None
    return "the target has neither discriminator_step(real, fake) nor train_step(real) with an nn.Module as `generator`"


def _no_training(subject: Subject) -> str | None:
    if _missing(subject, "train_step", "") is None or _missing(subject, "fit", "") is None:
        return None
    return "the target has neither train_step(real) nor fit(data)"
