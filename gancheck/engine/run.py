"""One run from a request to a record."""

from __future__ import annotations

import contextlib
import pickle
import signal
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import gancheck
from gancheck.engine.driver import Driver
from gancheck.engine.events import (
    CheckFinished,
    Event,
    Interrupted,
    Listener,
    RunFinished,
    RunStarted,
    WorkerDied,
)
from gancheck.engine.executors import default_workers
from gancheck.engine.expected import mark, read_expected
from gancheck.engine.interrupts import Interrupts
from gancheck.engine.job import Job, Loaded, LoadJob, unfinished
from gancheck.engine.plan import Planned, RequestError, longest_first, make_plan
from gancheck.engine.record import (
    FILE_NAME,
    Header,
    Record,
    RecordedEvent,
    RecordWriter,
    now,
    read_record,
)
from gancheck.engine.request import Request
from gancheck.engine.result import Result
from gancheck.engine.resume import kept_results
from gancheck.evidence.outcome import Status


@dataclass(frozen=True)
class Conclusion:
    """A run that is over: its record, the seconds it took, and the signal that ended it early, if one did."""

    record: Record
    seconds: float
    signal: int | None = None
    path: Path | None = None


def execute(request: Request, listeners: Iterable[Listener] = (), *, executor: Executor | None = None) -> Conclusion:
    """Run what is asked for. Listeners are called with each event, in this thread.

    Raises RequestError when the selection is wrong or the target cannot be loaded, and RecordError when the
    record cannot be resumed or written; then no record was touched.
    """
    catalogue = request.sources.catalogue()
    plan = make_plan(catalogue, checks=request.checks, skip=request.skip, seed=request.seed, alpha=request.alpha)
    known = [entry.id for entry in catalogue]
    reasons = read_expected(request.expected, known) if request.expected else {}
    workers = _workers(request, len(plan), executor)
    if workers > 0 and not isinstance(request.target, str):
        _require_pickle(request.target)
    with tempfile.TemporaryDirectory(prefix="gancheck-", ignore_cleanup_errors=True) as scratch:
        run = _Run(request, plan, reasons, tuple(listeners), workers, executor, scratch)
        return run.conclude()


