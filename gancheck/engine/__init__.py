"""Plan, executors, isolation, events and records. The process that starts a run never imports torch."""

from gancheck.engine.events import (
    CheckFinished,
    CheckProgressed,
    CheckStarted,
    Event,
    Interrupted,
    Listener,
    RunFinished,
    RunStarted,
    WorkerDied,
)
from gancheck.engine.message import message, summary
from gancheck.engine.plan import Planned, RequestError, make_plan
from gancheck.engine.record import Header, Record, RecordedEvent, RecordError, read_record
from gancheck.engine.request import Request
from gancheck.engine.result import Result
from gancheck.engine.seeds import derive_seed
from gancheck.engine.sources import Sources
from gancheck.engine.verdict import failures, tally

__all__ = [
    "CheckFinished",
    "CheckProgressed",
    "CheckStarted",
    "Event",
    "Header",
    "Interrupted",
    "Listener",
    "Planned",
    "Record",
    "RecordError",
    "RecordedEvent",
    "Request",
    "RequestError",
    "Result",
    "RunFinished",
    "RunStarted",
    "Sources",
    "WorkerDied",
    "derive_seed",
    "failures",
    "make_plan",
    "message",
    "read_record",
    "summary",
    "tally",
]
