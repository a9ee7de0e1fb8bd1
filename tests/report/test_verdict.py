"""One result in the page's words."""

import dataclasses

import pytest

from gancheck.engine import Record, Result
from gancheck.evidence.outcome import Measurement, Outcome, Power, Status
from gancheck.report.verdict import CAUSES, VerdictView, beginning, ending, verdict


def shown(result: Result) -> VerdictView:
    return verdict(result, points=400, characters=12_000)


@pytest.fixture
def failed(record: Record) -> Result:
    return next(result for result in record.results if result.status is Status.FAILED)


def test_a_failure_says_everything(failed: Result) -> None:
    view = shown(failed)
    assert view.anchor == "check-optimal-discriminator"
    assert view.measured == "V(D*) - V(D) = 0.2134 nats"
    assert view.interval == "0.2101 to 0.2166"
    assert view.allowed == "at most 0.020 nats"
    assert view.power == "wrong alarm 1e-6; a discrepancy of 0.05 nats is missed with probability 0.001"
    assert view.worst == "x = 1.37: D = 0.234, D* = 0.797"
    assert view.diagnosis.startswith("real and fake labels are swapped")
    assert view.samples == "131,072"
    assert view.took == "12.3 s"
    assert view.seed == "7401993, derived from the run's seed 17"
    assert view.reproduce == "gancheck run my_gan.py:build --check optimal-discriminator --seed 17"
    assert len(view.charts) == 2


@pytest.mark.parametrize(
    ("kind", "status", "power", "text"),
    [
        ("exact", Status.PASSED, None, "exact: spends no error budget"),
        ("exact", Status.NOT_APPLICABLE, None, ""),
        ("exact", Status.ERRORED, None, ""),
        ("random", Status.PASSED, None, ""),
        ("random", Status.PASSED, Power(1e-4), "wrong alarm 0.0001; no bound on what is missed"),
        ("random", Status.PASSED, Power(1e-4, 0.1), "wrong alarm 0.0001; no bound on what is missed"),
    ],
)
def test_power(failed: Result, kind: str, status: Status, power: Power | None, text: str) -> None:
    assert shown(dataclasses.replace(failed, kind=kind, outcome=Outcome(status, power=power))).power == text


def test_power_without_a_unit(failed: Result) -> None:
    outcome = Outcome(Status.PASSED, Measurement("share", 1.0, 0.5, 1.0), power=Power(0.5, 0.25, 0.125))
    text = "wrong alarm 0.5; a discrepancy of 0.25 is missed with probability 0.125"
    assert shown(dataclasses.replace(failed, outcome=outcome)).power == text


@pytest.mark.parametrize("cause", ["", *CAUSES, "something new"])
def test_reason_tells_whose_fault_it_was(failed: Result, cause: str) -> None:
    result = dataclasses.replace(failed, outcome=Outcome(Status.ERRORED, reason="KeyError: 'latent'"), cause=cause)
    words = CAUSES.get(cause, cause)
    assert shown(result).reason == (f"{words}; KeyError: 'latent'" if words else "KeyError: 'latent'")


def test_reason_tells_what_was_expected(failed: Result) -> None:
    result = dataclasses.replace(failed, outcome=Outcome(Status.XFAILED), expected="smoothed on purpose")
    assert shown(result).reason == "listed as an expected failure: smoothed on purpose"


def test_anchors_are_plain(failed: Result) -> None:
    for check, anchor in [
        ("A b/c", "check-a-b-c"),
        ("<script>", "check-script"),
        ("\N{SNOWMAN}", "check-unnamed"),
    ]:
        assert shown(dataclasses.replace(failed, check=check)).anchor == anchor


def test_long_texts_keep_the_end_that_matters(failed: Result) -> None:
    assert ending("abcdef", 6) == beginning("abcdef", 6) == "abcdef"
    assert ending("abcdef", 2) == "[4 characters left out]\nef"
    assert beginning("abcdef", 2) == "ab [4 more characters left out]"
    long = dataclasses.replace(
        failed, log="x" * 50_000 + "end", outcome=Outcome(Status.FAILED, reason="why" + "y" * 50_000)
    )
    view = shown(long)
    assert view.log.endswith("end")
    assert view.reason.startswith("why")
    assert max(len(view.log), len(view.reason)) < 12_100
