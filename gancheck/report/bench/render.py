"""A history of benchmarks as one self-contained HTML file. The same history gives the same bytes."""

from __future__ import annotations

from gancheck.bench.trend import Trend
from gancheck.report.bench.view import view
from gancheck.report.page import template


def render(trends: tuple[Trend, ...]) -> str:
    """Return the page of a history, complete in itself."""
    return template("bench.html.j2", "bench").render(page=view(trends))
