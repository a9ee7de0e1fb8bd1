"""Run a script of this folder as a user would: as `__main__`, in a folder of its own, with the stand-ins it needs."""

from __future__ import annotations

import contextlib
import runpy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.peers.standins import standing_in

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPTS = Path(__file__).parent / "scripts"

LIBRARIES = {
    "torchgan": "torchgan",
    "vegans": "vegans",
    "mimicry": "torch_mimicry",
    "ctgan": "ctgan",
    "lightning": "pytorch_lightning",
}


def library_of(script: str) -> str:
    """Return the module that a script is about: its name begins with the library's."""
    return LIBRARIES[script.partition("_")[0]]


@contextlib.contextmanager
def place_for(script: str, folder: Path) -> Iterator[Path]:
    """Give the script its stand-ins and its folder; yields the script's path."""
    with standing_in(library_of(script)), contextlib.chdir(folder):
        yield SCRIPTS / f"{script}.py"


def run(script: str, folder: Path) -> dict[str, Any]:
    """Run the script to its end and return its names."""
    with place_for(script, folder) as path:
        return runpy.run_path(str(path), run_name="__main__")
