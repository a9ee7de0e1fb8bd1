"""What runs in a worker process: one check on one target. It returns a result, whatever the target does.

Nothing here imports torch when it is imported: the process that starts a run stays without it.
"""

from __future__ import annotations

import math
import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from multiprocessing import parent_process
from pathlib import Path
from typing import TYPE_CHECKING

from gancheck.engine.blame import Blame, blame
from gancheck.engine.capture import captured, tail
from gancheck.engine.job import Job, Loaded, LoadJob, unfinished
from gancheck.engine.result import Result
from gancheck.engine.scratch import Scratch
from gancheck.engine.sources import Sources, Target
from gancheck.engine.strict_json import encode
from gancheck.engine.watchdog import watched
from gancheck.evidence.outcome import Outcome, Status

if TYPE_CHECKING:
    from gancheck.checks.trial import Trial

_VERDICTS = (Status.PASSED, Status.FAILED, Status.INCONCLUSIVE, Status.NOT_APPLICABLE)
_loaded: dict[tuple[str, str, Sources], tuple[Target, list[str]]] = {}


def prepare() -> None:
    """Make a fresh process a worker: one thread, no terminal, and no life after the process that started it.

    An interrupt from the keyboard reaches the whole process group; what to do about it is decided in one
    place.
    """
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    threading.Thread(target=_die_with_the_parent, daemon=True).start()


def load(job: LoadJob) -> Loaded:
    """Load the target, say what it can do, and on what it will run."""
    import torch

    from gancheck.engine.environment import environment

    device = job.device
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    elif device == "cuda" and not torch.cuda.is_available():
        return Loaded(error="there is no CUDA device that torch can use: leave out --device cuda")
    scratch = _scratch(job.scratch, f"target-{os.getpid()}")
    with _guarded(job, scratch) as failures:
        target, notes = _target(job.target, device, job.sources)
        answer = Loaded(
            name=str(target.name),
            device=device,
            capabilities=tuple(sorted(target.capabilities)),
            lacks={str(key): str(why) for key, why in target.lacks.items()},
            notes=tuple(notes),
            environment=environment(device),
        )
    if not failures:
        return answer
    what = job.target if isinstance(job.target, str) else "the target"
    text = failures[0].text if failures[0].told else f"{what} could not be loaded: {failures[0].text}"
    return Loaded(error=text, traceback=failures[0].traceback, log=tail(scratch.log))


def run(job: Job) -> Result:
    """Run one check and return its result."""
    if job.deadline is not None and time.time() >= job.deadline:
        return unfinished(job, Status.INCONCLUSIVE, "it was not started: the time for the run was spent", "budget")
    from gancheck.engine.isolation import isolated

    scratch = _scratch(job.scratch, job.planned.id)
    scratch.clear()
    outcome: object = None
    changes: list[str] = []
    seconds = 0.0
    with _guarded(job, scratch) as failures:
        target, _ = _target(job.target, job.device, job.sources)
        check = job.sources.find(job.planned.id)
        trial = _trial(job, target, scratch)
        started = time.perf_counter()
        try:
            with isolated(job.planned.seed) as changes:
                outcome = check.run(trial)
        finally:
            seconds = time.perf_counter() - started
    if not failures and (wrong := _not_a_verdict(outcome)):
        failures.append(Blame("gancheck", f"gancheck itself is wrong: the check {wrong}"))
    if failures or not isinstance(outcome, Outcome):
        result = unfinished(job, Status.ERRORED, failures[0].text, failures[0].cause)
        # A sentence that was made to be read says it all.
        result = replace(result, traceback="" if failures[0].told else failures[0].traceback)
    else:
        cut_short = outcome.status is Status.INCONCLUSIVE and trial.out_of_time
        result = replace(unfinished(job, Status.ERRORED), outcome=outcome, cause="budget" if cut_short else "")
    outcome = replace(result.outcome, notes=(*result.outcome.notes, *changes))
    return replace(result, outcome=outcome, seconds=seconds, log=tail(scratch.log))


@contextmanager
def _guarded(job: Job | LoadJob, scratch: Scratch) -> Iterator[list[Blame]]:
    """Run the target's code on one thread: output is caught, a hang ended, an exception kept in the list."""
    import torch

    failures: list[Blame] = []
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with captured(scratch.log), watched(job.timeout, scratch):
            try:
                yield failures
            except BaseException as error:  # SystemExit and KeyboardInterrupt too: here they are the target's
                sources = job.sources
                failures.append(blame(error, job.target, target_errors=sources.target_errors(), checks=sources.checks))
    finally:
        torch.set_num_threads(threads)


def _target(target: object, device: str, sources: Sources) -> tuple[Target, list[str]]:
    """Return the target and what loading it changed; a named one is loaded once in a process."""
    from gancheck.engine.isolation import isolated

    key = (target, device, sources) if isinstance(target, str) else None
    if key is not None and key in _loaded:
        return _loaded[key]
    with isolated(0, loading=True) as changes:
        fresh = sources.load(target, device)
    if key is not None:
        _loaded[key] = fresh, changes
    return fresh, changes


def _trial(job: Job, target: Target, scratch: Scratch) -> Trial:
    from gancheck.checks.trial import Trial

    deadline = None if job.deadline is None else time.monotonic() + (job.deadline - time.time())
    return Trial(
        target=target,  # type: ignore[arg-type]
        seed=job.planned.seed,
        alpha=job.planned.alpha,
        device=job.device,
        deadline=deadline,
        progress=scratch.reporter(),
    )


def _not_a_verdict(outcome: object) -> str:
    """Say what is wrong with what a check returned; empty when nothing is."""
    if not isinstance(outcome, Outcome):
        return f"returned a {type(outcome).__name__} where an Outcome is expected"
    if outcome.status not in _VERDICTS:
        return f"may not return the status {str(outcome.status)!r}"
    if outcome.status is Status.PASSED and outcome.measured is not None and math.isnan(outcome.measured.value):
        return f"passed on {outcome.measured.name} = NaN"
    try:
        encode(outcome)
    except TypeError as error:
        return f"returned an Outcome that cannot be recorded: {error}"
    return ""


def _scratch(folder: str, name: str) -> Scratch:
    return Scratch(Path(folder or _own_folder().name), name)


@cache
def _own_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="gancheck-")


def _die_with_the_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)
