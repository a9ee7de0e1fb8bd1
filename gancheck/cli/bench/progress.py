"""How far a measurement is, on a terminal; nothing in a pipe."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars


class Progress:
    """One bar, and what is being measured."""

    def __init__(self, console: Console) -> None:
        """Show nothing yet."""
        self._bars = Bars(
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._bar = self._bars.add_task("", total=1.0)

    def __enter__(self) -> Progress:
        """Begin to show it."""
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take it away."""
        self._bars.stop()

    def __call__(self, fraction: float, what: str) -> None:
        """Move it."""
        self._bars.update(self._bar, completed=fraction, description=what)
