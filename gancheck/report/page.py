"""What all pages share: how templates are filled, and which characters are kept."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

TERMINAL_CODES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])")
# Control characters, lone surrogates (which UTF-8 cannot hold) and marks that reverse the direction of text.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_FOLDER = Path(__file__).parent


def template(name: str, folder: str = "") -> Template:
    """Return a template of a folder of the report (`trace`), which may use those that all pages share."""
    return _environment(folder).get_template(name)


def printable(value: object) -> object:
    """Remove terminal codes from a text, and put a mark in place of characters that HTML cannot hold."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    text = TERMINAL_CODES.sub("", value).replace("\r\n", "\n").replace("\r", "\n")
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


@cache
def _environment(folder: str) -> Environment:
    return Environment(
        loader=FileSystemLoader([_FOLDER / folder / "templates", _FOLDER / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
