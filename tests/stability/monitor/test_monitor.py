"""A monitor in a loop: what it says, when, and what it does when it is given something wrong."""

from __future__ import annotations

import re
import warnings
from typing import Any

import pytest
import torch
from torch import Tensor

from gancheck.stability.advice import ADVICE
from gancheck.stability.monitor import Alarm, InstabilityWarning, Monitor, MonitorWarning
from gancheck.stability.state import State
from tests.stability.monitor.runs import RING, monitor, nets, noise, saying, stepped

COLLAPSED, STUCK, HEALTHY = State.COLLAPSED, State.STUCK, State.HEALTHY


def test_a_healthy_run_says_nothing() -> None:
    watched = monitor()
    assert watched.state is State.UNSEEN
    stepped(watched, 3)
    assert watched.state is HEALTHY
    assert watched.alarms == ()
    assert [snapshot.step for snapshot in watched.snapshots] == [1, 2, 3]
    assert all(snapshot.seconds > 0 for snapshot in watched.snapshots)


def test_an_alarm_is_a_warning_once_a_state_at_the_callers_line() -> None:
    watched = monitor(
        HEALTHY,
        COLLAPSED,
        COLLAPSED,
        HEALTHY,
        STUCK,
        COLLAPSED,
        judge=saying(HEALTHY, COLLAPSED, COLLAPSED, HEALTHY, STUCK, COLLAPSED, modes=(0, 2)),
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        stepped(watched, 8)
    assert [alarm.state for alarm in watched.alarms] == [COLLAPSED, STUCK]
    assert [each.category for each in caught] == [InstabilityWarning] * 2
    assert caught[0].filename.endswith("runs.py")
    assert str(caught[0].message) == (
        "step 2: collapsed: snapshot 2 of None; lost modes: (2, 0), (0, 2). What usually helps: "
        f"{ADVICE[COLLAPSED].text} ({ADVICE[COLLAPSED].source})."
    )


def test_an_alarm_names_the_lost_modes_of_the_snapshot_where_the_rules_name_none() -> None:
    def sample(n: int) -> Tensor:
        return torch.tensor([[2.0, 0.0]]).expand(n, 2)

    watched = monitor(STUCK, generator=None, noise=None, sample=sample, samples=600)
    with pytest.warns(InstabilityWarning, match=re.escape("lost modes: (1.41, 1.41), (0, 2), (-1.41, 1.41)")):
        stepped(watched, 1)
    assert len(watched.alarms[0].lost) == 7


def test_stop_saves_the_rest_of_the_budget() -> None:
    watched = monitor(HEALTHY, STUCK, on_alarm="stop", steps=100)
    with pytest.warns(InstabilityWarning):
        stepped(watched, (step for step in range(100) if not watched.stopped))
    seen = watched.record()
    assert seen.steps == 2
    assert seen.stopped


def test_a_function_gets_the_alarm_in_place_of_the_warning() -> None:
    heard: list[Alarm] = []
    stepped(monitor(STUCK, on_alarm=heard.append), 3)
    assert [alarm.state for alarm in heard] == [STUCK]


def test_a_function_that_raises_is_told_and_training_goes_on() -> None:
    def broken(alarm: Alarm) -> None:
        raise OSError("no network")

    watched = monitor(STUCK, on_alarm=broken)
    with pytest.warns(MonitorWarning, match="on_alarm raised OSError: no network; the alarm was: step 1: stuck"):
        stepped(watched, 2)
    assert not watched.unseen
    assert len(watched.snapshots) == 2


class Broken:
    """A function that is right for a while, and then raises, or gives the wrong shape or no numbers."""

    def __init__(self, how: str, right: Any, after: int) -> None:
        self.how, self.right, self.left = how, right, after

    def __call__(self, given: Any) -> Any:
        self.left -= 1
        if self.left >= 0:
            return self.right(given)
        if self.how == "raises":
            raise ValueError("broken\nin detail")
        made = self.right(given)
        return made[:3] if self.how == "shape" else made * torch.nan


@pytest.mark.parametrize(
    ("what", "how", "said"),
    [
        ("noise", "raises", "noise(256) raised ValueError: broken"),
        ("noise", "shape", "noise(256) returned shape (3, 4); it has to return 256 rows"),
        ("noise", "numbers", "noise(256) returned numbers that are not finite"),
        ("sample", "raises", "sample(256) raised ValueError: broken"),
        ("sample", "shape", "sample(256) returned shape (3, 2); it has to return 256 rows, shape (256, ...)"),
        ("generator", "raises", "generator(noise(256)) raised ValueError: broken"),
        (
            "generator",
            "shape",
            "generator(noise(256)) returned shape (3, 2); it has to return 256 rows, shape (256, ...)",
        ),
        ("discriminator", "raises", "discriminator raised ValueError: broken"),
        (
            "discriminator",
            "shape",
            "discriminator returned shape (3, 1) for 256 rows; it has to return one number a row: give a function that "
            "does",
        ),
        ("features", "raises", "features raised ValueError: broken"),
        ("features", "shape", "features returned shape (3, 2); it has to return 256 rows, shape (256, ...)"),
        ("features", "numbers", "features returned numbers that are not finite for rows that are"),
        ("classify", "raises", "classify raised ValueError: broken"),
    ],
)
def test_what_fails_is_named_once_and_training_goes_on(what: str, how: str, said: str) -> None:
    generator, discriminator = nets()
    right: dict[str, Any] = {
        "noise": noise,
        "sample": lambda n: torch.zeros(n, 2),
        "generator": generator,
        "discriminator": discriminator,
        "features": lambda x: x,
        "classify": lambda x: (x[:, 0] > 0).long(),
    }
    given: dict[str, Any] = {what: Broken(how, right[what], 100)}
    if what in ("features", "classify"):
        given |= {"p_data": None, "data": RING.sample(600, generator=torch.Generator().manual_seed(0)).float()}
    if what == "discriminator":
        given["output"] = "logits"
    watched = monitor(**given)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        stepped(watched, 110)
    (warning,) = caught
    assert warning.category is MonitorWarning
    assert watched.unseen.endswith(said)
    assert str(warning.message) == f"the monitor sees no more: {watched.unseen}. Training goes on."
    assert watched.state is State.UNSEEN
    seen = watched.record()
    assert 0 < len(seen.snapshots) == len(seen.states) < 110
    assert seen.steps == 110
    assert seen.state is State.UNSEEN
    assert re.fullmatch(r"step \d+: .*", seen.unseen)


def test_a_loss_that_is_no_number_blinds_too() -> None:
    watched = monitor()
    with pytest.warns(MonitorWarning, match="d_loss is a str that is no single number"):
        watched.step(d_loss="high")


def test_a_fault_of_the_rules_does_not_end_the_training() -> None:
    def broken(*_: object) -> Any:
        raise ZeroDivisionError("division by zero")

    watched = monitor(judge=broken)
    with pytest.warns(MonitorWarning, match="gancheck failed, which is no fault of the training: ZeroDivisionError"):
        stepped(watched, 2)
    assert watched.snapshots == ()


def test_ctrl_c_is_not_caught() -> None:
    def interrupted(n: int) -> Tensor:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stepped(monitor(noise=interrupted), 1)


def test_no_number_from_the_generator_is_a_state_and_no_fault() -> None:
    watched = stepped(monitor(generator=lambda z: z[:, :2] / 0), 1)
    assert not watched.unseen
    assert not watched.snapshots[0].finite


def test_the_record_measures_the_last_step_once() -> None:
    watched = stepped(monitor(every=3), 7)
    assert [snapshot.step for snapshot in watched.snapshots] == [3, 6]
    assert [snapshot.step for snapshot in watched.record().snapshots] == [3, 6, 7]
    assert len(watched.record().snapshots) == 3
    assert monitor().record().snapshots == ()


def test_losses_are_recorded_as_given() -> None:
    watched = monitor()
    watched.step(d_loss=torch.tensor([1.5], requires_grad=True), g_loss=0.25)
    assert watched.snapshots[0].discriminator_loss == 1.5
    assert watched.snapshots[0].generator_loss == 0.25


def test_a_step_between_looks_is_cheap() -> None:
    """It counts, and neither reads losses nor touches the nets: what cannot be read does not matter."""
    watched = monitor(every=1000)
    for _ in range(999):
        watched.step(d_loss="not looked at")
    assert watched.snapshots == ()
    assert not watched.unseen


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"on_alarm": "ring"}, "on_alarm is 'ring'; it has to be 'warn', 'stop' or a function of an Alarm"),
        ({"every": 0}, "every is 0"),
        ({"noise": None}, "a monitor needs the generator's noise"),
        ({"generator": None}, "a monitor needs fakes"),
        ({"p_data": None, "data": torch.zeros(5)}, "data has 5 rows"),
    ],
)
def test_what_does_not_fit_is_one_sentence_at_once(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        monitor(**given)


def test_the_timed_schedule_spends_its_share() -> None:
    """A busy loop of .3 s; at a share of 20 % at most .06 s and one look are measuring, with slack for the clock."""
    generator, discriminator = nets()
    watched = Monitor(
        generator=generator, discriminator=discriminator, noise=noise, p_data=RING, share=0.2, judge=saying(HEALTHY)
    )
    while watched._schedule.training < 0.3:
        torch.randn(200, 200) @ torch.randn(200, 200)
        watched.step()
    seen = watched.record()
    dearest = max((snapshot.seconds for snapshot in seen.snapshots), default=0.0)
    assert seen.measuring <= 0.2 * seen.training + 3 * dearest + 0.3
