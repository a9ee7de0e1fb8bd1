"""A loss that is multiplied, and whether the multiple is divided out again."""

from __future__ import annotations

from typing import Any

import torch

from tests.tracing.loops import Gan, told, watched

NAME = "loss-scaling"
SCALE = 2.0**16


class Scaled(Gan):
    """D's loss is scaled as mixed precision does; `unscaled`: and its gradient divided by that before the step."""

    unscaled = False

    def d_loss(self) -> Any:
        return SCALE * super().d_loss()

    def step_d(self) -> None:
        self.of_d.zero_grad()
        self.d_loss().backward()
        if self.unscaled:
            for p in self.d.parameters():
                assert p.grad is not None
                p.grad /= SCALE
        self.of_d.step()


class Unscaled(Scaled):
    unscaled = True


class Early(Scaled):
    """Clipped while it is scaled, divided after."""

    def step_d(self) -> None:
        self.of_d.zero_grad()
        self.d_loss().backward()
        torch.nn.utils.clip_grad_norm_(self.d.parameters(), 1.0)
        for p in self.d.parameters():
            assert p.grad is not None
            p.grad /= SCALE
        self.of_d.step()


class Weighed(Gan):
    """A loss of ten times its weight is no loss scale."""

    def d_loss(self) -> Any:
        return 10 * super().d_loss()


def test_left_in_the_step() -> None:
    assert told(NAME, watched(Scaled())) == {("violation", "unscaled"): 1}


def test_clipped_before_it_is_divided() -> None:
    assert told(NAME, watched(Early())) == {("violation", "unscaled"): 1}


def test_divided_out_or_no_scale() -> None:
    for gan in (Gan, Unscaled, Weighed):
        assert told(NAME, watched(gan())) == {("kept", ""): 1}
