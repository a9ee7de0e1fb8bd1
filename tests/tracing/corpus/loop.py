"""The right training loops of the corpus, and running one as a script of its own.

Every file of `loops/` is one loop. The end of its docstring says what it is: `objective:` (the names of
`gancheck.theory.objectives`, or one that theory does not have), `k:` discriminator steps a generator step, `notes:`
what is unusual about it and right all the same. A loop reads `SEED` and `ITERATIONS` from its globals when they are
there, so it is a runnable script without them too. `departs:` names the clauses of Algorithm 1 that a published
variant departs from by design. Names that begin with "odd" are of loops that resemble faults, and are none.
"""

from __future__ import annotations

import ast
import contextlib
import io
import linecache
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

FOLDER = Path(__file__).resolve().parent / "loops"
_SAID = re.compile(r"^(objective|k|notes|departs): *(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Loop:
    """One right training loop: `objective` and `k` are what it trains, `notes` what is unusual and right.

    `departs` are the clauses that a tracer is to call departures.
    """

    name: str
    path: Path
    objective: str
    k: int = 1
    notes: str = ""
    departs: frozenset[str] = frozenset()

    @property
    def source(self) -> str:
        """Its text."""
        return self.path.read_text(encoding="utf-8")


def _read(path: Path) -> Loop:
    """The loop in this file; ValueError when its docstring does not say which objective it trains."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    said = dict(_SAID.findall(docstring))
    if "objective" not in said:
        raise ValueError(f"{path} has to say which objective it trains: a line `objective: NAME` in its docstring.")
    departs = frozenset(said["departs"].strip().split(", ")) if "departs" in said else frozenset[str]()
    return Loop(
        path.stem, path, said["objective"].strip(), int(said.get("k", "1")), said.get("notes", "").strip(), departs
    )


LOOPS: dict[str, Loop] = {path.stem: _read(path) for path in sorted(FOLDER.glob("*.py")) if path.stem != "__init__"}


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Keep what a script does to the process (its prints, warnings of numbers, random states, dtype) to itself."""
    drawn, dtype = np.random.get_state(), torch.get_default_dtype()  # noqa: NPY002
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), torch.random.fork_rng(devices=[]):
        # A loss of mismatched shapes, a division by zero: what the faults are about, not an error of the test.
        warnings.simplefilter("ignore", RuntimeWarning)
        warnings.simplefilter("ignore", UserWarning)
        try:
            yield
        finally:
            torch.set_default_dtype(dtype)
            np.random.set_state(drawn)  # noqa: NPY002


def execute(source: str, path: str, seed: int = 0, steps: int = 60) -> dict[str, Any]:
    """Run this text as a script that stands at `path`, which need not exist, and return the globals it leaves.

    Its lines can be shown all the same. Raises whatever the script raises. Random states, default dtype and warning
    filters are put back.
    """
    if not Path(path).exists():
        # No mtime: `linecache.checkcache` then leaves the entry alone though there is no such file.
        linecache.cache[path] = (len(source), None, source.splitlines(keepends=True), path)
    namespace: dict[str, Any] = {"__name__": "__main__", "__file__": path, "SEED": seed, "ITERATIONS": steps}
    with _alone():
        exec(compile(source, path, "exec"), namespace)
    return namespace


def run(name_or_source: str, seed: int = 0, steps: int = 60) -> None:
    """Run a loop or a fault by its name, or a script's text: `steps` iterations of Algorithm 1 from this seed.

    KeyError when there is no such name.
    """
    if "\n" in name_or_source:
        execute(name_or_source, str(FOLDER / "text.py"), seed, steps)
    elif name_or_source in LOOPS:
        loop = LOOPS[name_or_source]
        execute(loop.source, str(loop.path), seed, steps)
    else:
        from tests.tracing.corpus.faults import FAULTS

        fault = FAULTS[name_or_source]
        execute(fault.source, fault.path, seed, steps)
