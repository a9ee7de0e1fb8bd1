"""What is put under test: loading it, building it, and one interface whatever it offers."""

from gancheck.targets.loading import REFERENCE, load, resolve
from gancheck.targets.players import Players
from gancheck.targets.subject import Subject, TargetFault
from gancheck.targets.target import Target, TargetError

__all__ = [
    "REFERENCE",
    "Players",
    "Subject",
    "Target",
    "TargetError",
    "TargetFault",
    "load",
    "resolve",
]
