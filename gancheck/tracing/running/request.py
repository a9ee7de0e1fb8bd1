"""What is to be traced: a script or a module with its arguments, and how."""

from __future__ import annotations

import json
import math
import shlex
from dataclasses import asdict, dataclass
from pathlib import Path

FILE_NAME = "request.json"


class TraceError(ValueError):
    """A request that cannot be carried out, in one sentence that says what to do."""


@dataclass(frozen=True)
class TraceRequest:
    """A script's path, or with `is_module` a module's name as `python -m` takes it, and its `arguments`.

    `steps` is the number of optimizer steps of each player after which enough was seen. `generator`, `discriminator`,
    `objective` and `k` are what the caller claims. With `keep_going` the script runs on to its own end. After
    `timeout` seconds it is killed. `session` is the module whose `trace` observes it; `monitor` one whose `follow` goes
    on where that ends, and needs `keep_going`.
    Raises TraceError when a number makes no sense.
    """

    target: str
    arguments: tuple[str, ...] = ()
    is_module: bool = False
    steps: int = 60
    generator: str | None = None
    discriminator: str | None = None
    objective: str | None = None
    k: int | None = None
    keep_going: bool = False
    timeout: float | None = None
    monitor: str | None = None
    session: str = "gancheck.tracing.session"

    def __post_init__(self) -> None:
        """Check the numbers before a process is started for them."""
        if self.steps < 1:
            raise TraceError(f"--steps is a whole number of at least 1, not {self.steps}")
        if self.k is not None and self.k < 1:
            raise TraceError(f"--k is a whole number of at least 1, not {self.k}")
        if self.timeout is not None and not (0 < self.timeout < math.inf):
            raise TraceError(f"--timeout is a number of seconds above 0, not {self.timeout:g}")

    @property
    def command(self) -> str:
        """What was run, as it is typed after `python`."""
        words = ["-m", self.target] if self.is_module else [self.target]
        return shlex.join([*words, *self.arguments])

    def write(self, folder: Path) -> None:
        """Leave the request for the child."""
        (folder / FILE_NAME).write_text(json.dumps(asdict(self)), encoding="ascii")

    @classmethod
    def read(cls, folder: Path) -> TraceRequest:
        """Read what the parent left."""
        fields = json.loads((folder / FILE_NAME).read_text(encoding="ascii"))
        return cls(**{**fields, "arguments": tuple(fields["arguments"])})
