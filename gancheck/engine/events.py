"""What happens in a run, told to whoever listens: the terminal, JUnit, JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gancheck.engine.record import Header, Record
from gancheck.engine.result import Result


@dataclass(frozen=True)
class RunStarted:
    """The target is loaded and the plan is made. `kept` holds the results of a resumed record."""

    header: Header
    workers: int
    kept: tuple[Result, ...] = ()


@dataclass(frozen=True)
class CheckStarted:
    """A check was handed to a worker."""

    check: str


@dataclass(frozen=True)
class CheckProgressed:
    """A check is `fraction` of its way, from 0 to 1."""

    check: str
    fraction: float
    text: str


@dataclass(frozen=True)
class CheckFinished:
    """A check has its result."""

    result: Result


@dataclass(frozen=True)
class WorkerDied:
    """A worker process died while `checks` were running; any of them may be to blame."""

    checks: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Interrupted:
    """A signal ended the run. What was finished is kept."""

    text: str


@dataclass(frozen=True)
class RunFinished:
    """The run is over, `seconds` after it began."""

    record: Record
    seconds: float


Event = RunStarted | CheckStarted | CheckProgressed | CheckFinished | WorkerDied | Interrupted | RunFinished
Listener = Callable[[Event], None]
