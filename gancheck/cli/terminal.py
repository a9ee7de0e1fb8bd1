"""A run as it is told on a terminal: with its progress, or, in a pipe, as plain lines in a stable order."""

from __future__ import annotations

import sys
from types import TracebackType

from rich.console import Console
from rich.text import Text

from gancheck.cli.progress import Progress
from gancheck.engine.events import (
    CheckFinished,
    CheckProgressed,
    CheckStarted,
    Event,
    Interrupted,
    RunStarted,
    WorkerDied,
)
from gancheck.engine.message import message, probability, summary
from gancheck.engine.record import Header
from gancheck.engine.result import Result
from gancheck.engine.run import Conclusion
from gancheck.engine.verdict import failures, tally
from gancheck.evidence.outcome import Status

_STYLES = {
    Status.PASSED: "green",
    Status.FAILED: "bold red",
    Status.ERRORED: "bold magenta",
    Status.INCONCLUSIVE: "yellow",
    Status.NOT_APPLICABLE: "dim",
    Status.XFAILED: "dim",
    Status.XPASSED: "yellow",
}
_STATUS = max(len(status) for status in Status)


class Terminal:
    """Listens to a run and prints. Within its context a terminal shows which checks are running.

    In a pipe the line of a check is held back until those planned before it are told, so that two runs of one
    seed print the same but for times.
    """

    def __init__(self, *, in_process: bool = False) -> None:
        """Show no progress when checks run in this process: they would print over it."""
        self._console = Console(highlight=False, soft_wrap=True, emoji=False, markup=False)
        self._live = self._console.is_terminal and not in_process
        self._progress = Progress(self._console) if self._live else None
        self._header: Header | None = None
        self._width = 0
        self._held: dict[str, Result] = {}
        self._told = 0

    def __enter__(self) -> Terminal:
        """Begin to show progress."""
        if self._progress is not None:
            self._progress.start("loading the target")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the progress away."""
        if self._progress is not None:
            self._progress.stop()

    def __call__(self, event: Event) -> None:
        """Print one event."""
        match event:
            case RunStarted(header, workers, kept):
                self._begin(header, workers, kept)
            case CheckStarted(check) if self._progress is not None:
                self._progress.begin(check)
            case CheckProgressed(check, fraction, text) if self._progress is not None:
                self._progress.advance(check, fraction, text)
            case CheckFinished(result):
                if self._progress is not None:
                    self._progress.end(result.check)
                self._held[result.check] = result
                self._flush()
            case WorkerDied(_, text):
                if self._progress is not None:
                    self._print(f"note: {text}")
            case Interrupted():
                self._flush(everything=True)
            case _:
                pass

    def close(self, conclusion: Conclusion, page: object, *, strict: bool) -> None:
        """Print the failures in full and the closing line."""
        results = conclusion.record.results
        for result in failures(results, strict=True):
            self._print("")
            self._console.print(Text(message(result)))
        deaths = [event.text for event in conclusion.record.events if event.kind == "worker-died"]
        if deaths and self._progress is None:
            self._print("")
        for text in deaths if self._progress is None else ():
            self._print(f"note: {text}")
        self._print("")
        parts = [f"{tally(results)} in {conclusion.seconds:.1f} s"]
        if page is not None:
            parts.append(f"report {page}")
        if conclusion.path is not None:
            parts.append(f"record {conclusion.path}")
        if conclusion.signal is not None:
            left = len(conclusion.record.missing)
            more = "" if conclusion.path is None else "; the same command with --resume continues"
            self._print(f"interrupted: {_checks(left)} not finished{more}")
        style = "bold red" if failures(results, strict=strict) else "bold"
        self._console.print(Text(" · ".join(parts), style=style))

    def _begin(self, header: Header, workers: int, kept: tuple[Result, ...]) -> None:
        self._header = header
        self._width = max(map(len, header.plan))
        where = "this process" if workers == 0 else f"{workers} worker{'s' if workers > 1 else ''}"
        name = f" ({header.target_name})" if header.target_name not in ("", header.target) else ""
        python, torch = header.environment.get("python", "?"), header.environment.get("torch", "?")
        self._print(
            f"gancheck {header.version} · target {header.target}{name} · seed {header.seed}"
            f" · alpha {probability(header.alpha)}"
        )
        self._print(f"torch {torch} · Python {python} · {header.device} · {where} · {_checks(len(header.plan))}")
        changed = {key: text for key, text in header.settings.items() if text not in ("none", "all")}
        self._print(" · ".join(f"{key} {text}" for key, text in changed.items()))
        for note in header.notes:
            self._print(f"note: {note}")
        if kept:
            self._print(f"resumed: {len(kept)} of {len(header.plan)} checks were already done")
        self._print("")
        if self._progress is not None:
            self._progress.total(len(header.plan), len(kept))
        self._held = {result.check: result for result in kept}
        self._flush()

    def _flush(self, *, everything: bool = False) -> None:
        assert self._header is not None
        if self._live or everything:
            ready = [check for check in self._header.plan if check in self._held]
        else:
            ready = []
            while self._told < len(self._header.plan) and self._header.plan[self._told] in self._held:
                ready.append(self._header.plan[self._told])
                self._told += 1
        for check in ready:
            self._line(self._held.pop(check))

    def _line(self, result: Result) -> None:
        line = Text(f"{result.status:<{_STATUS}}", style=_STYLES[result.status])
        line.append(f"  {result.check:<{self._width}}  {result.seconds:6.1f} s  ", style="default")
        line.append(summary(result), style="default")
        self._console.print(line)
        if result.status in (
            Status.PASSED,
            Status.NOT_APPLICABLE,
            Status.XFAILED,
        ):  # the others are told in full
            for note in result.outcome.notes:
                self._print(f"{'':<{_STATUS}}  note: {note}")

    def _print(self, text: str) -> None:
        self._console.print(Text(text))
        sys.stdout.flush()


def _checks(count: int) -> str:
    return "1 check" if count == 1 else f"{count} checks"
