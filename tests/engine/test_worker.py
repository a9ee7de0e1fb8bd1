"""One job at a time, in this process."""

import random
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from gancheck.engine import Result, Sources, make_plan
from gancheck.engine.job import Job, LoadJob
from gancheck.engine.worker import load, run
from gancheck.evidence.outcome import Measurement, Outcome, Status
from tests.engine.fakes import gans
from tests.engine.fakes.checks import catalogue

FAKES = Sources("tests.engine.fakes.checks", "tests.engine.fakes.targets")
PLAN = {planned.id: planned for planned in make_plan(catalogue(), seed=17)}


def _job(check: str, target: object, tmp_path: Path, **fields: Any) -> Job:
    return Job(PLAN[check], target, "mine", 17, "cpu", "again", str(tmp_path), sources=FAKES, **fields)


def _run(check: str, target: object, tmp_path: Path, **fields: Any) -> Result:
    return run(_job(check, target, tmp_path, **fields))


def test_a_verdict_comes_back_with_what_the_job_knew(tmp_path: Path) -> None:
    got = _run("mean-of-samples", gans.Good(), tmp_path)
    planned = PLAN["mean-of-samples"]
    assert got.status is Status.PASSED
    assert (got.check, got.claim, got.suite, got.kind) == ("mean-of-samples", planned.claim, "algorithm", "random")
    assert (got.seed, got.derived_seed, got.alpha) == (17, planned.seed, planned.alpha)
    assert (got.target, got.reproduce, got.cause, got.traceback) == ("mine", "again", "", "")
    assert got.outcome.power is not None
    assert got.outcome.power.wrong_alarm == planned.alpha


@pytest.mark.parametrize(
    ("target", "check", "text"),
    [
        (gans.Raising(), "trains", "the target raised ValueError: the batch is empty (gans.py, line"),
        (gans.Raising(), "descends", "the target raised LinAlgError: Singular matrix (gans.py, line"),
        (gans.Raising(), "discriminates", "the target raised SystemExit: 3 (gans.py, line"),
        (gans.Interrupting(), "trains", "the target raised KeyboardInterrupt (gans.py, line"),
        (gans.Interrupting(), "descends", "the target raised StopIteration (gans.py, line"),
        (gans.Interrupting(), "discriminates", "the target raised MuteError: (its message cannot be shown)"),
    ],
)
def test_whatever_a_target_raises_is_a_result(target: gans.Good, check: str, text: str, tmp_path: Path) -> None:
    got = _run(check, target, tmp_path)
    assert (got.status, got.cause) == (Status.ERRORED, "target")
    assert got.outcome.reason.startswith(text)
    assert "gans.py" in got.traceback
    Result.from_json(got.to_json())


