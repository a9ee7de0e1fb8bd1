"""`gancheck.check` and its report, on the fakes."""

import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import gancheck
from gancheck.engine import RequestError, Sources, read_record
from gancheck.evidence.outcome import Status
from tests.engine.fakes import gans


@pytest.fixture(autouse=True)
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = Sources("tests.engine.fakes.checks", "tests.engine.fakes.targets")
    monkeypatch.setattr("gancheck.engine.request.Sources.__init__", lambda self: self.__dict__.update(vars(fake)))


def test_an_object_that_lives_only_here_is_checked() -> None:
    class Local(gans.Swapped):
        steps = 0

        def train(self) -> float:
            self.steps += 1
            return 0.25

    gan = Local()
    report = gancheck.check(gan, skip="stability", seed=17)
    assert gan.steps == 1
    assert not report.ok
    assert report["discriminates"].status is Status.FAILED
    assert report["trains"].outcome.measured is not None
    assert report["trains"].outcome.measured.value == 0.25
    assert report["trains"].reproduce == "gancheck.check(target, checks=['trains'], seed=17)"
    assert len(report) == len(list(report)) == len(report.results) == 5
    assert "4 passed, 1 failed" in str(report)


def test_failures_are_raised_as_one_assertion() -> None:
    report = gancheck.check(gans.Swapped(), checks=["algorithm", "discriminates"])
    with pytest.raises(AssertionError, match="FAILED discriminates") as caught:
        report.raise_for_failures()
    assert isinstance(caught.value, gancheck.CheckError)
    assert "likely     real and fake labels are swapped" in str(caught.value)


def test_what_is_inconclusive_fails_only_a_strict_reader() -> None:
    report = gancheck.check(gans.Vague(), checks="discriminates")
    assert report.ok
    report.raise_for_failures()
    with pytest.raises(gancheck.CheckError, match="INCONCLUSIVE discriminates"):
        report.raise_for_failures(strict=True)


def test_the_frame_has_a_row_a_check() -> None:
    frame = gancheck.check(gans.Swapped(), alpha=0.01).to_frame().set_index("check")
    assert len(frame) == 8
    assert frame.loc["discriminates", "value"] == 5.7
    assert frame.loc["discriminates", "wrong_alarm"] == 0.0025
    assert frame.loc["lingers", "status"] == "not-applicable"
    assert math.isnan(frame.loc["lingers", "value"])


def test_an_unknown_check_names_those_there_are() -> None:
    report = gancheck.check(gans.Good(), checks="trains")
    with pytest.raises(KeyError, match="'descends' is not among the checks of this run: trains"):
        report["descends"]
    with pytest.raises(RequestError, match="did you mean 'trains'"):
        gancheck.check(gans.Good(), checks="train")


def test_output_executor_and_budget(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as executor:
        report = gancheck.check("endless", checks=["lingers"], budget=0.5, executor=executor, output=tmp_path)
    assert report["lingers"].status is Status.INCONCLUSIVE
    assert read_record(tmp_path) == report.record


def test_an_interrupt_reaches_the_caller(tmp_path: Path) -> None:
    class Impatient(gans.Good):
        def descend(self) -> Any:
            import signal

            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        gancheck.check(Impatient(), checks=["descends", "trains"], output=tmp_path)
    assert read_record(tmp_path).events[-1].kind == "interrupted"
