"""A trial for a test: the target, a seed, and the part of the error budget that a run would give."""

from __future__ import annotations

from typing import Any

from gancheck.checks import Check, find
from gancheck.checks.trial import Trial
from gancheck.evidence import Outcome
from gancheck.targets import Target, resolve


def run(check: str, target: Any = "reference", *, seed: int = 1, alpha: float = 1e-3) -> Outcome:
    """Run one check on a target with its own share of `alpha`."""
    found: Check = find(check)
    subject: Target = resolve(target)
    missing = set(found.needs) - subject.capabilities
    assert not missing, f"{check} does not apply: {[subject.lacks[need] for need in missing]}"
    return found.run(Trial(subject, seed, alpha * found.alpha_share))
