"""The Python face: `gancheck.check(target)`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gancheck.engine.message import message, summary
from gancheck.engine.record import Record
from gancheck.engine.request import Request
from gancheck.engine.result import Result
from gancheck.engine.run import execute
from gancheck.engine.verdict import failures, tally

if TYPE_CHECKING:
    import pandas


class CheckError(AssertionError):
    """Checks failed; the text holds the message of each."""


@dataclass(frozen=True)
class Report:
    """What a run came to. `report["optimal-discriminator"]` is one result."""

    record: Record

    @property
    def results(self) -> tuple[Result, ...]:
        """The results, in the order of the plan."""
        return self.record.results

    @property
    def ok(self) -> bool:
        """Whether nothing failed or errored."""
        return not failures(self.results)

    def __getitem__(self, check: str) -> Result:
        """Return the result of one check. Raises KeyError with the checks there are."""
        for result in self.results:
            if result.check == check:
                return result
        raise KeyError(f"{check!r} is not among the checks of this run: {', '.join(r.check for r in self.results)}")

    def __iter__(self) -> Iterator[Result]:
        """Iterate over the results."""
        return iter(self.results)

    def __len__(self) -> int:
        """Count the results."""
        return len(self.results)

    def __str__(self) -> str:
        """Return one line a check and the counts."""
        lines = [f"{result.status:<14}  {result.check}  {summary(result)}" for result in self.results]
        return "\n".join([*lines, tally(self.results)])

    def to_frame(self) -> pandas.DataFrame:
        """Return one row a check: status, measured value and interval, allowance, error rates, seconds."""
        import pandas

        return pandas.DataFrame([_row(result) for result in self.results], columns=_COLUMNS)

    def to_html(self, path: str | os.PathLike[str]) -> Path:
        """Write the HTML report to `path` and return that."""
        from gancheck import report

        page = Path(path)
        page.parent.mkdir(parents=True, exist_ok=True)
        report.write(self.record, page)
        return page

    def raise_for_failures(self, *, strict: bool = False) -> None:
        """Raise CheckError, an AssertionError, with each failure; if `strict`, inconclusive ones too."""
        wrong = failures(self.results, strict=strict)
        if wrong:
            raise CheckError("\n\n".join([tally(self.results), *map(message, wrong)]))


def check(
    target: object = None,
    *,
    checks: Iterable[str] | str | None = None,
    skip: Iterable[str] | str | None = None,
    seed: int = 0,
    alpha: float = 1e-3,
    budget: float | None = None,
    workers: int = 0,
    output: str | os.PathLike[str] | None = None,
    device: str = "cpu",
    timeout: float | None = 600.0,
    executor: Executor | None = None,
) -> Report:
    """Run every applicable check on a target.

    `target` is a GAN, a function that returns one, or a specification such as `my_gan.py:build`; None is the
    reference implementation. `checks` and `skip` select by identifier, suite or glob pattern. `alpha` bounds
    the probability that a right implementation fails, `budget` the time in seconds.

    With `workers=0` all of it runs in this process, one check after another: `timeout` is not enforced, and a
    target that crashes takes the process with it. With more, checks run in that many spawned processes, and
    the target has to be a specification or an object that can be pickled. `executor` is any
    `concurrent.futures.Executor` instead. `output` is a folder for the record; nothing is written without it.

    Raises `gancheck.engine.RequestError`, a ValueError, when the selection is wrong or the target cannot be
    loaded, and KeyboardInterrupt after Ctrl-C, with what was finished in the record.
    """
    request = Request(
        target="reference" if target is None else target,
        checks=_names(checks),
        skip=_names(skip),
        seed=seed,
        alpha=alpha,
        budget=budget,
        workers=None if executor is not None else workers,
        output=None if output is None else Path(output),
        device=device,
        timeout=timeout,
    )
    conclusion = execute(request, executor=executor)
    if conclusion.signal is not None:
        raise KeyboardInterrupt
    return Report(conclusion.record)


def _names(given: Iterable[str] | str | None) -> tuple[str, ...]:
    if given is None:
        return ()
    return (given,) if isinstance(given, str) else tuple(given)


_COLUMNS = [
    "check",
    "suite",
    "kind",
    "status",
    "measured",
    "value",
    "low",
    "high",
    "unit",
    "allowed",
    "alpha",
    "wrong_alarm",
    "discrepancy",
    "miss",
    "samples",
    "worst",
    "diagnosis",
    "reason",
    "cause",
    "seconds",
    "reproduce",
]


def _row(result: Result) -> dict[str, object]:
    outcome, measured, power = result.outcome, result.outcome.measured, result.outcome.power
    return {
        "check": result.check,
        "suite": result.suite,
        "kind": result.kind,
        "status": str(result.status),
        "measured": measured.name if measured else "",
        "value": measured.value if measured else float("nan"),
        "low": measured.low if measured else float("nan"),
        "high": measured.high if measured else float("nan"),
        "unit": measured.unit if measured else "",
        "allowed": outcome.allowed,
        "alpha": result.alpha,
        "wrong_alarm": power.wrong_alarm if power else float("nan"),
        "discrepancy": power.discrepancy if power and power.discrepancy is not None else float("nan"),
        "miss": power.miss if power and power.miss is not None else float("nan"),
        "samples": outcome.samples,
        "worst": outcome.worst,
        "diagnosis": outcome.diagnosis,
        "reason": outcome.reason,
        "cause": result.cause,
        "seconds": result.seconds,
        "reproduce": result.reproduce,
    }
