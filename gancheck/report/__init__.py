"""HTML from a record: `render(record)` gives the text, `write(record, path)` the file. Imports no torch."""

from gancheck.report.render import render, write

__all__ = ["render", "write"]
