"""The Lightning callback, with a stand-in for Lightning; `tests/peers` has the real one."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import torch

from gancheck.stability.monitor import InstabilityWarning
from gancheck.stability.state import State
from tests.stability.monitor.runs import monitor

NAME = "gancheck.stability.monitor.lightning"


@pytest.fixture
def callbacks(monkeypatch: pytest.MonkeyPatch) -> Any:
    package = ModuleType("pytorch_lightning")
    package.Callback = type("Callback", (), {})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pytorch_lightning", package)
    monkeypatch.setitem(sys.modules, "lightning.pytorch", None)
    monkeypatch.delitem(sys.modules, NAME, raising=False)
    yield importlib.import_module(NAME)
    sys.modules.pop(NAME, None)


def _trainer(first: bool = True) -> SimpleNamespace:
    logged = {"d_loss": torch.tensor(1.25), "other": torch.tensor(9.0)}
    return SimpleNamespace(callback_metrics=logged, should_stop=False, is_global_zero=first)


def test_it_is_made_of_the_module_steps_and_stops(callbacks: Any) -> None:
    asked = []

    def make(module: object) -> Any:
        asked.append(module)
        return monitor(State.HEALTHY, State.STUCK, on_alarm="stop")

    callback, trainer = callbacks.MonitorCallback(make), _trainer()
    callback.on_train_start(trainer, "module")
    assert asked == ["module"]
    callback.on_train_batch_end(trainer, "module", None, None, 0)
    assert not trainer.should_stop
    with pytest.warns(InstabilityWarning):
        callback.on_train_batch_end(trainer, "module", None, None, 1)
    assert trainer.should_stop
    assert [snapshot.discriminator_loss for snapshot in callback.monitor.snapshots] == [1.25, 1.25]
    callback.on_train_start(trainer, "module")  # a second fit goes on with the same monitor
    assert len(asked) == 1


def test_a_ready_monitor_will_do(callbacks: Any) -> None:
    ready = monitor()
    callback = callbacks.MonitorCallback(ready, d_loss="other")
    callback.on_train_start(_trainer(), None)
    callback.on_train_batch_end(_trainer(), None, None, None, 0)
    assert callback.monitor is ready
    assert ready.snapshots[0].discriminator_loss == 9.0


def test_other_processes_only_train(callbacks: Any) -> None:
    callback = callbacks.MonitorCallback(lambda module: monitor())
    callback.on_train_start(_trainer(False), None)
    callback.on_train_batch_end(_trainer(False), None, None, None, 0)
    assert callback.monitor is None


def test_without_lightning_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("lightning.pytorch", "pytorch_lightning"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, NAME, raising=False)
    with pytest.raises(ImportError, match="MonitorCallback needs Lightning: pip install lightning, or"):
        importlib.import_module(NAME)
