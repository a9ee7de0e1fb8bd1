"""Runs in worker processes that hang, die and are killed. Each starts processes that import torch."""

import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from gancheck.engine import (
    CheckFinished,
    CheckProgressed,
    CheckStarted,
    Event,
    Request,
    RequestError,
    Sources,
    WorkerDied,
    read_record,
)
from gancheck.engine.run import Conclusion, execute
from gancheck.evidence.outcome import Status

FAKES = Sources("tests.engine.fakes.checks", "tests.engine.fakes.targets")


def _execute(target: object, events: list[Event] | None = None, **fields: Any) -> Conclusion:
    request = Request(target=target, sources=FAKES, **fields)
    return execute(request, [events.append] if events is not None else [])


@pytest.mark.slow
def test_a_target_that_hangs_dies_and_crashes_keeps_what_is_finished(tmp_path: Path) -> None:
    events: list[Event] = []
    conclusion = _execute("awful", events, skip=("stability",), workers=2, timeout=8.0, output=tmp_path)
    results = {result.check: result for result in conclusion.record.results}
    assert {check: str(result.status) for check, result in results.items()} == {
        "value-identity": "passed",
        "mean-of-samples": "passed",
        "trains": "errored",
        "descends": "errored",
        "discriminates": "errored",
    }
    assert results["trains"].outcome.reason == "the worker process died (exit code 3) while it ran"
    assert results["trains"].log == "leaving\n"
    assert results["descends"].cause == "hang"
    assert "did not end within 8 s: it hung (gans.py, line" in results["descends"].outcome.reason
    assert results["descends"].log == "going nowhere\n"
    assert results["discriminates"].cause == "died"
    assert "(signal SIGSEGV) while it ran (gans.py, line" in results["discriminates"].outcome.reason
    assert any(isinstance(event, WorkerDied) for event in events)
    assert any(event.kind == "worker-died" for event in conclusion.record.events)
    assert read_record(tmp_path) == conclusion.record


def test_a_worker_that_somebody_kills_costs_no_verdict(tmp_path: Path) -> None:
    killed: list[int] = []
    events: list[Event] = []

    def kill(event: Event) -> None:
        events.append(event)
        if isinstance(event, CheckProgressed) and not killed:
            import multiprocessing

            (child,) = multiprocessing.active_children()
            assert child.pid is not None
            killed.append(child.pid)
            os.kill(child.pid, signal.SIGKILL)

    request = Request("lingering", checks=("lingers", "trains"), workers=1, sources=FAKES, output=tmp_path)
    conclusion = execute(request, [kill])
    assert killed
    assert {str(result.status) for result in conclusion.record.results} == {"passed"}
    assert [event.checks for event in events if isinstance(event, WorkerDied)] == [("lingers",)]
    assert [event.kind for event in conclusion.record.events] == ["worker-died", "finished"]


@pytest.mark.slow
def test_an_interrupt_keeps_what_is_finished_and_resume_completes_it(tmp_path: Path) -> None:
    def interrupt(event: Event) -> None:
        if isinstance(event, CheckFinished) and event.result.check == "descends":
            threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()

    request = Request("endless", checks=("lingers", "descends"), workers=2, sources=FAKES, output=tmp_path)
    started = time.monotonic()
    conclusion = execute(request, [interrupt])
    assert time.monotonic() - started < 60
    assert conclusion.signal == signal.SIGINT
    assert [result.check for result in conclusion.record.results] == ["descends"]
    assert conclusion.record.missing == ("lingers",)
    assert read_record(tmp_path).events[-1].text == "interrupted (SIGINT): 1 checks are done, 1 are not"
    events: list[Event] = []
    again = _execute(
        "endless", events, checks=("lingers", "descends"), workers=1, output=tmp_path, resume=True, budget=8.0
    )
    assert [event.check for event in events if isinstance(event, CheckStarted)] == ["lingers"]
    assert [result.status for result in again.record.results] == [Status.PASSED, Status.INCONCLUSIVE]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("target", "complaint"),
    [
        ("dying-on-load", r"dying-on-load could not be loaded: the process that did died \(exit code 7\)"),
        ("hanging-on-load", r"hanging-on-load could not be loaded in 5 s: it hung \(targets.py, line \d+, in load\)"),
    ],
)
def test_a_target_whose_loading_ends_the_process(target: str, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=complaint):
        _execute(target, workers=1, timeout=5.0, output=tmp_path)
    assert not (tmp_path / "record.jsonl").exists()
