"""`gancheck report`: HTML from a record."""

from __future__ import annotations

from pathlib import Path

from gancheck.engine.plan import RequestError
from gancheck.engine.record import locate, read_record


def render(record: Path, output: Path | None) -> int:
    """Render a record to `output`, or to `index.html` beside it."""
    from gancheck import report

    file = locate(record)
    page = output or file.with_name("index.html")
    kept = read_record(file)
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        report.write(kept, page)
    except OSError as error:
        raise RequestError(f"the report {page} cannot be written: {error.strerror or error}") from None
    print(f"report {page}")
    return 0
