"""`losses-show-no-progress`: passes on the reference, fails where a loss falls too, or the JSD does not."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest

from gancheck.checks.stability import losses_show_no_progress as module
from gancheck.evidence import Status
from gancheck.stability.tracking import Tracker
from tests.checks.convergence import small
from tests.checks.trials import run

RECORDS = 41


class Scripted:
    """A tracker that tells what it is told to, and measures nothing: JSD and losses go from 1 in straight lines."""

    ends: ClassVar[dict[str, float]]

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def due(self, iteration: int) -> bool:
        return False

    def record(self, trainer: object) -> None:
        pass

    def frame(self) -> pd.DataFrame:
        columns = {name: np.linspace(1.0, end, RECORDS) for name, end in self.ends.items()}
        wave = {"d_loss": 1e-3, "g_loss": -1e-3, "jsd": 0.0}  # No column is constant: a rank correlation is taken.
        turns = np.sin(np.arange(RECORDS))
        return pd.DataFrame({"step": np.arange(RECORDS), **{n: columns[n] + wave[n] * turns for n in columns}})


class Telling(Tracker):
    """A tracker that sees a loss of D which falls by 0.3 nats over the run."""

    def frame(self) -> Any:
        frame = super().frame()
        frame["d_loss"] -= np.linspace(0.0, 0.3, len(frame))
        return frame


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "P_DATA", small.P_DATA)
    monkeypatch.setattr(module, "REF_1D", small.IDLE)
    monkeypatch.setattr(module, "EVERY", 2)


@pytest.mark.usefixtures("tiny")
@pytest.mark.parametrize(
    ("d_loss", "g_loss", "jsd", "status"),
    [
        (1.0, 1.0, 0.05, Status.PASSED),
        (0.92, 1.08, 0.09, Status.PASSED),
        (0.87, 1.0, 0.05, Status.FAILED),
        (1.0, 1.13, 0.05, Status.FAILED),
        (1.0, 1.0, 0.11, Status.FAILED),
    ],
)
def test_both_losses_have_to_stay_while_the_jsd_falls_tenfold(
    monkeypatch: pytest.MonkeyPatch, d_loss: float, g_loss: float, jsd: float, status: Status
) -> None:
    """The means over the last tenth are 5 % of the way from the ends."""
    ends = {"d_loss": d_loss, "g_loss": g_loss, "jsd": jsd}
    monkeypatch.setattr(module, "Tracker", type("Made", (Scripted,), {"ends": ends}))
    outcome = run("losses-show-no-progress")
    assert outcome.status is status, outcome
    assert sum("rank correlation" in note for note in outcome.notes) == 2


@pytest.mark.usefixtures("tiny")
def test_a_run_that_learns_nothing_fails() -> None:
    """Its losses stay, as the claim has it, but so does the JSD."""
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


@pytest.mark.slow
def test_the_reference_with_a_loss_that_tells_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "Tracker", Telling)
    monkeypatch.setattr(module, "EVERY", 100)
    outcome = run("losses-show-no-progress")
    assert outcome.status is Status.FAILED
    assert outcome.measured is not None
    assert outcome.measured.value > 0.2
