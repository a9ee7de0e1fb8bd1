"""The registry: a check is one function with a decorator."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gancheck.checks.declaration import Declaration

if TYPE_CHECKING:
    from gancheck.checks.trial import Trial
    from gancheck.evidence.outcome import Outcome

CAPABILITIES = ("theory", "sample", "p-data", "discriminate", "discriminator-step", "train", "train-step")


@dataclass(frozen=True)
class Check(Declaration):
    """A registered check, which can be run."""

    run: Callable[[Trial], Outcome]


_REGISTRY: dict[str, Check] = {}


def check(
    id: str,  # noqa: A002
    *,
    claim: str,
    source: str,
    needs: tuple[str, ...],
    alpha_share: float = 0.0,
    seconds: float = 1.0,
) -> Callable[[Callable[[Trial], Outcome]], Callable[[Trial], Outcome]]:
    """Register a function `trial -> Outcome` as the check `id`. Arguments have to be literals.

    The function's docstring is what `gancheck explain` prints: what the check does, what it catches, what it
    cannot see. The arguments are read from the source without importing it (`gancheck.checks.catalogue`), so that
    `gancheck list` need not import torch.
    """

    def register(function: Callable[[Trial], Outcome]) -> Callable[[Trial], Outcome]:
        if list(inspect.signature(function).parameters) != ["trial"]:
            raise TypeError(f"check {id!r}: {function.__name__} has to take exactly one argument, `trial`")
        if id in _REGISTRY:
            raise ValueError(f"check {id!r} is registered twice")
        if unknown := set(needs) - set(CAPABILITIES):
            raise ValueError(f"check {id!r} needs {sorted(unknown)}; the capabilities are {list(CAPABILITIES)}")
        if not function.__doc__:
            raise ValueError(f"check {id!r} has no docstring: say what it does, catches and cannot see")
        if not 0.0 <= alpha_share <= 1.0 or sum(c.alpha_share for c in _REGISTRY.values()) + alpha_share > 1.0 + 1e-12:
            raise ValueError(f"check {id!r}: the shares of the error budget would exceed the whole of it")
        suite = function.__module__.split(".")[-2]
        description = inspect.cleandoc(function.__doc__)
        _REGISTRY[id] = Check(id, claim, source, suite, needs, alpha_share, seconds, description, function)
        return function

    return register


def find(id: str) -> Check:  # noqa: A002
    """The check `id`, importing its module. Raises KeyError for an unknown identifier."""
    from gancheck.checks.catalogue import catalogue

    for entry in catalogue():
        if entry.id == id:
            importlib.import_module(entry.module)
            return _REGISTRY[id]
    raise KeyError(f"there is no check {id!r}")
