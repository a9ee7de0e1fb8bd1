"""Watchers that interfere, one way each: what the comparison has to see."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.optim import Optimizer
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

Act = Callable[[Optimizer], None]


@dataclass(frozen=True)
class Meddler:
    """A watcher, and how the first thing begins that the comparison has to say of it."""

    watch: Callable[[], AbstractContextManager[None]]
    shows: str


MEDDLERS: dict[str, Meddler] = {}
_KEPT: list[object] = []


def _at_a_step(shows: str) -> Callable[[Act], Act]:
    """Register a watcher that does this after the third optimizer step and whose own hooks are gone soon after."""

    def register(act: Act) -> Act:
        @contextmanager
        def meddle() -> Iterator[None]:
            count = 0

            def after(optimizer: Optimizer, args: Any, kwargs: Any) -> None:
                nonlocal count
                count += 1
                if count == 3:
                    act(optimizer)

            def gone(module: nn.Module, args: Any) -> None:
                if count >= 3:
                    release()

            def release() -> None:
                for handle in handles:
                    handle.remove()

            handles = [register_optimizer_step_post_hook(after), register_module_forward_pre_hook(gone)]
            try:
                yield
            finally:
                release()

        MEDDLERS[act.__name__] = Meddler(meddle, shows)
        return act

    return register


def _first(optimizer: Optimizer) -> torch.Tensor:
    p = optimizer.param_groups[0]["params"][0]
    assert isinstance(p, torch.Tensor)
    return p


@_at_a_step("torch's random state")
def draws_from_torch(optimizer: Optimizer) -> None:
    torch.rand(1)


@_at_a_step("numpy's random state")
def draws_from_numpy(optimizer: Optimizer) -> None:
    np.random.random()  # noqa: NPY002


@_at_a_step("Python's random state")
def draws_from_python(optimizer: Optimizer) -> None:
    random.random()


@_at_a_step("module")
def moves_a_parameter_by_one_ulp(optimizer: Optimizer) -> None:
    p = _first(optimizer)
    with torch.no_grad():
        p.view(-1)[0] = torch.nextafter(p.view(-1)[0], torch.tensor(torch.inf))


@_at_a_step("optimizer")
def touches_a_moment(optimizer: Optimizer) -> None:
    optimizer.state[_first(optimizer)]["exp_avg"].view(-1)[0] += 1e-3


@_at_a_step("optimizer")
def adds_to_the_state(optimizer: Optimizer) -> None:
    optimizer.state[_first(optimizer)]["seen"] = torch.tensor(1.0)


@_at_a_step("module")
def freezes_a_parameter_that_was_stepped(optimizer: Optimizer) -> None:
    _first(optimizer).requires_grad_(False)


@_at_a_step("printed")
def prints(optimizer: Optimizer) -> None:
    print("step")


@_at_a_step("warned")
def warns(optimizer: Optimizer) -> None:
    warnings.warn("a step", stacklevel=2)


@_at_a_step("raised")
def raises(optimizer: Optimizer) -> None:
    raise RuntimeError("stop")


@_at_a_step("optimizer")
def leaves_an_attribute(optimizer: Optimizer) -> None:
    optimizer.seen = True  # type: ignore[attr-defined]


@_at_a_step("left: ")
def leaves_a_hook_on_a_parameter(optimizer: Optimizer) -> None:
    _first(optimizer).register_hook(lambda gradient: None)  # type: ignore[no-untyped-call]


@_at_a_step("still_called")
def leaves_a_hook_on_an_accumulator(optimizer: Optimizer) -> None:
    p = _first(optimizer)
    node: Any = p.view_as(p).grad_fn.next_functions[0][0]  # type: ignore[union-attr]
    node.register_hook(lambda inputs, outputs: None)
    # An accumulator lives as long as somebody holds it.
    _KEPT.append(node)


@_at_a_step("patched: torch.randn")
def leaves_a_patch(optimizer: Optimizer) -> None:
    original = torch.randn
    torch.randn = lambda *args, **kwargs: original(*args, **kwargs)


@_at_a_step("patched: modes")
def turns_anomalies_on(optimizer: Optimizer) -> None:
    torch.autograd.set_detect_anomaly(True)


@contextmanager
def leaves_a_global_hook() -> Iterator[None]:
    register_module_forward_hook(lambda module, args, output: None)
    yield


@contextmanager
def halves_the_gradients_of_one_step() -> Iterator[None]:
    def before(optimizer: Optimizer, args: Any, kwargs: Any) -> None:
        if optimizer not in seen:
            seen.append(optimizer)
            for p in optimizer.param_groups[0]["params"]:
                p.grad.mul_(0.5)

    seen: list[Optimizer] = []
    handle = register_optimizer_step_pre_hook(before)
    try:
        yield
    finally:
        handle.remove()


@contextmanager
def calls_a_module_again() -> Iterator[None]:
    """Batch norm's statistics move with every call."""
    inside = False

    def after(module: nn.Module, args: Any, output: Any) -> None:
        nonlocal inside
        if isinstance(module, nn.BatchNorm1d) and not inside:
            inside = True
            with torch.no_grad():
                module(*args)
            inside = False

    handle = register_module_forward_hook(after)
    try:
        yield
    finally:
        handle.remove()


@contextmanager
def keeps_its_hooks_until_the_end() -> Iterator[None]:
    """Nothing is changed, but the rest of the run is slowed down."""
    handle = register_module_forward_hook(lambda module, args, output: None)
    try:
        yield
    finally:
        handle.remove()


MEDDLERS["leaves_a_global_hook"] = Meddler(leaves_a_global_hook, "left: ")
MEDDLERS["calls_a_module_again"] = Meddler(calls_a_module_again, "module")
MEDDLERS["halves_the_gradients_of_one_step"] = Meddler(halves_the_gradients_of_one_step, "optimizer")
MEDDLERS["keeps_its_hooks_until_the_end"] = Meddler(keeps_its_hooks_until_the_end, "at_end: ")
