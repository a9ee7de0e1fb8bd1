"""Whole runs, most of them in this process; those that need worker processes are in test_driver.py."""

import json
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gancheck.engine import (
    CheckFinished,
    CheckStarted,
    Event,
    RecordError,
    Request,
    RequestError,
    Result,
    RunFinished,
    RunStarted,
    Sources,
    read_record,
)
from gancheck.engine.run import Conclusion, execute
from gancheck.evidence.outcome import Status
from tests.engine.fakes import gans

FAKES = Sources("tests.engine.fakes.checks", "tests.engine.fakes.targets")


def _execute(target: object = "good", executor: Executor | None = None, **fields: Any) -> Conclusion:
    workers = fields.pop("workers", None if executor else 0)
    return execute(Request(target=target, workers=workers, sources=FAKES, **fields), executor=executor)


def _statuses(conclusion: Conclusion) -> dict[str, str]:
    return {result.check: str(result.status) for result in conclusion.record.results}


def _timeless(result: Result) -> Result:
    return replace(result, seconds=0.0)


def test_every_check_has_a_result_in_the_plans_order() -> None:
    conclusion = _execute()
    assert _statuses(conclusion) == {
        "value-identity": "passed",
        "mean-of-samples": "passed",
        "trains": "passed",
        "descends": "passed",
        "discriminates": "passed",
        "lingers": "not-applicable",
        "returns": "not-applicable",
        "breaks": "not-applicable",
    }
    header = conclusion.record.header
    assert (header.target, header.target_name, header.seed, header.device) == ("good", "good", 0, "cpu")
    assert conclusion.record.results[5].outcome.reason == "it is in a hurry"
    assert conclusion.path is None


def test_what_a_target_does_not_say_that_it_lacks() -> None:
    conclusion = _execute(gans.Broken(), checks=("descends",))
    assert conclusion.record.results[0].outcome.reason == "the target does not offer train"


def test_events_are_told_in_order() -> None:
    events: list[Event] = []
    execute(Request("good", checks=("algorithm",), workers=0, sources=FAKES), [events.append])
    assert isinstance(events[0], RunStarted)
    assert isinstance(events[-1], RunFinished)
    started = [event.check for event in events if isinstance(event, CheckStarted)]
    finished = [event.result.check for event in events if isinstance(event, CheckFinished)]
    assert started == finished == ["descends", "mean-of-samples", "trains"]  # the longest first


def test_the_same_seed_gives_the_same_record_but_for_times(tmp_path: Path) -> None:
    runs = [_execute("random", seed=5, output=tmp_path / name) for name in ("a", "b")]
    first, second = ([_timeless(result) for result in run.record.results] for run in runs)
    assert first == second
    other = _execute("random", seed=6)
    assert [_timeless(result) for result in other.record.results] != first


def test_the_record_on_disk_is_the_record(tmp_path: Path) -> None:
    conclusion = _execute("swapped", output=tmp_path)
    assert conclusion.path == tmp_path / "record.jsonl"
    assert read_record(tmp_path) == conclusion.record
    lines = [json.loads(line) for line in (tmp_path / "record.jsonl").read_text().splitlines()]
    assert [line["type"] for line in lines] == ["run", *["result"] * 8, "event"]


def test_expected_failures_are_marked(tmp_path: Path) -> None:
    file = tmp_path / "expected"
    file.write_text("discriminates  # labels\ntrains\n")
    statuses = _statuses(_execute("swapped", expected=file))
    assert (statuses["discriminates"], statuses["trains"], statuses["descends"]) == ("xfailed", "xpassed", "passed")


def test_a_budget_that_is_spent_leaves_the_rest_inconclusive() -> None:
    conclusion = _execute("endless", budget=0.5)
    lingers = next(result for result in conclusion.record.results if result.check == "lingers")
    assert lingers.outcome.reason == "the deadline passed before there was a verdict"
    assert all(
        result.status is Status.INCONCLUSIVE and result.cause == "budget"
        for result in conclusion.record.results
        if result.check not in ("lingers", "returns", "breaks")
    )


