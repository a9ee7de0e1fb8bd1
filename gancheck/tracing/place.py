"""Where in somebody's code something happens."""

from __future__ import annotations

import linecache
import sys
import sysconfig
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import FrameType


@dataclass(frozen=True, order=True)
class Place:
    """One line of code: the file's path, the line's number from 1, and the function it stands in."""

    file: str
    line: int
    function: str = ""

    @property
    def text(self) -> str:
        """The line itself, stripped; empty when the file cannot be read."""
        return linecache.getline(self.file, self.line).strip()

    def __str__(self) -> str:
        """Return `file:line`, relative to the working directory where the file is inside it."""
        try:
            shown = Path(self.file).relative_to(Path.cwd())
        except ValueError:
            shown = Path(self.file)
        return f"{shown}:{self.line}"


_OURS = str(Path(__file__).resolve().parents[1])
_LIBRARIES = tuple({sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")})


@lru_cache(maxsize=4096)
def how_near(file: str) -> int:
    """0: the user's own code; 1: an installed library; 2: torch, gancheck or Python itself."""
    if file.startswith("<") and not file.startswith(("<string", "<ipython")):
        return 2
    if file.startswith(_OURS) or "/torch/" in file.replace("\\", "/"):
        return 2
    if "site-packages" in file or "dist-packages" in file:
        return 1
    return 2 if file.startswith(_LIBRARIES) else 0


def here() -> Place | None:
    """The innermost line of the user's own code that led here, or of an installed library when there is none."""
    library = None
    current: FrameType | None = sys._getframe(1)
    while current is not None:
        code = current.f_code
        near = how_near(code.co_filename)
        if near == 0:
            return Place(code.co_filename, current.f_lineno, code.co_name)
        if near == 1 and library is None:
            library = Place(code.co_filename, current.f_lineno, code.co_name)
        current = current.f_back
    return library
