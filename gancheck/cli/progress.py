"""The moving part of the terminal: which checks are running, and how far they are."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars


class Progress:
    """A bar for the run and a line for each running check, below what is printed."""

    def __init__(self, console: Console) -> None:
        """Show nothing yet."""
        self._bars = Bars(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            TextColumn("{task.fields[text]}", markup=False),
            console=console,
            transient=True,
        )
        self._run: TaskID | None = None
        self._running: dict[str, TaskID] = {}

    def start(self, text: str) -> None:
        """Begin, with what happens before the first check."""
        self._run = self._bars.add_task(text, total=None, text="")
        self._bars.start()

    def stop(self) -> None:
        """Remove everything from the screen."""
        self._bars.stop()

    def total(self, checks: int, done: int) -> None:
        """Say how many checks there are."""
        if self._run is not None:
            self._bars.update(self._run, description="checks", total=checks, completed=done)

    def begin(self, check: str) -> None:
        """Add a line for a check, unless it has one: it may be run again."""
        if check not in self._running:
            self._running[check] = self._bars.add_task(f"  {check}", total=None, text="")

    def advance(self, check: str, fraction: float, text: str) -> None:
        """Move a check's bar."""
        if check in self._running:
            self._bars.update(self._running[check], total=1.0, completed=fraction, text=text)

    def end(self, check: str) -> None:
        """Remove a check's line and count it."""
        if (task := self._running.pop(check, None)) is not None:
            self._bars.remove_task(task)
        if self._run is not None:
            self._bars.advance(self._run)
