"""What is put under test: loading it, building it, and one interface whatever it offers."""

from gancheck.targets.loading import REFERENCE, load, resolve
from gancheck.targets.observation import Call, Observation, Step, observe
from gancheck.targets.players import Players
from gancheck.targets.subject import Subject, TargetFault
from gancheck.targets.target import Target, TargetError

__all__ = [
    "REFERENCE",
    "Call",
    "Observation",
    "Players",
    "Step",
    "Subject",
    "Target",
    "TargetError",
    "TargetFault",
    "load",
    "observe",
    "resolve",
]
