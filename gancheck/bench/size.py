"""The sizes of a timed step: two players with two hidden layers of one width, and a minibatch."""

from __future__ import annotations

from typing import NamedTuple


class Size(NamedTuple):
    """Both players' hidden layers are `width` wide; `minibatch` rows of 2-D data."""

    width: int
    minibatch: int

    def __str__(self) -> str:
        """Return it as tables have it."""
        return f"2x{self.width}, minibatch {self.minibatch}"

    @property
    def key(self) -> str:
        """The size as `--size` takes it."""
        return f"{self.width}:{self.minibatch}"


SIZES = (Size(32, 64), Size(128, 256), Size(512, 256))


def parse_size(text: str) -> Size:
    """The size of `width:minibatch`. Raises ValueError with one sentence."""
    try:
        width, minibatch = map(int, text.split(":"))
    except ValueError:
        width = minibatch = 0
    if width < 1 or minibatch < 1:
        raise ValueError(f"a size is WIDTH:MINIBATCH, such as 32:64, not {text!r}")
    return Size(width, minibatch)
