"""Runs scripts under watch, with a torch and a session that cost no time."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gancheck.tracing.running.launch import Traced, launch
from gancheck.tracing.running.request import TraceRequest

Run = Callable[..., Traced]
SESSION = "tests.tracing.running.fake_session"
ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with the fake torch."""
    shutil.copy(Path(__file__).with_name("fake_torch.py"), tmp_path / "torch.py")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # for the fake session; a user has gancheck installed
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Write a script, `train.py` unless named, and trace it for three steps a player."""

    def traced(source: str, *arguments: str, name: str = "train.py", **settings: Any) -> Traced:
        write(folder / name, source)
        chosen = {"target": name, "steps": 3, "session": SESSION, **settings}
        return launch(TraceRequest(arguments=arguments, **chosen))

    return traced


def write(path: Path, source: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(source), encoding="utf-8")
