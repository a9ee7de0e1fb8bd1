"""A trace as one self-contained HTML file. The same trace gives the same bytes."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gancheck.report.render import printable
from gancheck.report.trace.view import view
from gancheck.tracing.report import TraceReport

_TEMPLATES = Path(__file__).parent / "templates"


def render(report: TraceReport) -> str:
    """Return the page of a trace, complete in itself."""
    return _environment().get_template("trace.html.j2").render(page=view(report))


def write(report: TraceReport, path: str | os.PathLike[str]) -> Path:
    """Write the page to `path` and return that. Raises OSError when it cannot be written."""
    page = render(report).encode()
    final = Path(path)
    final.parent.mkdir(parents=True, exist_ok=True)
    final.write_bytes(page)
    return final


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader([_TEMPLATES, _TEMPLATES.parents[1] / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