class _Run:
    """One run. It listens to the driver, keeps what is worth keeping, and tells the listeners."""

    def __init__(
        self,
        request: Request,
        plan: Sequence[Planned],
        reasons: dict[str, str],
        listeners: Sequence[Listener],
        workers: int,
        executor: Executor | None,
        scratch: str,
    ) -> None:
        self.request, self.plan, self.reasons, self.listeners = request, plan, reasons, listeners
        self.workers = workers
        # A timeout ends the process, and the scratch folder is on this machine: for our own workers only.
        own = executor is None and workers > 0
        self.timeout = request.timeout if own else None
        self.scratch = scratch if executor is None else ""
        self.interrupts = Interrupts(at_once=self._abandon)
        self.driver = Driver(workers, self._tell, self.interrupts, executor)
        self.results: dict[str, Result] = {}
        self.events: list[RecordedEvent] = []
        self.writer: RecordWriter | None = None

    def conclude(self) -> Conclusion:
        started = time.monotonic()
        deadline = None if self.request.budget is None else time.time() + self.request.budget
        path = None if self.request.output is None else self.request.output / FILE_NAME
        resumed = read_record(path) if self.request.resume and path is not None else None
        with self.interrupts, contextlib.ExitStack() as stack:
            stack.callback(self.driver.close)
            loaded = self._load()
            header = self._header(loaded)
            kept = () if resumed is None else kept_results(resumed, header, path)
            if resumed is not None:
                header = resumed.header
                self.events = list(resumed.events)
            if path is not None:
                self.writer = RecordWriter(path, append=resumed is not None)
                stack.callback(self.writer.close)
                if resumed is None:
                    self.writer.header(header)
            self._begin(header, tuple(mark(result, self.reasons) for result in kept))
            self.driver.run(self._jobs(loaded, deadline))
            self._end(header)
        record = self._record(header)
        seconds = time.monotonic() - started
        for listener in self.listeners:
            listener(RunFinished(record, seconds))
        return Conclusion(record, seconds, self.interrupts.received, path)

    def _load(self) -> Loaded:
        job = LoadJob(self.request.target, self.request.device, self.scratch, self.timeout, self.request.sources)
        loaded = self.driver.load(job)
        if self.interrupts.received is not None:
            self.driver.kill()
            raise KeyboardInterrupt
        if loaded.error:
            raise RequestError(loaded.error)
        return loaded

    def _header(self, loaded: Loaded) -> Header:
        return Header(
            version=gancheck.__version__,
            target=self.request.target_spec,
            seed=self.request.seed,
            alpha=self.request.alpha,
            device=loaded.device,
            environment=loaded.environment,
            plan=tuple(planned.id for planned in self.plan),
            started=now(),
            target_name=loaded.name,
            capabilities=loaded.capabilities,
            lacks=loaded.lacks,
            notes=loaded.notes,
            digest=self.request.digest,
            settings=self.request.settings,
        )

    def _begin(self, header: Header, kept: tuple[Result, ...]) -> None:
        self.results = {result.check: result for result in kept}
        if self.request.resume:
            self._log_event("resumed", f"{len(kept)} of {len(self.plan)} checks were already done")
        for listener in self.listeners:
            listener(RunStarted(header, self.workers, kept))

    def _jobs(self, loaded: Loaded, deadline: float | None) -> list[Job]:
        """Return what is left to run, the longest first; what the target cannot do is answered here."""
        jobs = []
        for planned in self.plan:
            if planned.id in self.results:
                continue
            job = Job(
                planned=planned,
                target=self.request.target,
                target_name=self.request.target_spec,
                seed=self.request.seed,
                device=loaded.device,
                reproduce=self.request.reproduce(planned.id),
                scratch=self.scratch,
                deadline=deadline,
                timeout=self.timeout,
                sources=self.request.sources,
            )
            missing = [need for need in planned.needs if need not in loaded.capabilities]
            if missing:
                why = "; ".join(loaded.lacks.get(need) or f"the target does not offer {need}" for need in missing)
                self._tell(CheckFinished(unfinished(job, Status.NOT_APPLICABLE, why)))
            else:
                jobs.append(job)
        order = {planned.id: place for place, planned in enumerate(longest_first(self.plan))}
        return sorted(jobs, key=lambda job: order[job.planned.id])

    def _tell(self, event: Event) -> None:
        if isinstance(event, CheckFinished):
            event = CheckFinished(mark(event.result, self.reasons))
            self.results[event.result.check] = event.result
            if self.writer is not None:
                self.writer.result(event.result)
        elif isinstance(event, WorkerDied):
            self._log_event("worker-died", event.text)
        for listener in self.listeners:
            listener(event)

    def _end(self, header: Header) -> None:
        number = self.interrupts.received
        if number is None:
            self._log_event("finished", f"{len(self.results)} checks")
            return
        left = len(self.plan) - len(self.results)
        name = signal.Signals(number).name
        text = f"interrupted ({name}): {len(self.results)} checks are done, {left} are not"
        self._log_event("interrupted", text)
        for listener in self.listeners:
            listener(Interrupted(text))

    def _log_event(self, kind: str, text: str) -> None:
        event = RecordedEvent(kind, text, now())
        self.events.append(event)
        if self.writer is not None:
            self.writer.event(event)

    def _record(self, header: Header) -> Record:
        order = {planned.id: place for place, planned in enumerate(self.plan)}
        results = sorted(self.results.values(), key=lambda result: order[result.check])
        return Record(header, tuple(results), tuple(self.events))

    def _abandon(self) -> None:
        self.driver.abandon()


def _workers(request: Request, checks: int, executor: Executor | None) -> int:
    if request.workers is not None:
        return min(request.workers, checks)
    if executor is not None:
        return checks  # somebody else's executor knows best how many it can run
    return min(default_workers(), checks)


def _require_pickle(target: object) -> None:
    try:
        pickle.dumps(target)
    except Exception as error:
        hint = "run with workers=0, or name it as module:name"
        raise RequestError(f"the target cannot be sent to a worker process ({error}): {hint}") from None
