import os
import random
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from gancheck.engine.isolation import SETTINGS, isolated
from tests.engine.fakes.gans import Messy


def _state() -> dict[str, Any]:
    return {setting.name: setting.read() for setting in SETTINGS}


@pytest.fixture
def untouched(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # pytest changes it between a fixture's halves
    before = _state()
    yield
    os.environ.pop("PYTEST_CURRENT_TEST", None)
    try:
        assert _state() == before
    finally:
        for setting in SETTINGS:
            if setting.read() != before[setting.name]:
                setting.write(before[setting.name])


@pytest.mark.usefixtures("untouched")
def test_everything_is_put_back_and_told() -> None:
    with isolated(0) as changes:
        Messy().train()
    text = "\n".join(changes)
    for told in (
        "the default dtype (from torch.float32 to torch.float64) was changed and put back",
        "the default device (from cpu to meta)",
        "whether gradients are recorded (from True to False)",
        "the number of torch threads",
        "whether algorithms are deterministic",
        "the working directory",
        "os.environ (GAN_SETTING)",
        "sys.argv was changed",
        "sys.path was changed",
        f"signal handlers ({int(signal.SIGUSR1)})",
        "warnings filters was changed",
        "numpy's error handling (divide, invalid, over",
    ):
        # A first use of a device or of determinism may import modules, after which filters are not told.
        assert told in text or told.startswith("warnings"), told


@pytest.mark.usefixtures("untouched")
def test_changed_warnings_filters_are_told() -> None:
    with isolated(0) as changes:
        warnings.simplefilter("ignore")
    assert changes == ["warnings filters was changed and put back"]


@pytest.mark.usefixtures("untouched")
def test_nothing_is_told_where_nothing_changed() -> None:
    with isolated(0) as changes:
        torch.randn(3).sum()
    assert changes == []


@pytest.mark.usefixtures("untouched")
def test_it_is_put_back_after_an_exception() -> None:
    with pytest.raises(KeyError), isolated(0):  # noqa: PT012
        torch.set_grad_enabled(False)
        raise KeyError


def test_loading_keeps_what_a_script_sets_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    here = Path.cwd()
    try:
        with isolated(0, loading=True) as changes:
            torch.set_default_dtype(torch.float64)
            os.chdir("/")
            sys.path = [*sys.path, "/nowhere"]
        assert torch.get_default_dtype() == torch.float64
        assert sys.path[-1] == "/nowhere"
        assert Path.cwd() == here
        assert changes[0] == "loading the target changed the default dtype (from torch.float32 to torch.float64)"
    finally:
        torch.set_default_dtype(torch.float32)


def _draws() -> tuple[float, float, float]:
    return random.random(), float(np.random.rand()), float(torch.rand(()))  # noqa: NPY002


def test_random_states_are_seeded_inside_and_untouched_outside() -> None:
    random.seed(1)
    np.random.seed(1)  # noqa: NPY002
    torch.manual_seed(1)
    plain = _draws(), _draws()
    random.seed(1)
    np.random.seed(1)  # noqa: NPY002
    torch.manual_seed(1)
    first = _draws()
    inside = []
    for seed in (2**63 - 1, 2**63 - 1, 5):
        with isolated(seed):
            inside.append(_draws())
    assert (first, _draws()) == plain
    assert inside[0] == inside[1]
    assert inside[0] != inside[2]


def test_it_works_outside_of_the_main_thread() -> None:
    told: list[list[str]] = []

    def work() -> None:
        with isolated(0) as changes:
            torch.set_grad_enabled(False)
        told.append(changes)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert told == [["whether gradients are recorded (from True to False) was changed and put back"]]
