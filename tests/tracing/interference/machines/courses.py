"""Machines that take another course: errors that they catch, threads, schedules."""

from __future__ import annotations

import threading
from typing import Any

import torch
from torch import Tensor, nn

from tests.tracing.interference.machines.machine import Machine, special


@special
class Caught(Machine):
    """Errors that the run itself catches, inside forward, backward and step."""

    class Failing(nn.Module):
        def __init__(self, net: nn.Module) -> None:
            super().__init__()
            self.net, self.fails = net, False

        def forward(self, x: Tensor) -> Tensor:
            out: Tensor = self.net(x)
            if self.fails:
                raise ValueError("no")
            return out

    def make_generator(self) -> nn.Module:
        return self.Failing(super().make_generator())

    def between(self, i: int) -> None:
        if i % 2:
            return
        assert isinstance(self.generator, self.Failing)
        self.generator.fails = True
        try:
            self.fake()
        except ValueError as error:
            self.losses.append(len(str(error)))
        self.generator.fails = False
        loss = self.fake().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        try:
            loss.backward()  # type: ignore[no-untyped-call]
        except RuntimeError as error:
            self.losses.append(len(str(error)))
        try:
            self.d_optimizer.step(closure=self._fail)
        except ValueError as error:
            self.losses.append(len(str(error)))

    @staticmethod
    def _fail() -> float:
        raise ValueError("not now")


@special
class Threads(Machine):
    """Each iteration in a thread of its own."""

    def iterate(self, i: int) -> None:
        thread = threading.Thread(target=super().iterate, args=(i,))
        thread.start()
        thread.join()


@special
class Scheduled(Machine):
    """Schedulers patch their optimizer's `step`."""

    def __init__(self) -> None:
        super().__init__()
        self.schedules: list[Any] = [
            torch.optim.lr_scheduler.CosineAnnealingLR(self.g_optimizer, 10),
            torch.optim.lr_scheduler.OneCycleLR(self.d_optimizer, 1e-3, total_steps=50),
            torch.optim.lr_scheduler.ReduceLROnPlateau(self.g_optimizer, patience=1),
        ]

    def between(self, i: int) -> None:
        self.schedules[0].step()
        self.schedules[1].step()
        self.schedules[2].step(self.losses[-1])
