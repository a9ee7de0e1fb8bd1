"""A monitored run as one self-contained HTML file. The same record gives the same bytes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gancheck.report.monitor.view import view
from gancheck.report.render import printable
from gancheck.stability.monitor.record import MonitorRecord

_TEMPLATES = Path(__file__).parent / "templates"


def render(record: MonitorRecord) -> str:
    """Return the page of a run, complete in itself."""
    return _environment().get_template("monitor.html.j2").render(page=view(record))


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
