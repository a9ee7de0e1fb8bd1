"""The Python face: `gancheck.Monitor` inside anybody's loop, and its report."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gancheck.stability.monitor import Alarm, MonitorRecord
from gancheck.stability.monitor import Monitor as Observing
from gancheck.stability.state import State

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class MonitorReport:
    """What a monitor saw."""

    record: MonitorRecord

    @property
    def state(self) -> State:
        """The state at the last snapshot."""
        return self.record.state

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """The alarms, in order."""
        return self.record.alarms

    def __str__(self) -> str:
        """Return a few lines for a terminal: the state, the lost modes, the JSD, the alarms."""
        from gancheck.report.monitor.summary import summary

        return summary(self.record)

    def frame(self) -> pandas.DataFrame:
        """Return one row a snapshot."""
        return self.record.frame()

    def to_json(self) -> str:
        """Return the record as strict JSON; NaN and the infinities are strings."""
        from gancheck.engine.strict_json import encode

        return json.dumps(encode(self.record), ensure_ascii=False, allow_nan=False)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the report to `path` and return that: JSON where it ends in .json, else HTML."""
        from gancheck.report.monitor.render import render

        final = Path(path)
        text = self.to_json() + "\n" if final.suffix == ".json" else render(self.record)
        final.parent.mkdir(parents=True, exist_ok=True)
        final.write_text(text, encoding="utf-8")
        return final

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> MonitorReport:
        """Read a report that was saved as JSON. Raises ValueError for what is none, OSError where it cannot be read."""
        try:
            return cls.from_json(Path(path).read_text(encoding="utf-8"))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{os.fspath(path)} is no report of a monitor: {error}") from None

    @classmethod
    def from_json(cls, text: str) -> MonitorReport:
        """Make a report of what `to_json` returned."""
        from gancheck.engine.strict_json import decode

        return cls(decode(MonitorRecord, json.loads(text)))


class Monitor(Observing):  # noqa: D101  help() shows what the class above says
    def report(self) -> MonitorReport:
        """Return what was seen so far; measures once more where the last step was not measured."""
        return MonitorReport(self.record())
