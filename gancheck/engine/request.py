"""What is asked of a run."""

from __future__ import annotations

import hashlib
import shlex
from dataclasses import dataclass, field
from pathlib import Path

from gancheck.engine.plan import RequestError
from gancheck.engine.sources import Sources


@dataclass(frozen=True)
class Request:
    """One run: a target, a selection of checks, and how to run them.

    `target` is a specification (`reference`, `module:name`, `file.py:name`) or an object. `workers` is the
    number of processes, None for as many as there are processors, 0 for none: then everything runs in this
    process, where a hang or a crash cannot be contained. `timeout` ends one check, `budget` the whole run, in
    seconds. `output` is the folder of the record; None keeps none. Raises RequestError where a number makes
    no sense.
    """

    target: object = "reference"
    checks: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    seed: int = 0
    alpha: float = 1e-3
    device: str = "cpu"
    workers: int | None = None
    timeout: float | None = 600.0
    budget: float | None = None
    expected: Path | None = None
    output: Path | None = None
    resume: bool = False
    sources: Sources = field(default_factory=Sources)

    def __post_init__(self) -> None:
        """Check the numbers."""
        if self.seed < 0:
            raise RequestError(f"the seed is a whole number of at least 0, not {self.seed}")
        if self.device not in ("auto", "cpu", "cuda"):
            raise RequestError(f"the device is auto, cpu or cuda, not {self.device!r}")
        if self.workers is not None and self.workers < 0:
            raise RequestError(f"the number of workers is at least 0, not {self.workers}")
        for name, seconds in (("timeout", self.timeout), ("budget", self.budget)):
            if seconds is not None and not seconds > 0:
                raise RequestError(f"the {name} is a positive number of seconds, not {seconds:g}")
        if self.resume and self.output is None:
            raise RequestError("there is no record to resume without an output folder")

    @property
    def target_spec(self) -> str:
        """The target as it is written: a specification, or what an object is called."""
        if isinstance(self.target, str):
            return self.target
        kind = self.target if isinstance(self.target, type) or callable(self.target) else type(self.target)
        return str(getattr(kind, "__qualname__", type(self.target).__qualname__))

    @property
    def digest(self) -> str:
        """SHA-256 of the target's file where it is given by one, else empty."""
        file = Path(self.target.rpartition(":")[0]) if isinstance(self.target, str) else Path()
        if file.suffix != ".py" or not file.is_file():
            return ""
        return hashlib.sha256(file.read_bytes()).hexdigest()

    def reproduce(self, check: str) -> str:
        """One line that runs one check of this run again."""
        if not isinstance(self.target, str):
            alpha = "" if self.alpha == 1e-3 else f", alpha={self.alpha!r}"
            return f"gancheck.check(target, checks=[{check!r}], seed={self.seed}{alpha})"
        alpha = "" if self.alpha == 1e-3 else f" --alpha {self.alpha!r}"
        device = "" if self.device == "cpu" else f" --device {self.device}"
        return f"gancheck run {shlex.quote(self.target)} --check {check} --seed {self.seed}{alpha}{device}"

    @property
    def settings(self) -> dict[str, str]:
        """Every setting that has a say in what the record holds, as text."""
        return {
            "checks": " ".join(self.checks) or "all",
            "skip": " ".join(self.skip) or "none",
            "timeout": "none" if self.timeout is None else f"{self.timeout:g} s",
            "budget": "none" if self.budget is None else f"{self.budget:g} s",
            "expected": "none" if self.expected is None else str(self.expected),
        }
