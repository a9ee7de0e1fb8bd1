"""From the arguments of `gancheck bench` to its exit code."""

from __future__ import annotations

import argparse
import math

from rich.console import Console

from gancheck.bench.against.worktree import RevisionError
from gancheck.bench.child import ChildError
from gancheck.bench.committed import CommittedError
from gancheck.bench.ratio import FEWEST
from gancheck.bench.size import SIZES, Size, parse_size
from gancheck.cli.writable import writable
from gancheck.engine.plan import RequestError


def bench(arguments: argparse.Namespace) -> int:
    """Do what was asked for, and return the exit code."""
    sizes = _checked(arguments)
    if arguments.json is not None:
        writable(arguments.json)
    console = Console(highlight=False, soft_wrap=True, emoji=False, markup=False)
    try:
        if arguments.history is not None:
            from gancheck.cli.bench.history import tell_history

            return tell_history(arguments, console)
        if arguments.against is not None:
            from gancheck.cli.bench.gate import gate

            return gate(arguments, sizes, console)
        if arguments.accept is not None:
            from gancheck.cli.bench.counting import accept

            return accept(arguments.accept, console)
        from gancheck.cli.bench.table import table

        return table(arguments, sizes, console)
    except ChildError as error:
        raise RequestError(str(error) if error.whole else f"{arguments.target or 'the step'} {error}") from None
    except (RevisionError, CommittedError) as error:
        raise RequestError(str(error)) from None


def _checked(arguments: argparse.Namespace) -> tuple[Size, ...]:
    """The sizes that were asked for. Raises RequestError for what makes no sense."""
    if arguments.target and (
        arguments.size or any(map(_given, (arguments.against, arguments.history, arguments.accept)))
    ):
        raise RequestError("a target is timed at its own size, beside the reference: leave the other options out")
    if not (arguments.seconds > 0 and math.isfinite(arguments.seconds)):
        raise RequestError(f"--seconds has to be positive, not {arguments.seconds:g}")
    if arguments.rounds < FEWEST:
        raise RequestError(f"--rounds has to be at least {FEWEST}, not {arguments.rounds}")
    if arguments.seed < 0:
        raise RequestError(f"a seed has to be a non-negative integer, not {arguments.seed}")
    if arguments.accept is not None and not arguments.accept.strip():
        raise RequestError("--accept needs a reason why the counters changed")
    try:
        return tuple(map(parse_size, arguments.size or ())) or (SIZES[:1] if arguments.against else SIZES)
    except ValueError as error:
        raise RequestError(str(error)) from None


def _given(value: object) -> bool:
    return value is not None
