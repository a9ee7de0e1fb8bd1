"""Which setting is being trained, on a terminal; nothing in a pipe."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bars


class Progress:
    """A bar over the settings."""

    def __init__(self, console: Console) -> None:
        """Show nothing yet."""
        self._bars = Bars(
            TextColumn("{task.completed} of {task.total}"),
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.description}", markup=False),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._settings = self._bars.add_task("", total=None)

    def __enter__(self) -> Progress:
        """Begin to show it."""
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take it away."""
        self._bars.stop()

    def __call__(self, done: int, total: int, name: str) -> None:
        """Move it to the next setting."""
        self._bars.update(self._settings, completed=done, total=total, description=name)