def test_resume_runs_only_what_is_left(tmp_path: Path) -> None:
    whole = _execute("raising", output=tmp_path)
    file = tmp_path / "record.jsonl"
    lines = file.read_text().splitlines(keepends=True)
    dropped = next(line for line in lines if '"mean-of-samples"' in line and '"result"' in line)
    file.write_text("".join(line for line in lines if line != dropped)[:-20])  # torn, too
    events: list[Event] = []
    again = execute(Request("raising", workers=0, sources=FAKES, output=tmp_path, resume=True), [events.append])
    ran = {event.check for event in events if isinstance(event, CheckStarted)}
    assert ran == {"mean-of-samples", "trains", "descends", "discriminates"}  # the one left out, and the errors
    assert [_timeless(r) for r in again.record.results] == [_timeless(r) for r in whole.record.results]
    assert read_record(tmp_path) == again.record
    assert [event.kind for event in again.record.events] == ["resumed", "finished"]


def test_resuming_what_is_complete_runs_nothing(tmp_path: Path) -> None:
    _execute(output=tmp_path)
    events: list[Event] = []
    execute(Request("good", workers=0, sources=FAKES, output=tmp_path, resume=True), [events.append])
    assert not [event for event in events if isinstance(event, CheckStarted)]


def test_a_wrong_resume_leaves_the_record_alone(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="No such file"):
        _execute(output=tmp_path, resume=True)
    _execute(output=tmp_path)
    before = (tmp_path / "record.jsonl").read_bytes()
    with pytest.raises(RecordError, match="it was made with seed 0, this run has 1"):
        _execute(output=tmp_path, resume=True, seed=1)
    with pytest.raises(RequestError, match="there is no target"):
        _execute("nobody", output=tmp_path)
    assert (tmp_path / "record.jsonl").read_bytes() == before


def test_any_executor_will_do() -> None:
    # One thread: torch's and Python's global state belongs to one check at a time.
    with ThreadPoolExecutor(1) as pool:
        assert _statuses(_execute(executor=pool)) == _statuses(_execute())


class Losing(Executor):
    """Loads, then loses every check, as a cluster does that kills its workers."""

    def __init__(self, *, at_submit: bool) -> None:
        self.at_submit = at_submit
        self.calls = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.calls += 1
        future: Future[Any] = Future()
        if self.calls == 1:
            future.set_result(fn(*args))
        elif self.at_submit:
            raise BrokenExecutor("gone")
        else:
            future.set_exception(RuntimeError("KilledWorker"))
        return future


@pytest.mark.parametrize("at_submit", [True, False])
def test_an_executor_that_loses_checks(at_submit: bool) -> None:
    conclusion = _execute(executor=Losing(at_submit=at_submit), checks=("algorithm",))
    assert {result.status for result in conclusion.record.results} == {Status.ERRORED}
    assert "the executor lost the check" in conclusion.record.results[0].outcome.reason


def test_an_object_that_cannot_be_sent_is_refused() -> None:
    gan = gans.Good()
    gan.secret = lambda: None  # type: ignore[attr-defined]
    with pytest.raises(RequestError, match="cannot be sent to a worker process"):
        _execute(gan, workers=1)
    assert _statuses(_execute(gan, checks=("trains",))) == {"trains": "passed"}


def test_a_check_that_the_keyboard_broke_off_has_no_verdict() -> None:
    class Impatient(gans.Good):
        def descend(self) -> None:
            import signal

            signal.raise_signal(signal.SIGINT)

    conclusion = _execute(Impatient(), skip=("stability",))
    assert conclusion.signal == 2
    assert conclusion.record.results == ()  # it is the longest, so it was the first
    assert conclusion.record.events[-1].kind == "interrupted"
    assert set(conclusion.record.missing) >= {"descends", "trains"}
