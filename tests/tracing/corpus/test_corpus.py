"""The corpus itself: its loops are right as far as can be told without a tracer, its faults do what they say.

Random numbers: every run here is seeded and deterministic, nothing is compared with a chance limit.
"""

from __future__ import annotations

import ast
import linecache
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn.modules.module import (
    register_module_buffer_registration_hook,
    register_module_parameter_registration_hook,
)
from torch.optim.optimizer import Optimizer, register_optimizer_step_post_hook

from tests.tracing.corpus.fault import Fault
from tests.tracing.corpus.faults import FAULTS
from tests.tracing.corpus.loop import LOOPS, execute, run

FEW = 8  # iterations
MORE = 24  # until after the first samples were drawn, where modes go wrong
# What is learned is the same to the last bit, or but for rounding; other equivalents are another convention or scale.
EXACTLY = {
    "lsgan-d-frozen-for-g",
    "lsgan-graph-retained",
    "lsgan-not-detached",
    "lsgan-zeroed-twice",
    "not-detached-after-all",
    "one-for-fake-detached-after",
    "pytorch-gan-not-detached",
    "ring-zeroed-by-none",
    "dcgan-wrong-log",
    "softplus-measured-again",
    "wgan-clipped-a-little-later",
    "wgan-clipped-without-data",
}
ROUNDED = {
    "paper-noise-sorted",
    "ring-two-passes",
    "softplus-maximized",
    "trainer-as-log-sigmoid",
    "wgan-gp-factor-turned-round",
    "wgan-low-one-pass",
}
# An optimizer that is shared without moving the other player keeps moments for each parameter: only its form departs.
TRACELESS = {"frozen-d-one-optimizer"}


@contextmanager
def _kept() -> Iterator[dict[int, Tensor]]:
    """Every parameter and buffer that is registered meanwhile, in order of registration."""
    kept: dict[int, Tensor] = {}

    def keep(module: nn.Module, name: str, tensor: Tensor | None) -> None:
        if tensor is not None:
            kept.setdefault(id(tensor), tensor)

    hooks = [register_module_parameter_registration_hook(keep), register_module_buffer_registration_hook(keep)]
    try:
        yield kept
    finally:
        for hook in hooks:
            hook.remove()


def _state(source: str, path: str, seed: int, steps: int) -> list[Tensor]:
    """Parameters and buffers of every module of the script at its end, copies made by deepcopy included."""
    with _kept() as kept:
        namespace = execute(source, path, seed, steps)
    for value in namespace.values():
        if isinstance(value, nn.Module):
            kept.update({id(tensor): tensor for tensor in [*value.parameters(), *value.buffers()]})
        elif isinstance(value, Tensor) and value.requires_grad and value.is_leaf:
            kept.setdefault(id(value), value)
    return [tensor.detach().double() for tensor in kept.values()]


@cache
def _clean(name: str, steps: int) -> list[Tensor]:
    return _state(LOOPS[name].source, str(LOOPS[name].path), 0, steps)


def _apart(one: list[Tensor], other: list[Tensor]) -> float:
    """The greatest difference of two states; infinite when their shapes are not the same or one is not finite."""
    if [tensor.shape for tensor in one] != [tensor.shape for tensor in other]:
        return float("inf")
    apart = max((float((a - b).abs().max()) for a, b in zip(one, other, strict=True) if a.numel()), default=0.0)
    return apart if apart == apart else float("inf")


def _of(*kinds: str) -> list[Any]:
    """The faults of these kinds; what has to be compiled first is slow."""
    return [
        pytest.param(name, marks=pytest.mark.slow) if fault.loop == "containers_compiled" else name
        for name, fault in FAULTS.items()
        if fault.kind in kinds
    ]


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(
    ("name", "steps"),
    [(name, FEW) for name in LOOPS if name != "containers_compiled"]
    + [pytest.param(name, 60, marks=pytest.mark.slow) for name in LOOPS],
)
def test_a_loop_runs_and_stays_finite(name: str, steps: int, seed: int) -> None:
    state = _state(LOOPS[name].source, str(LOOPS[name].path), seed, steps)
    assert state
    assert all(bool(tensor.isfinite().all()) for tensor in state)


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_stands_alone(name: str) -> None:
    tree = ast.parse(LOOPS[name].source)
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    foreign = {module.split(".")[0] for module in imported} - {"torch", "numpy"} - set(sys.stdlib_module_names)
    assert foreign == set()


