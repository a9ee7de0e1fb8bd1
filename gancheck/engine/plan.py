"""Which checks a run holds, with what seed and what part of the error budget each."""

from __future__ import annotations

import difflib
import fnmatch
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gancheck.engine.seeds import derive_seed
from gancheck.engine.sources import CatalogueEntry


class RequestError(ValueError):
    """What was asked for cannot be done: one sentence that says what was wrong and what to do."""


@dataclass(frozen=True)
class Planned:
    """One check of a run. `alpha` is its own part of the run's error budget, fixed by the check alone."""

    id: str
    claim: str
    source: str
    suite: str
    kind: str
    needs: tuple[str, ...]
    cost: float
    seed: int
    alpha: float


def make_plan(
    catalogue: Sequence[CatalogueEntry],
    *,
    checks: Iterable[str] = (),
    skip: Iterable[str] = (),
    seed: int = 0,
    alpha: float = 1e-3,
) -> tuple[Planned, ...]:
    """Return the checks to run, in the catalogue's order: all without `checks`, less those in `skip`.

    Names are identifiers or suites, or glob patterns of them such as `convergence-*`. Raises RequestError for
    a name that matches nothing and for a selection that is empty.
    """
    if not 0.0 < alpha < 1.0:
        raise RequestError(f"alpha is a probability between 0 and 1, not {alpha:g}")
    wanted = matching(catalogue, checks) if (checks := tuple(checks)) else {entry.id for entry in catalogue}
    chosen = wanted - matching(catalogue, skip)
    if not chosen:
        raise RequestError("the selection holds no check: see `gancheck list` and loosen --check or --skip")
    return tuple(
        Planned(
            entry.id,
            entry.claim,
            entry.source,
            entry.suite,
            entry.kind,
            tuple(entry.needs),
            entry.seconds,
            derive_seed(seed, entry.id),
            alpha * entry.alpha_share,
        )
        for entry in catalogue
        if entry.id in chosen
    )


def matching(catalogue: Sequence[CatalogueEntry], names: Iterable[str]) -> set[str]:
    """Return the identifiers that `names` match. Raises RequestError for a name that matches none."""
    found: set[str] = set()
    for name in names:
        hits = {
            entry.id
            for entry in catalogue
            if fnmatch.fnmatchcase(entry.id, name) or fnmatch.fnmatchcase(entry.suite, name)
        }
        if not hits:
            known = [entry.id for entry in catalogue] + sorted({entry.suite for entry in catalogue})
            raise RequestError(unknown("check or suite", name, known))
        found |= hits
    return found


def unknown(what: str, name: str, known: Sequence[str]) -> str:
    """One sentence on a name that is not known, with the nearest one that is."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else "see `gancheck list`"
    return f"no {what} is called {name!r}: {hint}"


def longest_first(plan: Iterable[Planned]) -> list[Planned]:
    """Return the order to start in: a long check that starts last would leave the other workers idle."""
    return sorted(plan, key=lambda planned: -planned.cost)
