"""A trace as one self-contained HTML file. The same trace gives the same bytes."""

from __future__ import annotations

import os
from pathlib import Path

from gancheck.report.page import template
from gancheck.report.trace.view import view
from gancheck.tracing.report import TraceReport


def render(report: TraceReport) -> str:
    """Return the page of a trace, complete in itself."""
    return template("trace.html.j2", "trace").render(page=view(report))


def write(report: TraceReport, path: str | os.PathLike[str]) -> Path:
    """Write the page to `path` and return that. Raises OSError when it cannot be written."""
    page = render(report).encode()
    final = Path(path)
    final.parent.mkdir(parents=True, exist_ok=True)
    final.write_bytes(page)
    return final
