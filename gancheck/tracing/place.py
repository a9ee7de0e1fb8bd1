"""Where in somebody's code something happens."""

from __future__ import annotations

import linecache
import os
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import FrameType


@dataclass(frozen=True, order=True)
class Place:
    """One line of code: the file's path, the line's number from 1, and the function it stands in.

    `inside` is the line of an installed library that was running, where the user's line only called that library.
    """

    file: str
    line: int
    function: str = ""
    inside: Place | None = field(default=None, compare=False, repr=False)

    @property
    def text(self) -> str:
        """The line itself, stripped; empty when the file cannot be read."""
        return linecache.getline(self.file, self.line).strip()

    def __str__(self) -> str:
        """Return `file:line`, relative to the working directory or to the folder of libraries that the file is in."""
        _, installed, module = self.file.replace("\\", "/").rpartition("-packages/")
        if installed:
            return f"{module}:{self.line}"
        try:
            shown = Path(self.file).relative_to(Path.cwd())
        except ValueError:
            shown = Path(self.file)
        return f"{shown}:{self.line}"


def lines(places: Iterable[Place], library: bool) -> tuple[Place, ...]:
    """Return each line once; where a `library` runs the loop, its lines behind the user's lines that led to them."""
    if library:
        places = [line for place in places for line in (place, place.inside) if line is not None]
    return tuple(dict.fromkeys(places))


_OURS = str(Path(__file__).resolve().parents[1])
_LIBRARIES = tuple({sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")})


@lru_cache(maxsize=4096)
def how_near(file: str) -> int:
    """0: the user's own code; 1: an installed library; 2: torch, gancheck or Python itself."""
    if file.startswith("<") and not file.startswith(("<string", "<ipython")):
        return 2
    path = file.replace("\\", "/")
    if file.startswith(_OURS) or "-packages/torch/" in path or any(file.startswith(folder) for folder in _torch()):
        return 2
    if "site-packages" in file or "dist-packages" in file:
        return 1
    return 2 if file.startswith(_LIBRARIES) else 0


def _torch() -> list[str]:
    """The folder of torch, which may have been built where its sources are."""
    return [os.path.join(folder, "") for folder in getattr(sys.modules.get("torch"), "__path__", ())]


# One line is come by thousands of times.
_place = lru_cache(maxsize=4096)(Place)


def here() -> Place | None:
    """The innermost line of the user's own code that led here, or of an installed library when there is none."""
    library: Place | None = None
    current: FrameType | None = sys._getframe(1)
    while current is not None:
        code = current.f_code
        near = how_near(code.co_filename)
        if near == 0:
            return _place(code.co_filename, current.f_lineno, code.co_name, library)
        if near == 1 and library is None:
            library = _place(code.co_filename, current.f_lineno, code.co_name)
        current = current.f_back
    return library
