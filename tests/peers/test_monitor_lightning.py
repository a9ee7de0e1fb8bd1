"""The monitor as a callback of the real Lightning: it follows a training, leaves it as it is, and ends it."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

import gancheck
from gancheck.stability.snapshot import Snapshot
from gancheck.stability.state import State, Verdict
from gancheck.theory import ring
from gancheck.training import mlp

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(find_spec("pytorch_lightning") is None, reason="pytorch_lightning is not installed"),
]


def _module() -> Any:
    import pytorch_lightning as pl

    class Plain(pl.LightningModule):
        def __init__(self) -> None:
            super().__init__()
            self.automatic_optimization = False
            self.generator = nn.Sequential(mlp((4, 16, 16)), nn.BatchNorm1d(16), nn.Dropout(0.2), nn.Linear(16, 2))
            self.discriminator = mlp((2, 16, 1))

        def configure_optimizers(self) -> Any:
            return [torch.optim.Adam(net.parameters(), 1e-3) for net in (self.generator, self.discriminator)]

        def training_step(self, batch: list[Tensor]) -> None:
            (real,) = batch
            g, d = self.optimizers()
            fake = self.generator(torch.randn(len(real), 4))
            soft = nn.functional.softplus
            d_loss = (soft(-self.discriminator(real)) + soft(self.discriminator(fake.detach()))).mean()
            d.zero_grad()
            self.manual_backward(d_loss)
            d.step()
            g_loss = soft(-self.discriminator(fake)).mean()
            g.zero_grad()
            self.manual_backward(g_loss)
            g.step()
            self.log_dict({"d_loss": d_loss, "g_loss": g_loss})

    return Plain()


def _fit(make: Callable[[Any], gancheck.Monitor] | None) -> tuple[Any, Any]:
    import pytorch_lightning as pl

    from gancheck.stability.monitor.lightning import MonitorCallback

    torch.manual_seed(0)
    module = _module()
    callback = None if make is None else MonitorCallback(make)
    trainer = pl.Trainer(
        max_epochs=2,
        callbacks=[] if callback is None else [callback],
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    rows = ring().sample(640, generator=torch.Generator().manual_seed(0)).float()
    trainer.fit(module, DataLoader(TensorDataset(rows), batch_size=64, shuffle=True))
    return module, callback


def _monitor(state: State, **given: Any) -> Callable[[Any], gancheck.Monitor]:
    def judge(snapshots: tuple[Snapshot, ...], budget: int | None) -> Verdict:
        return Verdict(state if len(snapshots) > 2 else State.HEALTHY, snapshots[-1].step, "as told")

    return lambda module: gancheck.Monitor(
        generator=module.generator,
        discriminator=module.discriminator,
        noise=lambda n: torch.randn(n, 4),
        p_data=ring(),
        every=2,
        samples=300,
        judge=judge,
        **given,
    )


def test_it_follows_a_training_and_changes_nothing() -> None:
    alone, _ = _fit(None)
    together, callback = _fit(_monitor(State.HEALTHY))
    torch.testing.assert_close(together.state_dict(), alone.state_dict(), rtol=0, atol=0)
    report = callback.monitor.report()
    assert report.frame()["step"].tolist() == list(range(2, 21, 2))
    assert report.frame()["discriminator_loss"].notna().all()
    assert report.frame()["generator_gradient"].gt(0).all()


def test_it_ends_a_training_that_goes_wrong() -> None:
    _, callback = _fit(_monitor(State.STUCK, on_alarm="stop"))
    assert callback.monitor.report().record.steps == 6
