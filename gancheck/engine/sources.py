"""Where the engine finds checks and targets: modules by name, so that a worker process can find them too."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from gancheck.evidence.outcome import Outcome


class CatalogueEntry(Protocol):
    """What is known of a check without importing it."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def claim(self) -> str: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102
    @property
    def suite(self) -> str: ...  # noqa: D102
    @property
    def needs(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def alpha_share(self) -> float: ...  # noqa: D102
    @property
    def seconds(self) -> float: ...  # noqa: D102
    @property
    def description(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102


class Runnable(Protocol):
    """A check that can be run."""

    @property
    def run(self) -> Callable[[Any], Outcome]: ...  # noqa: D102


class Target(Protocol):
    """What the engine reads of a target; the checks use the rest."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def capabilities(self) -> frozenset[str]: ...  # noqa: D102
    @property
    def lacks(self) -> dict[str, str]: ...  # noqa: D102


@dataclass(frozen=True)
class Sources:
    """Two modules by name.

    `checks` offers `catalogue()`, which does not import torch, and `find(identifier)`. `targets` offers
    `load(spec, device)`, `resolve(object, device)` and the exceptions `TargetError` and `TargetFault`.
    """

    checks: str = "gancheck.checks"
    targets: str = "gancheck.targets"

    def catalogue(self) -> tuple[CatalogueEntry, ...]:
        """All checks, in their order."""
        return tuple(importlib.import_module(self.checks).catalogue())

    def find(self, check: str) -> Runnable:
        """Return the check of that identifier, imported."""
        found: Runnable = importlib.import_module(self.checks).find(check)
        return found

    def load(self, target: object, device: str) -> Target:
        """Return the target of a specification, or of an object that is already here."""
        module = importlib.import_module(self.targets)
        loaded: Target = module.load(target, device) if isinstance(target, str) else module.resolve(target, device)
        return loaded

    def target_errors(self) -> tuple[type[Exception], ...]:
        """Return the exceptions with which targets say in one sentence what is wrong with a target."""
        module = importlib.import_module(self.targets)
        return tuple(getattr(module, name) for name in ("TargetError", "TargetFault") if hasattr(module, name))
