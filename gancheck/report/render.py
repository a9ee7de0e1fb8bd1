"""A record as one self-contained HTML file. The same record gives the same bytes."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from gancheck.engine.record import Record, read_record
from gancheck.report.page import template
from gancheck.report.view import view

LARGEST = 1_000_000  # bytes of a report
# From full detail down to the least that still shows the course of every curve and the end of every log.
DETAIL = ((400, 12_000), (200, 6_000), (100, 3_000), (50, 1_000), (25, 300), (12, 100))


def render(record: Record | str | os.PathLike[str]) -> str:
    """Return the report of a record, or of the record at a path: HTML of at most 1 MB, complete in itself.

    Long series and long logs are shortened further where so many of them would make the page larger. Raises
    RecordError when a path holds no record.
    """
    run = record if isinstance(record, Record) else read_record(record)
    page = ""
    for points, characters in DETAIL:
        page = template("report.html.j2").render(page=view(run, points=points, characters=characters))
        if len(page.encode()) <= LARGEST:
            break
    return page


def write(record: Record | str | os.PathLike[str], path: str | os.PathLike[str]) -> Path:
    """Write the report to `path` and return that: a reader sees the old file or the new one, never a part.

    Raises RecordError when there is no record, OSError when the file cannot be written.
    """
    page = render(record).encode()
    final = Path(path)
    final.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=final.parent, prefix=f".{final.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(page)
        os.chmod(draft, 0o644)  # mkstemp's 0600 would hide a report on a shared disk from everybody else
        os.replace(draft, final)
    except BaseException:
        os.unlink(draft)
        raise
    return final
