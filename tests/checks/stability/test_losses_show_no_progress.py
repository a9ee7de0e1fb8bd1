"""`losses-show-no-progress`: passes on the reference, fails where a loss falls too, or the JSD does not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gancheck.checks.stability import losses_show_no_progress as module
from gancheck.evidence import Status
from gancheck.training import Tracker
from tests.checks.convergence import small
from tests.checks.trials import run


class Telling(Tracker):
    """A tracker that sees losses which fall by 0.3 nats over the run."""

    column = "d_loss"

    def frame(self) -> Any:
        frame = super().frame()
        frame[self.column] -= np.linspace(0.0, 0.3, len(frame))
        return frame


class TellingGenerator(Telling):
    column = "g_loss"


class Constant(Tracker):
    """A tracker whose JSD stays where it began."""

    def frame(self) -> Any:
        frame = super().frame()
        frame["jsd"] = frame["jsd"].iloc[0]
        return frame


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "P_DATA", small.P_DATA)
    monkeypatch.setattr(module, "REF_1D", small.RECIPE)
    monkeypatch.setattr(module, "EVERY", 20)


@pytest.fixture
def tiny(short: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too few iterations to converge: only for what has to fail anyhow."""
    monkeypatch.setattr(module, "REF_1D", small.RECIPE.replace(iterations=60))
    monkeypatch.setattr(module, "EVERY", 2)


@pytest.mark.usefixtures("short")
def test_it_passes_on_a_small_recipe() -> None:
    outcome = run("losses-show-no-progress")
    assert outcome.status is Status.PASSED, outcome
    assert any("rank correlation" in note for note in outcome.notes)


@pytest.mark.usefixtures("short")
@pytest.mark.slow
@pytest.mark.parametrize("tracker", [Telling, TellingGenerator, Constant])
def test_one_thing_wrong_in_a_run_that_converges_fails(monkeypatch: pytest.MonkeyPatch, tracker: type) -> None:
    monkeypatch.setattr(module, "Tracker", tracker)
    outcome = run("losses-show-no-progress")
    assert outcome.status is Status.FAILED, outcome


@pytest.mark.usefixtures("tiny")
def test_a_loss_that_falls_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tenfold fall is waived, so that the loss alone decides."""
    monkeypatch.setattr(module, "FALL", 0.0)
    monkeypatch.setattr(module, "CHANGE", 0.25)
    assert run("losses-show-no-progress").status is Status.PASSED
    monkeypatch.setattr(module, "Tracker", Telling)
    assert run("losses-show-no-progress").status is Status.FAILED


@pytest.mark.usefixtures("tiny")
def test_a_run_that_learns_nothing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its losses stay, as the claim has it, but so does the JSD."""
    monkeypatch.setattr(module, "REF_1D", small.IDLE)
    outcome = run("losses-show-no-progress")
    assert outcome.status is Status.FAILED
    assert outcome.measured is not None
    assert outcome.measured.value <= module.CHANGE


def test_a_change_is_from_the_first_iteration_to_the_last_tenth() -> None:
    losses = np.array([np.nan, 1.0, *([5.0] * 16), 2.0, 4.0])
    assert module._change(losses) == pytest.approx(2.0)
    assert module._change(np.array([np.nan, 1.0, 7.0, 0.5])) == pytest.approx(0.5)


@pytest.mark.slow
def test_the_reference_passes() -> None:
    assert run("losses-show-no-progress").status is Status.PASSED
