"""What is sent to a worker, and what comes back: a target to load, or one check to run on it."""

from __future__ import annotations

from dataclasses import dataclass, field

from gancheck.engine.plan import Planned
from gancheck.engine.result import Result
from gancheck.engine.sources import Sources
from gancheck.evidence.outcome import Outcome, Status


@dataclass(frozen=True)
class LoadJob:
    """A target to load. It can be pickled where `target` can: a specification always can.

    After `timeout` seconds the worker process is ended; None where that would end the user's own process. The
    worker leaves what it knows in the folder `scratch`, where it is found when it has died.
    """

    target: object
    device: str
    scratch: str
    timeout: float | None = None
    sources: Sources = field(default_factory=Sources)


@dataclass(frozen=True)
class Job:
    """One check to run. `deadline` is a `time.time()`, so that it means the same in every process."""

    planned: Planned
    target: object
    target_name: str
    seed: int
    device: str
    reproduce: str
    scratch: str
    deadline: float | None = None
    timeout: float | None = None
    sources: Sources = field(default_factory=Sources)


@dataclass(frozen=True)
class Loaded:
    """What a worker says of the target; `error` is one sentence when it could not be loaded."""

    name: str = ""
    device: str = ""
    capabilities: tuple[str, ...] = ()
    lacks: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    error: str = ""
    traceback: str = ""
    log: str = ""


def unfinished(job: Job, status: Status, reason: str = "", cause: str = "") -> Result:
    """Return the result of a job whose check gave no verdict, with the reason."""
    planned = job.planned
    return Result(
        check=planned.id,
        claim=planned.claim,
        source=planned.source,
        suite=planned.suite,
        kind=planned.kind,
        target=job.target_name,
        seed=job.seed,
        derived_seed=planned.seed,
        outcome=Outcome(status, reason=reason),
        alpha=planned.alpha,
        reproduce=job.reproduce,
        cause=cause,
    )
