"""One run, watched or not, and all that can be told about it afterwards."""

from __future__ import annotations

import contextlib
import io
import random
import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

import gancheck
from tests.tracing.interference import residue
from tests.tracing.interference.state import State, differences, state
from tests.tracing.interference.witness import Built, witness

AtEnd = Callable[[], None]
# Runs a loop, calls what it is given when the loop is done, and returns what is worth comparing.
Act = Callable[[AtEnd], Mapping[str, Any]]
Watch = Callable[[], AbstractContextManager[Any]]

FOLDERS = (Path(gancheck.__file__).parent, Path(__file__).parent / "meddling.py")


@dataclass
class Experience:
    """What a run left behind. `at_end` are the hooks when the loop was done but still watched, `left` those after.

    `unreported` is what the watcher's report raised, `still_called` are functions of the watcher that run although it
    is gone, `patched` names that hold other objects.
    """

    state: State = field(default_factory=dict)
    printed: str = ""
    raised: str = ""
    unreported: str = ""
    warned: set[str] = field(default_factory=set)
    at_end: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    still_called: list[str] = field(default_factory=list)
    patched: list[str] = field(default_factory=list)


def experience(act: Act, watch: Watch, seed: int = 0) -> Experience:
    """Run `act` inside `watch()` from this seed; the process is left as it was, but for its random states."""
    torch.manual_seed(seed)
    np.random.seed(seed)  # noqa: NPY002
    random.seed(seed)
    went = Experience()
    out = io.StringIO()
    before = residue.patches()
    returned: Mapping[str, Any] = {}
    dtype = torch.get_default_dtype()
    try:
        with witness() as built, _quiet(out, went):

            def at_end() -> None:
                went.at_end = residue.hooks(built)

            with watch() as observed:
                # Inside: a watcher that stops by an exception of its own may take it out of the training.
                try:
                    returned = act(at_end)
                except Exception as error:
                    went.raised = f"{type(error).__name__}: {error}"
            if hasattr(observed, "report"):
                try:
                    observed.report()
                except Exception as error:
                    went.unreported = f"{type(error).__name__}: {error}"
        went.printed = out.getvalue()
        _look_back(went, built, returned)
    finally:
        torch.set_default_dtype(dtype)
    went.patched = residue.changed(before, residue.patches())
    return went


@contextlib.contextmanager
def _quiet(out: io.StringIO, went: Experience) -> Any:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            yield
    went.warned = {f"{w.category.__name__}: {w.message}" for w in caught}


def _look_back(went: Experience, built: Built, returned: Mapping[str, Any]) -> None:
    went.state = state(built, returned)
    went.left = residue.hooks(built)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        went.still_called = residue.still_called(built, FOLDERS)


def interference(without: Experience, within: Experience) -> list[str]:
    """All that differs between a run that was not watched and one that was, a line each; empty when nothing does."""
    found = differences(without.state, within.state)
    for name in ("printed", "raised", "unreported"):
        if getattr(without, name) != getattr(within, name):
            found.append(f"{name}: {getattr(without, name)!r} without, {getattr(within, name)!r} with")
    found += [f"warned: {text}" for text in sorted(within.warned - without.warned)]
    for name in ("at_end", "left", "still_called", "patched"):
        ordinary, unusual = Counter(getattr(without, name)), Counter(getattr(within, name))
        found += [f"{name}: {text}" for text in unusual - ordinary]
        # What torch patches by itself at a first use it does not patch again.
        if name != "patched":
            found += [f"{name}: {text} is gone" for text in ordinary - unusual]
    return found
