"""The line that runs a whole record again."""

from __future__ import annotations

import shlex

from gancheck.engine.record import Record

_DEFAULT_ALPHA = 1e-3
# Settings that decide what a record holds: the option that each of them is, and its text when left out.
_OPTIONS = (("checks", "--check", "all"), ("skip", "--skip", "none"), ("expected", "--expected", "none"))


def run_line(record: Record) -> str:
    """Return the command that repeats a run, or the Python call where the target was a program's object."""
    header = record.header
    if any(result.reproduce.startswith("gancheck.check(") for result in record.results):
        alpha = "" if header.alpha == _DEFAULT_ALPHA else f", alpha={header.alpha!r}"
        return f"gancheck.check(target, seed={header.seed}{alpha})"
    words = ["gancheck", "run"]
    if header.target != "reference":
        words.append(header.target)
    words += ["--seed", str(header.seed)]
    if header.alpha != _DEFAULT_ALPHA:
        words += ["--alpha", repr(header.alpha)]
    if header.device != "cpu":
        words += ["--device", header.device]
    for setting, option, absent in _OPTIONS:
        text = header.settings.get(setting, absent)
        if text != absent:
            # A file is one word whatever its name; checks are listed with spaces between them.
            for word in [text] if setting == "expected" else text.split():
                words += [option, word]
    return shlex.join(words)
