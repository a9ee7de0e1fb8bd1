"""The monitor as a Lightning callback. Importing this module imports `lightning` or `pytorch_lightning`."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

from torch import Tensor

from gancheck.stability.monitor.monitor import Monitor

_PACKAGES = ("lightning.pytorch", "pytorch_lightning")


def _package() -> Any:
    """The Lightning that is in use, or else one that is installed."""
    for name in sorted(_PACKAGES, key=lambda name: name not in sys.modules):
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    raise ImportError("MonitorCallback needs Lightning: pip install lightning, or pytorch-lightning")


class MonitorCallback(_package().Callback):  # type: ignore[misc]
    """Steps a monitor after every training batch, and ends the training where the monitor stopped it.

        trainer = Trainer(callbacks=[MonitorCallback(lambda module: gancheck.Monitor(
            generator=module.generator, discriminator=module.discriminator, noise=..., data=..., on_alarm="stop"))])

    `monitor` is a Monitor, or a function that makes one of the LightningModule when training begins. `d_loss` and
    `g_loss` name what the module logs as losses; what it does not log is not recorded. The real rows are the batch, or
    its first part. With several processes the first one monitors.
    """

    def __init__(
        self, monitor: Monitor | Callable[[Any], Monitor], *, d_loss: str = "d_loss", g_loss: str = "g_loss"
    ) -> None:
        super().__init__()
        self._make = monitor
        self._d_loss, self._g_loss = d_loss, g_loss
        self.monitor: Any = monitor if isinstance(monitor, Monitor) else None

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        """Make the monitor."""
        if self.monitor is None and trainer.is_global_zero:
            assert not isinstance(self._make, Monitor)
            self.monitor = self._make(pl_module)

    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:
        """Step it."""
        if self.monitor is None or not trainer.is_global_zero:
            return
        logged = trainer.callback_metrics
        rows = batch[0] if isinstance(batch, tuple | list) and batch else batch
        real = rows if isinstance(rows, Tensor) else None
        self.monitor.step(d_loss=logged.get(self._d_loss), g_loss=logged.get(self._g_loss), real=real)
        if self.monitor.stopped:
            trainer.should_stop = True
