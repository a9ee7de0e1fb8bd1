"""`gancheck report` of a trace."""

from __future__ import annotations

from pathlib import Path

from gancheck.engine.plan import RequestError
from gancheck.tracing.wire import WireError, loads


def render(trace: Path, output: Path | None) -> int:
    """Render a trace's JSON to `output`, or to a page of the same name beside it."""
    from gancheck.report.trace.render import write

    page = output or trace.with_suffix(".html")
    try:
        report = loads(trace.read_text(encoding="utf-8"))
    except OSError as error:
        raise RequestError(f"{trace} cannot be read: {error.strerror or error}") from None
    except (WireError, UnicodeDecodeError) as error:
        raise RequestError(f"{trace}: {error}") from None
    try:
        write(report, page)
    except OSError as error:
        raise RequestError(f"the report {page} cannot be written: {error.strerror or error}") from None
    print(f"report {page}")
    return 0
