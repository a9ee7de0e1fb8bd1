"""Whose exception it was: the target's or gancheck's own."""

from __future__ import annotations

import os
import site
import sys
import sysconfig
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import gancheck

_OWN = str(Path(gancheck.__file__).resolve().parent) + os.sep
_LIBRARIES = tuple(
    str(Path(folder).resolve()) + os.sep
    for folder in {
        *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        *site.getsitepackages(),
        site.getusersitepackages(),
    }
)
_TRACEBACK_LENGTH = 12_000


@dataclass(frozen=True)
class Blame:
    """`cause` is `target` or `gancheck`; `text` names the exception and the line, `traceback` is all of it.

    `told` says that the text is a whole sentence already, from an exception made to be read.
    """

    cause: str
    text: str
    traceback: str = ""
    told: bool = False


def blame(
    error: BaseException,
    target: object,
    *,
    target_errors: tuple[type[BaseException], ...] = (),
    checks: str = "gancheck.checks",
) -> Blame:
    """Tell an exception apart by its innermost frame that is not of a library.

    A frame of the target's own package counts as the target's even where that is installed as a library; a
    frame of the module `checks` counts as gancheck's. One of `target_errors` is the target's wherever it was
    raised: it is how gancheck says what is wrong with a target.
    """
    cause, place = "gancheck", ""
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        owner = _owner(frame, target, checks)
        if owner != "library":
            cause = owner
            place = f"{Path(frame.f_code.co_filename).name}, line {line}, in {frame.f_code.co_name}"
            break
    if isinstance(error, target_errors):
        return Blame("target", _sentence(error), _formatted(error), told=True)
    who = "the target" if cause == "target" else "gancheck itself"
    return Blame(cause, f"{who} raised {_described(error)} ({place})", _formatted(error))


def is_library(path: str) -> bool:
    """Whether a source file belongs to Python or to an installed package other than gancheck."""
    if path.startswith("<"):
        return True
    resolved = str(Path(path).resolve())
    return not resolved.startswith(_OWN) and resolved.startswith(_LIBRARIES)


def is_own(path: str) -> bool:
    """Whether a source file belongs to gancheck."""
    return str(Path(path).resolve()).startswith(_OWN)


def _owner(frame: FrameType, target: object, checks: str) -> str:
    path = frame.f_code.co_filename
    module = str(frame.f_globals.get("__name__", ""))
    if is_own(path) or f"{module}.".startswith(f"{checks}."):
        return "gancheck"
    if module and module.partition(".")[0] == _package(target):
        return "target"
    return "library" if is_library(path) else "target"


def _package(target: object) -> str:
    module = target.partition(":")[0] if isinstance(target, str) else type(target).__module__
    return "" if module.endswith(".py") or module in sys.builtin_module_names else module.partition(".")[0]


def _described(error: BaseException) -> str:
    text = _sentence(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _sentence(error: BaseException) -> str:
    try:
        text = str(error).strip()
    except Exception:  # an exception may fail to print itself
        return "(its message cannot be shown)"
    first = text.splitlines()[0] if text else ""
    return first if len(first) <= 300 else first[:300] + " ..."


def _formatted(error: BaseException) -> str:
    text = "".join(traceback.format_exception(error))
    return text if len(text) <= _TRACEBACK_LENGTH else "... " + text[-_TRACEBACK_LENGTH:]
