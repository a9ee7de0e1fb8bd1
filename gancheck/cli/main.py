"""From arguments to an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from gancheck.cli.parser import make_parser
from gancheck.engine.plan import RequestError
from gancheck.engine.record import RecordError
from gancheck.engine.sources import Sources

WRONG_REQUEST = 2
INTERRUPTED = 130
BROKEN_PIPE = 141


def main(argv: Sequence[str] | None = None, *, sources: Sources | None = None) -> int:
    """Run one command and return its exit code. `sources` is where checks and targets are found."""
    arguments = make_parser().parse_args(argv)
    try:
        code: int = arguments.command(arguments, sources or Sources())
        sys.stdout.flush()
    except (RequestError, RecordError) as error:
        print(f"gancheck: error: {error}", file=sys.stderr)
        return WRONG_REQUEST
    except KeyboardInterrupt:
        print("gancheck: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # `gancheck list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    return code
