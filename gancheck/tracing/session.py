"""`with trace() as observed:` watches the training inside; `observed.report()` says what it did."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gancheck.tracing.account import account
from gancheck.tracing.loop.pair import Claims
from gancheck.tracing.reading.objective import claims as known_objectives
from gancheck.tracing.recording.recorder import Recorder
from gancheck.tracing.report import Script, TraceReport
from gancheck.versions import versions


class Seen(BaseException):
    """Enough was seen: ends the training from inside, past its own `except Exception`."""


class Observed:
    """A traced training. Ask for the `report()` once the training has run; it is worked out then, and kept."""

    def __init__(self, recorder: Recorder, claims: Claims, generator: str | None, discriminator: str | None) -> None:
        self.recorder = recorder
        self.seconds = 0.0
        self.error: BaseException | None = None
        self._claims, self._generator, self._discriminator = claims, generator, discriminator
        self._report: TraceReport | None = None
        self._over = False

    @property
    def full(self) -> bool:
        """Whether the window is full: each player made the steps that were asked for."""
        return self.recorder.filled

    def report(self, script: Script | None = None) -> TraceReport:
        """Say what was seen so far; `script` tells how the traced script went, when it was one."""
        if self._report is None or script is not None or not self._over:
            self._over = self.recorder.full
            self.recorder.settle()
            self._report = account(
                self.recorder,
                self._claims,
                generator=self._generator,
                discriminator=self._discriminator,
                script=script,
                seconds=self.seconds,
                environment=versions(),
            )
        return self._report


@contextmanager
def trace(
    steps: int = 60,
    *,
    generator: str | None = None,
    discriminator: str | None = None,
    objective: str | None = None,
    k: int | None = None,
    stop: bool = False,
    on_full: Callable[[Observed], None] | None = None,
) -> Iterator[Observed]:
    """Watch all training with torch in this thread until each player has made `steps` optimizer steps.

    Nothing of the training changes, bit for bit; afterwards the hooks are gone and the rest runs at full speed.

    Args:
        steps: Optimizer steps of each player to watch.
        generator: What the code calls the generator, where it cannot be told by itself.
        discriminator: What the code calls the discriminator.
        objective: The objective that the code claims to train, such as "wgan-gp".
        k: The number of discriminator steps a generator step that it claims.
        stop: End the training when enough was seen.
        on_full: Called with what was observed when enough was seen, from inside the training.

    Raises:
        ValueError: `steps` or `k` below 1, or an objective that is not known.

    """
    if steps < 1:
        raise ValueError(f"steps is {steps}; ask for at least 1 optimizer step a player.")
    if k is not None and k < 1:
        raise ValueError(f"k is {k}; the discriminator takes at least 1 step a generator step.")
    if objective is not None:
        _known(objective)
    begun = time.perf_counter()

    def enough() -> None:
        observed.seconds = time.perf_counter() - begun
        if on_full is not None:
            on_full(observed)
        if stop:
            raise Seen

    recorder = Recorder(steps, enough)
    observed = Observed(recorder, Claims(objective, k), generator, discriminator)
    recorder.start()
    try:
        yield observed
    except Seen:
        pass
    except BaseException as error:
        observed.error = error
        raise
    finally:
        recorder.stop()
        if not observed.seconds:
            observed.seconds = time.perf_counter() - begun


def _known(objective: str) -> None:
    names = known_objectives()
    if objective.lower() not in names:
        raise ValueError(f"Objective {objective!r} is not known; claim one of {', '.join(names)}.")
