from dataclasses import replace

import pytest

from gancheck.engine import message, summary
from gancheck.engine.message import measured, number, power, probability
from gancheck.evidence.outcome import Measurement, Outcome, Power, Status
from tests.engine.samples import FAILED, result


def test_the_message_of_a_failure() -> None:
    assert (
        message(FAILED)
        == """\
FAILED optimal-discriminator · my_gan.py:build · seed 17
  claim      D*(x) = p_data / (p_data + p_g)            Goodfellow et al. 2014, Proposition 1
  measured   V(D*) - V(D) = 0.213 nats                  allowed 0.020
  power      wrong alarm 1e-6; a discrepancy of 0.05 nats is missed with probability 1e-3
  worst at   x = 1.37: D = 0.912, D* = 0.699
  likely     real and fake labels are swapped: dV/dD fits (0, 1) where (1, 0) is expected
  reproduce  gancheck run my_gan.py:build --check optimal-discriminator --seed 17"""
    )


def test_the_message_of_an_error() -> None:
    log = "\n".join(f"line {number}" for number in range(50))
    errored = result("trains", Status.ERRORED, log=log, traceback="Traceback:\n  File\nValueError: x\n", reproduce="")
    assert message(errored).splitlines()[2:] == [
        "  because    trains is errored",
        "  traceback  Traceback:",
        "               File",
        "             ValueError: x",
        "  printed    ...",
        *(f"             line {number}" for number in range(40, 50)),
    ]


def test_long_claims_take_their_own_lines() -> None:
    long = replace(FAILED, claim="word " * 30, source="A source")
    lines = message(long).splitlines()
    assert all(len(line) <= 110 for line in lines)
    assert lines[1].startswith("  claim      word")
    assert lines[3] == "             A source"


def test_notes_and_expectations_are_told() -> None:
    noted = replace(
        FAILED, expected="known", outcome=Outcome(Status.XFAILED, reason="r", notes=("a", "b"), allowed="1")
    )
    text = message(noted)
    assert "XFAILED" in text
    assert "  note       a\n  note       b\n  expected   known" in text
    assert "  allowed    1" in text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.213, "0.213"), (1e-6, "1e-6"), (0.0, "0"), (1234.5, "1.23e3"), (float("inf"), "inf"), (float("nan"), "nan")],
)
def test_numbers(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(("value", "text"), [(1e-3, "1e-3"), (2.5e-4, "2.5e-4"), (0.05, "0.05"), (0.0, "0"), (1, "1")])
def test_probabilities(value: float, text: str) -> None:
    assert probability(value) == text


def test_an_interval_is_shown_where_it_has_a_width() -> None:
    assert measured(Measurement("JSD", 0.1, 0.1, 0.1)) == "JSD = 0.1"
    assert measured(Measurement("JSD", 0.1, 0.05, 0.2, "nats")) == "JSD = 0.1 nats (0.05 to 0.2)"


def test_power_without_a_bound() -> None:
    assert power(Power(1e-4)) == "wrong alarm 1e-4"


def test_summaries() -> None:
    assert summary(FAILED) == "V(D*) - V(D) = 0.213 nats, allowed 0.020"
    assert summary(result("a", Status.NOT_APPLICABLE)) == "a is not-applicable"
    assert summary(replace(FAILED, outcome=Outcome(Status.PASSED))) == FAILED.claim
