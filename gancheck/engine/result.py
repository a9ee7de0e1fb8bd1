"""What one check of a run came to: its outcome, and what is needed to run it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gancheck.engine.strict_json import decode, encode
from gancheck.evidence.outcome import Outcome, Status


@dataclass(frozen=True)
class Result:
    """The verdict on one check of one run.

    `seed` is the run's seed, `derived_seed` the one made from it and the check's identifier; `alpha` is the
    part of the run's error budget that the check could spend (0 for an exact one). `reproduce` is one line
    that runs the check again. `log` is the end of what the target printed, `traceback` that of the exception.

    `cause` says why a check has no judgement of its own: `target` or `gancheck` (whose exception it was),
    `hang` (the timeout ended it), `died` (its worker process died), `budget` (the run's time was spent,
    before it started or before it knew); it is empty otherwise. `expected` is the reason given in the file of
    expected failures, where it is listed there.
    """

    check: str
    claim: str
    source: str
    suite: str
    kind: str
    target: str
    seed: int
    derived_seed: int
    outcome: Outcome
    seconds: float = 0.0
    alpha: float = 0.0
    reproduce: str = ""
    log: str = ""
    traceback: str = ""
    cause: str = ""
    expected: str = ""

    @property
    def status(self) -> Status:
        """The outcome's status."""
        return self.outcome.status

    def to_json(self) -> dict[str, Any]:
        """Plain values that `json.dumps(..., allow_nan=False)` takes; NaN and infinities as strings."""
        plain: dict[str, Any] = encode(self)
        return plain

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Result:
        """Return the result that `to_json` was called on. Raises ValueError when a field is missing."""
        return decode(cls, data)