def test_a_check_that_breaks_is_gancheck_s_fault(tmp_path: Path) -> None:
    got = _run("breaks", gans.Broken(), tmp_path)
    assert (got.status, got.cause) == (Status.ERRORED, "gancheck")
    assert got.outcome.reason.startswith("gancheck itself raised KeyError: 'a mistake in the check' (checks.py, line")


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (None, "returned a NoneType where an Outcome is expected"),
        (True, "returned a bool where an Outcome is expected"),
        (Outcome(Status.XFAILED), "may not return the status 'xfailed'"),
        (Outcome(Status.ERRORED), "may not return the status 'errored'"),
        (Outcome(Status.PASSED, Measurement("JSD", float("nan"), 0.0, 1.0)), "passed on JSD = NaN"),
        (Outcome(Status.PASSED, notes=(object(),)), "cannot be recorded: a builtins.object"),  # type: ignore[arg-type]
        (Outcome(Status.PASSED, Measurement("JSD", torch.ones(1), 0.0, 1.0)), "cannot be recorded: a torch.Tensor"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_verdict_is_not_taken_for_one(answer: object, text: str, tmp_path: Path) -> None:
    got = _run("returns", gans.Answering(answer), tmp_path)
    assert (got.status, got.cause) == (Status.ERRORED, "gancheck")
    assert text in got.outcome.reason


def test_a_failure_on_nan_stays_a_failure(tmp_path: Path) -> None:
    nan = Outcome(Status.FAILED, Measurement("JSD", float("nan"), float("nan"), float("nan")))
    assert _run("returns", gans.Answering(nan), tmp_path).status is Status.FAILED


def test_what_is_printed_is_in_the_log(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    got = _run("trains", gans.Loud(), tmp_path)
    assert got.status is Status.PASSED
    assert got.log == "from Python\nfrom its error stream\nfrom below\necho from a child\n".replace("echo ", "")
    long = _run("descends", gans.Loud(), tmp_path)
    assert long.log.endswith("xthe end\n")
    assert len(long.log) < 9_000
    assert capfd.readouterr() == ("", "")


def test_what_a_target_changed_is_a_note_and_put_back(tmp_path: Path) -> None:
    threads = torch.get_num_threads()
    got = _run("trains", gans.Messy(), tmp_path)
    assert got.status is Status.PASSED
    assert any(note.startswith("the default dtype (from torch.float32") for note in got.outcome.notes)
    assert torch.get_default_dtype() is torch.float32
    assert torch.get_num_threads() == threads
    assert _run("trains", gans.Good(), tmp_path).outcome.notes == ()


def test_a_target_without_seeds_still_gives_the_same_numbers(tmp_path: Path) -> None:
    first = _run("trains", gans.Random(), tmp_path)
    random.seed(3)
    np.random.rand(7)  # noqa: NPY002
    torch.rand(5)
    second = _run("trains", gans.Random(), tmp_path)
    assert replace(first, seconds=0.0) == replace(second, seconds=0.0)


def test_a_check_that_never_started_is_inconclusive(tmp_path: Path) -> None:
    got = _run("trains", gans.Good(), tmp_path, deadline=time.time() - 1)
    assert (got.status, got.cause) == (Status.INCONCLUSIVE, "budget")
    assert got.outcome.reason == "it was not started: the time for the run was spent"


def test_a_check_that_the_deadline_cut_short_can_be_told(tmp_path: Path) -> None:
    got = _run("lingers", gans.Endless(), tmp_path, deadline=time.time() + 0.2)
    assert (got.status, got.cause) == (Status.INCONCLUSIVE, "budget")
    assert 0.1 < got.seconds < 5
    vague = _run("discriminates", gans.Vague(), tmp_path, deadline=time.time() + 600)
    assert (vague.status, vague.cause) == (Status.INCONCLUSIVE, "")


def test_loading_says_what_a_target_can_do(tmp_path: Path) -> None:
    got = load(LoadJob("good", "auto", str(tmp_path), sources=FAKES))
    assert (got.name, got.error) == ("good", "")
    assert got.capabilities == ("discriminate", "sample", "train")
    assert got.lacks["linger"] == "it is in a hurry"
    assert got.device == ("cuda" if torch.cuda.is_available() else "cpu")
    assert got.environment["torch"] == torch.__version__


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        ("nothing", "there is no target 'nothing': write module:name or file.py:name"),
        (
            "raising-on-load",
            "raising-on-load could not be loaded: the target raised ImportError: No module named 'gan' (",
        ),
        ("exiting-on-load", "exiting-on-load could not be loaded: the target raised SystemExit: 1 ("),
    ],
)
def test_what_cannot_be_loaded_is_one_sentence(spec: str, text: str, tmp_path: Path) -> None:
    got = load(LoadJob(spec, "cpu", str(tmp_path), sources=FAKES))
    assert got.error.startswith(text)
    assert "\n" not in got.error


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device here")
def test_a_device_that_is_not_there(tmp_path: Path) -> None:
    assert "no CUDA device" in load(LoadJob("good", "cuda", str(tmp_path), sources=FAKES)).error


def test_without_a_scratch_folder_it_makes_one() -> None:
    assert run(replace(_job("trains", gans.Good(), Path()), scratch="")).status is Status.PASSED
