"""A monitor's numbers in TensorBoard."""

from __future__ import annotations

import math
import os
from typing import Any, Protocol

from gancheck.stability.monitor.alarm import Alarm
from gancheck.stability.monitor.record import scalars
from gancheck.stability.snapshot import Snapshot


class Writer(Protocol):
    """What is needed of `torch.utils.tensorboard.SummaryWriter`."""

    def add_scalar(self, tag: str, scalar_value: float, global_step: int) -> Any: ...  # noqa: D102
    def add_text(self, tag: str, text_string: str, global_step: int) -> Any: ...  # noqa: D102
    def flush(self) -> Any: ...  # noqa: D102


def writer(where: str | os.PathLike[str] | Writer) -> Writer:
    """Return the writer itself, or one to a folder. Raises ValueError where tensorboard is not installed."""
    if not isinstance(where, str | os.PathLike):
        return where
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        raise ValueError(
            f"tensorboard={os.fspath(where)!r} needs the package tensorboard: install it with pip install tensorboard, "
            "or give a writer of your own with add_scalar, add_text and flush"
        ) from None
    made: Writer = SummaryWriter(os.fspath(where))
    return made


def write(to: Writer, snapshot: Snapshot) -> None:
    """Write every number that is known as `gancheck/NAME`."""
    for name, number in scalars(snapshot).items():
        if not math.isnan(number):
            to.add_scalar(f"gancheck/{name}", number, snapshot.step)
    for i, mass in enumerate(snapshot.masses):
        to.add_scalar(f"gancheck/modes/{i}", mass, snapshot.step)
    to.flush()


def write_alarm(to: Writer, alarm: Alarm) -> None:
    """Write an alarm as text."""
    to.add_text("gancheck/alarms", str(alarm), alarm.step)
    to.flush()
