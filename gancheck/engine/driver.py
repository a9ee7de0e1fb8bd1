"""Hands jobs to workers, one for each at a time, and gets a result for every one of them whatever happens."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import replace
from pathlib import Path

from gancheck.engine import worker
from gancheck.engine.capture import tail
from gancheck.engine.events import CheckFinished, CheckProgressed, CheckStarted, Event, WorkerDied
from gancheck.engine.executors import SerialExecutor, WorkerPool
from gancheck.engine.interrupts import Interrupts
from gancheck.engine.job import Job, Loaded, LoadJob, unfinished
from gancheck.engine.plan import RequestError
from gancheck.engine.result import Result
from gancheck.engine.scratch import Scratch
from gancheck.engine.watchdog import read_stack
from gancheck.evidence.outcome import Status

_LOOK = 0.1  # seconds between looks at progress and signals


class Driver:
    """Runs jobs on an executor and tells what happens.

    No more jobs are handed over than there are workers, so that when a process dies only those in flight are
    suspects. A suspect is run again alone, in a process of its own: if that dies too, it was the one.
    """

    def __init__(
        self,
        workers: int,
        tell: Callable[[Event], None],
        interrupts: Interrupts,
        executor: Executor | None = None,
    ) -> None:
        """Use `executor`, or a pool of `workers` processes, or for 0 this process."""
        self._workers = max(1, workers)
        self._tell = tell
        self._interrupts = interrupts
        self._given = executor if executor is not None else SerialExecutor() if workers == 0 else None
        self._pool: WorkerPool | None = None
        self._waiting: deque[Job] = deque()
        self._flying: dict[Future[Result], Job] = {}
        self._progress: dict[str, tuple[float, str]] = {}

    def load(self, job: LoadJob) -> Loaded:
        """Load the target in a worker; the others start meanwhile.

        Raises RequestError, with one sentence, when that ends the process or never ends.
        """
        copies = 1 if self._given is not None else self._workers
        what = job.target if isinstance(job.target, str) else "the target"
        futures: list[Future[Loaded]] = []
        try:
            futures = [self._executor().submit(worker.load, job) for _ in range(copies)]
            done: set[Future[Loaded]] = set()
            while not done and not self._interrupts.pending():
                done, _ = wait(futures, timeout=_LOOK, return_when=FIRST_COMPLETED)
            return done.pop().result() if done else Loaded(error="interrupted before the target was loaded")
        except BrokenExecutor:
            for stack in Path(job.scratch).glob("target-*.hang"):
                if left := read_stack(stack):
                    text = f"{what} could not be loaded in {job.timeout:g} s: it hung ({left.place})"
                    raise RequestError(text) from None
            ending = self._pool.ending() if self._pool else "unknown"
            raise RequestError(f"{what} could not be loaded: the process that did died ({ending})") from None

    def run(self, jobs: Iterable[Job]) -> None:
        """Run all jobs, in this order. Returns early, with no process left, when the run was interrupted."""
        self._waiting.extend(jobs)
        while (self._waiting or self._flying) and not self._interrupts.pending():
            broken = not self._hand_over()
            done, _ = wait(self._flying, timeout=_LOOK, return_when=FIRST_COMPLETED)
            suspects = [job for future in done if (job := self._collect(future)) is not None]
            if (suspects or broken) and not self._interrupts.pending():
                self._recover(suspects)
            self._look_at_progress()
        if self._interrupts.pending():
            self.kill()

    def kill(self) -> None:
        """End every process of the pool now."""
        if self._pool is not None:
            self._pool.kill()

    def abandon(self) -> None:
        """End every process of the pool and wait for nothing."""
        if self._pool is not None:
            self._pool.abandon()

    def close(self) -> None:
        """Let the pool's processes end."""
        if self._pool is not None:
            self._pool.close()

    def _executor(self) -> Executor:
        if self._given is not None:
            return self._given
        if self._pool is None:
            self._pool = WorkerPool(self._workers)
        return self._pool

    def _hand_over(self) -> bool:
        """Give every idle worker a job; False when the pool turns out to be broken."""
        while self._waiting and len(self._flying) < self._workers and not self._interrupts.pending():
            job = self._waiting[0]
            self._tell(CheckStarted(job.planned.id))
            self._interrupts.in_check = isinstance(self._given, SerialExecutor)
            try:
                future = self._executor().submit(worker.run, job)
            except BrokenExecutor as error:
                if self._given is None:
                    return False
                self._waiting.popleft()
                self._keep(_lost(job, error))
                continue
            except KeyboardInterrupt:
                return True
            finally:
                self._interrupts.in_check = False
            # What an interrupt broke off in this process is no verdict on the target.
            if not self._interrupts.pending() or not future.done():
                self._waiting.popleft()
                self._flying[future] = job
        return True

    def _collect(self, future: Future[Result]) -> Job | None:
        """Keep the result of a finished job; the job itself when its process died."""
        job = self._flying.pop(future)
        error = future.exception()
        if error is None:
            self._keep(future.result())
        elif isinstance(error, BrokenExecutor) and self._given is None:
            return job
        else:
            self._keep(_lost(job, error))
        return None

    def _recover(self, suspects: list[Job]) -> None:
        """After a process died: take what is finished, and run each suspect again, alone."""
        wait(self._flying)  # a broken pool ends all of them
        suspects += [job for future in list(self._flying) if (job := self._collect(future)) is not None]
        self.kill()
        self._pool = None
        again = []
        for job in suspects:
            if (result := self._hung(job)) is not None:
                self._tell(WorkerDied((job.planned.id,), f"{job.planned.id} was ended: {result.outcome.reason}"))
                self._keep(result)
            else:
                again.append(job)
        if again:
            names = tuple(job.planned.id for job in again)
            if len(again) < len(suspects):
                text = f"{', '.join(names)} ran beside it: run again, alone"
            else:
                text = f"a worker process died; what it may have run is run again, alone: {', '.join(names)}"
            self._tell(WorkerDied(names, text))
        for job in again:
            if not self._interrupts.pending():
                self._alone(job)

    def _alone(self, job: Job) -> None:
        self._pool = WorkerPool(1)
        try:
            future = self._pool.submit(worker.run, job)
            while not future.done() and not self._interrupts.pending():
                wait([future], timeout=_LOOK)
            if not future.done():
                return
            error = future.exception()
            if error is None:
                self._keep(future.result())
            elif (result := self._hung(job)) is not None:
                self._keep(result)
            else:
                self._keep(self._died(job, self._pool.ending()))
        finally:
            self._pool.kill()
            self._pool = None

    def _died(self, job: Job, ending: str) -> Result:
        scratch = Scratch(Path(job.scratch), job.planned.id)
        stack = read_stack(scratch.crash)
        text = f"the worker process died ({ending}) while it ran" + (f" ({stack.place})" if stack else "")
        return replace(
            unfinished(job, Status.ERRORED, text, "died"),
            log=tail(scratch.log),
            traceback=stack.text if stack else "",
        )

    def _hung(self, job: Job) -> Result | None:
        """Return the result of a job whose time was up; None when it died of something else."""
        scratch = Scratch(Path(job.scratch), job.planned.id)
        if (stack := read_stack(scratch.hang)) is None:
            return None
        text = f"it did not end within {job.timeout:g} s: it hung ({stack.place})"
        result = unfinished(job, Status.ERRORED, text, "hang")
        return replace(result, seconds=job.timeout or 0.0, log=tail(scratch.log), traceback=stack.text)

    def _keep(self, result: Result) -> None:
        self._progress.pop(result.check, None)
        self._tell(CheckFinished(result))

    def _look_at_progress(self) -> None:
        for job in self._flying.values():
            seen = Scratch(Path(job.scratch), job.planned.id).progress() if job.scratch else None
            if seen is not None and seen != self._progress.get(job.planned.id):
                self._progress[job.planned.id] = seen
                self._tell(CheckProgressed(job.planned.id, *seen))


def _lost(job: Job, error: BaseException) -> Result:
    text = f"the executor lost the check: {type(error).__name__}: {error}"
    return unfinished(job, Status.ERRORED, text, "died")
