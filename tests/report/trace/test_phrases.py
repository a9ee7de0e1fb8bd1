from dataclasses import replace

import pytest

from gancheck.report.trace.phrases import ending, rest, tally
from gancheck.tracing.report import Script, TraceReport
from tests.report.trace.samples import DEPARTURE, EVERYTHING, KEPT, NOTE, UNSEEN, VIOLATION, at, report


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (None, "traced"),
        (Script("", "stopped"), "stopped"),
        (Script("", "finished"), "the script ended"),
        (Script("", "exited", "sys.exit(0)", 0), "the script ended"),
        (Script("", "exited", "sys.exit(3)", 3), "the script exited with code 3"),
        (Script("", "raised", "ValueError: a", 1, at(8)), "the script raised ValueError: a at script.py:8"),
        (Script("", "killed", "signal SIGSEGV", 1, at(8)), "the script died of signal SIGSEGV at script.py:8"),
        (Script("", "killed", "signal SIGKILL", 1), "the script died of signal SIGKILL"),
        (
            Script("", "killed", "--timeout 30 seconds were over", 1, at(8)),
            "the script was killed at script.py:8: --timeout 30 seconds were over",
        ),
        (Script("", "interrupted", "", 130, at(8)), "interrupted at script.py:8"),
    ],
)
def test_how_a_script_went(script: Script | None, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(at(1).file.rpartition("/")[0])
    assert ending(report(iterations=3, k=2, script=script)) == f"{said} · 6 steps of netD and 3 of netG seen"


def test_a_long_message_is_shortened() -> None:
    said = ending(report(script=Script("", "raised", f"RuntimeError: {'so it is ' * 50}", 1, at(8))))
    message = said.partition(" at ")[0].removeprefix("the script raised ")
    assert len(message) <= 100
    assert message.endswith("…")


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ({}, "stopped · no step seen"),
        ({"G": 0}, "stopped · no step seen"),
        ({"G": 0, "D": 1}, "stopped · 1 step of D seen"),
        ({"A": 1, "B": 2, "C": 3}, "stopped · 1 step of A, 2 of B and 3 of C seen"),
    ],
)
def test_how_many_steps_were_seen(steps: dict[str, int], said: str) -> None:
    assert ending(replace(report(), steps=steps)) == said


def test_tallies() -> None:
    assert tally(EVERYTHING) == "1 violation, 1 departure, 1 note"
    assert tally(report(KEPT)) == "no violation, no departure"
    assert tally(report(VIOLATION, VIOLATION, NOTE, NOTE)) == "2 violations, no departure, 2 notes"
    assert tally(TraceReport((), (), unable="why")) == "nothing can be told"


def test_what_is_kept_and_what_was_not_seen() -> None:
    assert rest(report(KEPT, DEPARTURE)) == "kept: 1 clause"
    assert rest(report(UNSEEN, replace(UNSEEN, clause="k"))) == "kept: 0 clauses · not seen: 2 (lipschitz, k)"
    assert rest(report(KEPT, replace(VIOLATION, clause="order"))) == "kept: 0 clauses"
