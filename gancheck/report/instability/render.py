"""What `gancheck instability` found as one self-contained HTML file. The same numbers give the same bytes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gancheck.report.instability.view import view
from gancheck.report.page import template


def render(found: Mapping[str, Any]) -> str:
    """Return the page, complete in itself. Raises KeyError for what is no such result."""
    return template("instability.html.j2", "instability").render(page=view(found))


def write(found: Mapping[str, Any], path: str | os.PathLike[str]) -> Path:
    """Write the page to `path` and return that. Raises OSError when it cannot be written."""
    page = render(found).encode()
    final = Path(path)
    final.parent.mkdir(parents=True, exist_ok=True)
    final.write_bytes(page)
    return final
