"""A monitored run as one self-contained HTML file. The same record gives the same bytes."""

from __future__ import annotations

from gancheck.report.monitor.view import view
from gancheck.report.page import template
from gancheck.stability.monitor.record import MonitorRecord


def render(record: MonitorRecord) -> str:
    """Return the page of a run, complete in itself."""
    return template("monitor.html.j2", "monitor").render(page=view(record))
