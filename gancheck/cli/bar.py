"""How far one long task is, on a terminal; nothing in a pipe."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bars


class Bar:
    """A bar, and what is being done; `counted` says how many of how many are."""

    def __init__(self, console: Console, *, counted: bool = False) -> None:
        """Show nothing yet."""
        self._bars = Bars(
            *([TextColumn("{task.completed} of {task.total}")] if counted else []),
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.description}", markup=False),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bars.add_task("", total=None)

    def __enter__(self) -> Bar:
        """Begin to show it."""
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take it away."""
        self._bars.stop()

    def __call__(self, done: float, total: float, what: str) -> None:
        """Move it."""
        self._bars.update(self._task, completed=done, total=total, description=what)
