"""`gancheck trace` over a session that reports what `--objective` names, to be run as a program."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Callable

from gancheck.cli import main
from gancheck.cli.trace import command
from gancheck.tracing.report import TraceReport
from tests.report.trace import samples
from tests.tracing.running import fake_session

WRONG = (samples.VIOLATION, samples.DEPARTURE, samples.NOTE, samples.KEPT, samples.UNSEEN)
REPORTS = {
    "wrong": samples.report(*WRONG),
    "departing": samples.report(samples.DEPARTURE, samples.KEPT),
    "right": samples.report(samples.KEPT),
    "unseen": TraceReport((), (), unable="No net's output reached another net."),
}


class Session(fake_session.Session):
    def report(self) -> TraceReport:
        if self.claim not in REPORTS:
            return super().report()
        return samples.moved(dataclasses.replace(REPORTS[self.claim], steps=self.counts), os.path.abspath("train.py"))


def trace(
    steps: int,
    generator: str | None,
    discriminator: str | None,
    objective: str | None,
    k: int | None,
    on_full: Callable[[object], None],
) -> fake_session.Session:
    fake_session.trace(steps, generator, discriminator, objective, k, on_full)  # refuses what it refuses
    return Session(steps, on_full, objective)


if __name__ == "__main__":
    command.SESSION = "tests.cli.fake_trace"
    sys.exit(main())