@pytest.mark.parametrize("name", [name for name in LOOPS if not name.startswith(("containers", "odd"))])
def test_a_loop_makes_k_discriminator_steps_an_iteration(name: str) -> None:
    steps: dict[int, int] = {}
    alive = []

    def count(optimizer: Optimizer, args: Any, kwargs: Any) -> None:
        alive.append(optimizer)
        steps[id(optimizer)] = steps.get(id(optimizer), 0) + 1

    hook = register_optimizer_step_post_hook(count)
    try:
        run(name, 0, 7)
    finally:
        hook.remove()
    # The optimizer that steps first is the discriminator's.
    assert list(steps.values()) == [7 * LOOPS[name].k, 7]


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in LOOPS if not name.startswith(("containers", "odd"))])
def test_no_gradient_of_a_right_loop_vanishes(name: str) -> None:
    norms: dict[int, list[float]] = {}
    alive = []

    def measure(optimizer: Optimizer, args: Any, kwargs: Any) -> None:
        alive.append(optimizer)
        gradients = [p.grad.norm() for group in optimizer.param_groups for p in group["params"] if p.grad is not None]
        norms.setdefault(id(optimizer), []).append(float(torch.stack(gradients).norm()))

    hook = register_optimizer_step_post_hook(measure)
    try:
        for seed in range(5):
            norms.clear()
            run(name, seed, 60)
            for seen in norms.values():
                tenth = len(seen) // 10
                assert sum(seen[-tenth:]) > 1e-3 * sum(seen[:tenth])
    finally:
        hook.remove()


def test_a_run_leaves_the_process_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    torch.manual_seed(5)
    np.random.seed(5)  # noqa: NPY002
    of_torch, of_numpy = torch.get_rng_state(), np.random.get_state()[1].copy()  # type: ignore[index]  # noqa: NPY002
    run("double_precision", 0, 2)
    run("numpy_noise", 0, 2)
    assert torch.equal(torch.get_rng_state(), of_torch)
    assert (np.random.get_state()[1] == of_numpy).all()  # type: ignore[index]  # noqa: NPY002
    assert torch.get_default_dtype() is torch.float32
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", _of("violation", "departure", "note"))
def test_a_fault_changes_what_is_learned(name: str) -> None:
    fault = FAULTS[name]
    steps = MORE if fault.clause == "modes" else FEW
    apart = _apart(_state(fault.source, fault.path, 0, steps), _clean(fault.loop, steps))
    if name in TRACELESS:
        assert apart == 0
    else:
        assert apart > (1e-5 if fault.kind == "violation" else 0)


@pytest.mark.parametrize("name", _of("equivalent"))
def test_an_equivalent_changes_nothing_that_is_learned(name: str) -> None:
    fault = FAULTS[name]
    state = _state(fault.source, fault.path, 0, FEW)
    assert all(bool(tensor.isfinite().all()) for tensor in state)
    if name in EXACTLY:
        assert _apart(state, _clean(fault.loop, FEW)) == 0
    elif name in ROUNDED:
        assert _apart(state, _clean(fault.loop, FEW)) < 1e-5


@pytest.mark.parametrize("name", _of("raises"))
def test_a_script_raises_by_itself(name: str) -> None:
    with pytest.raises((RuntimeError, ValueError)):
        FAULTS[name].run(0, FEW)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault.clause == "finite"])
def test_numbers_that_are_none_come_within_60_iterations(name: str, seed: int) -> None:
    state = _state(FAULTS[name].source, FAULTS[name].path, seed, 60)
    assert not all(bool(tensor.isfinite().all()) for tensor in state)


def test_the_lines_of_a_faulty_script_can_be_shown() -> None:
    fault = FAULTS["lsgan-g-wants-fake"]
    fault.run(0, 1)
    linecache.checkcache()
    number = next(n for n, line in enumerate(fault.source.splitlines(), 1) if "mse(D(G(z)), fake_target)" in line)
    assert linecache.getline(fault.path, number).strip() == "loss_G = 0.5 * mse(D(G(z)), fake_target)"
    assert fault.path.endswith(fault.name)


def test_a_name_or_a_text_can_be_run() -> None:
    run("lsgan-g-wants-fake", 0, 1)
    run("import torch\nassert (SEED, ITERATIONS, __name__) == (3, 2, '__main__')\n", 3, 2)
    with pytest.raises(KeyError):
        run("no-such-loop")


def test_the_corpus_is_as_large_as_it_has_to_be() -> None:
    found = [fault for fault in FAULTS.values() if fault.kind != "equivalent"]
    assert len(LOOPS) >= 30
    assert len(found) >= 80
    equivalent = {name for name, fault in FAULTS.items() if fault.kind == "equivalent"}
    assert len(equivalent) >= 8
    assert equivalent >= EXACTLY | ROUNDED


@pytest.mark.parametrize(
    ("edits", "kind", "said"),
    [
        ((("no such text", ""),), "violation", "occurs 0 times"),
        ((("opt_G", ""),), "violation", "times"),
        ((("done = 0\n", "done = 0\n"),), "violation", "occurs 1 times"),
        ((("done = 0\n", "done = 1\n"),), "wrong", "kind"),
        ((("done = 0\n", "done = 1\n"),), "equivalent", "cause"),
    ],
)
def test_a_fault_that_does_not_fit_is_refused(edits: tuple[tuple[str, str], ...], kind: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Fault("odd", "lsgan", edits, "k", "other", kind, 1)


def test_a_fault_needs_a_loop() -> None:
    with pytest.raises(ValueError, match="does not exist"):
        Fault("odd", "no_such_loop", (("a", "b"),), "k", "other", "violation", 1)
