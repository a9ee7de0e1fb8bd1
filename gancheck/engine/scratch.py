"""The files of one job in the run's scratch folder: its log, its progress, and where it hung."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Scratch:
    """Named files by which a worker speaks to the process that started it, also after its death."""

    folder: Path
    name: str

    @property
    def log(self) -> Path:
        """What was printed."""
        return self.folder / f"{self.name}.log"

    @property
    def hang(self) -> Path:
        """The stack, written when the time was up."""
        return self.folder / f"{self.name}.hang"

    @property
    def crash(self) -> Path:
        """The stack, written at a fatal signal."""
        return self.folder / f"{self.name}.crash"

    @property
    def _progress(self) -> Path:
        return self.folder / f"{self.name}.progress"

    def reporter(self, every: float = 0.1) -> Callable[[float, str], None]:
        """Return a function that leaves `(fraction, text)` here, at most once in `every` seconds."""
        last = float("-inf")

        def report(fraction: float, text: str = "") -> None:
            nonlocal last
            if time.monotonic() - last < every:
                return
            last = time.monotonic()
            with contextlib.suppress(OSError):  # progress is a courtesy: never a reason to fail
                fresh = self._progress.with_suffix(".new")
                fresh.write_text(json.dumps([min(1.0, max(0.0, float(fraction))), str(text)]), encoding="utf-8")
                os.replace(fresh, self._progress)

        return report

    def progress(self) -> tuple[float, str] | None:
        """Return the progress that was last reported, if any."""
        try:
            fraction, text = json.loads(self._progress.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return float(fraction), str(text)

    def clear(self) -> None:
        """Remove the files, before the check runs again."""
        for file in (self.log, self.hang, self.crash, self._progress):
            file.unlink(missing_ok=True)
