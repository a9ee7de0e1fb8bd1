"""The global state of a process, put back after the target's code has changed it, and what it changed."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy
import torch


@dataclass(frozen=True)
class Setting:
    """One piece of global state: its name, how to read it and how to write it back."""

    name: str
    read: Callable[[], Any]
    write: Callable[[Any], object]


def _deterministic(value: tuple[bool, bool]) -> None:
    torch.use_deterministic_algorithms(value[0], warn_only=value[1])


def _restore_device(device: str) -> None:
    # "cpu" as a default device slows every call by a mode of its own; None means the same.
    torch.set_default_device(None if device == "cpu" else device)


# What torch and its compilers set for themselves when a part of them is imported.
_OF_LIBRARIES = ("TORCHINDUCTOR_", "TRITON_", "KMP_")


def _environ() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if not name.startswith(_OF_LIBRARIES)}


def _restore_environ(value: dict[str, str]) -> None:
    for name in _environ().keys() - value.keys():
        del os.environ[name]
    for name, text in value.items():
        if os.environ.get(name) != text:
            os.environ[name] = text


def _working_directory() -> str:
    try:
        return os.getcwd()
    except OSError:  # the folder was deleted
        return ""


def _enter(folder: str) -> None:
    with contextlib.suppress(OSError):
        os.chdir(folder)


def _signal_handlers() -> dict[int, Any]:
    return {number: signal.getsignal(number) for number in sorted(signal.valid_signals())}


def _restore_handlers(value: dict[int, Any]) -> None:
    if threading.current_thread() is not threading.main_thread():
        return
    for number, handler in value.items():
        # None is a handler that was not installed from Python: it cannot be put back from Python either.
        if handler is not None and signal.getsignal(number) != handler:
            signal.signal(number, handler)


def _restore_filters(value: list[Any]) -> None:
    warnings.filters[:] = value  # type: ignore[index]
    warnings._filters_mutated()  # type: ignore[attr-defined]


SETTINGS = (
    Setting("the default dtype", torch.get_default_dtype, torch.set_default_dtype),
    Setting("the default device", lambda: str(torch.get_default_device()), _restore_device),
    Setting("whether gradients are recorded", torch.is_grad_enabled, torch.set_grad_enabled),
    Setting("the number of torch threads", torch.get_num_threads, torch.set_num_threads),
    Setting(
        "whether algorithms are deterministic",
        lambda: (
            torch.are_deterministic_algorithms_enabled(),
            torch.is_deterministic_algorithms_warn_only_enabled(),
        ),
        _deterministic,
    ),
    Setting("anomaly detection", torch.is_anomaly_enabled, torch.autograd.set_detect_anomaly),
    Setting("the working directory", _working_directory, _enter),
    Setting("os.environ", _environ, _restore_environ),
    Setting("sys.argv", lambda: list(sys.argv), lambda value: setattr(sys, "argv", value)),
    Setting("sys.path", lambda: list(sys.path), lambda value: setattr(sys, "path", value)),
    Setting("signal handlers", _signal_handlers, _restore_handlers),
    Setting("warnings filters", lambda: list(warnings.filters), _restore_filters),
    Setting("numpy's error handling", numpy.geterr, lambda value: numpy.seterr(**value)),
)
# What a script sets while it is imported is the world its own code was written for: a float32 default put
# back under a float64 script would break a right GAN. These stay as the target's module left them.
_THE_TARGETS_WORLD = frozenset(
    {
        "the default dtype",
        "the default device",
        "whether algorithms are deterministic",
        "os.environ",
        "sys.path",
    }
)


@contextlib.contextmanager
def isolated(seed: int, *, loading: bool = False) -> Iterator[list[str]]:
    """Run a block with every random generator seeded, then put the global state back.

    Yields a list that afterwards holds one sentence for each setting that the block changed. While `loading`
    a target, what its module sets for its own code is told and kept. Random states are put back too,
    silently.
    """
    changes: list[str] = []
    modules = len(sys.modules)
    before = {setting.name: setting.read() for setting in SETTINGS}
    with _seeded(seed):
        try:
            yield changes
        finally:
            for setting in SETTINGS:
                old, new = before[setting.name], setting.read()
                if new == old:
                    continue
                kept = loading and setting.name in _THE_TARGETS_WORLD
                with contextlib.suppress(Exception):
                    if not kept:
                        setting.write(old)
                if setting.name == "warnings filters" and len(sys.modules) != modules:
                    continue  # a library that is imported only now may silence its own warnings
                what = f"{setting.name}{_difference(old, new)}"
                changes.append(f"loading the target changed {what}" if loading else f"{what} was changed and put back")


@contextlib.contextmanager
def _seeded(seed: int) -> Iterator[None]:
    python, legacy, cpu = random.getstate(), numpy.random.get_state(), torch.get_rng_state()  # noqa: NPY002
    random.seed(seed)
    numpy.random.seed(seed % 2**32)  # noqa: NPY002
    torch.manual_seed(seed)  # CUDA devices too
    try:
        yield
    finally:
        random.setstate(python)
        numpy.random.set_state(legacy)  # noqa: NPY002
        torch.set_rng_state(cpu)


def _difference(old: Any, new: Any) -> str:
    if isinstance(old, dict):
        names = sorted(str(key) for key in old.keys() | new.keys() if old.get(key) != new.get(key))
        return f" ({', '.join(names)})"
    if isinstance(old, list):
        return ""
    return f" (from {old} to {new})"
