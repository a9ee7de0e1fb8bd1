"""The seeded faults, a file for what they have in common, each with a tuple `FAULTS`."""

from importlib import import_module
from pkgutil import iter_modules

from tests.tracing.corpus.fault import Fault

FAULTS: dict[str, Fault] = {}
for _module in sorted(module.name for module in iter_modules(__path__)):
    for _fault in import_module(f"{__name__}.{_module}").FAULTS:
        if _fault.name in FAULTS:
            raise ValueError(f"Two faults are named {_fault.name}.")
        FAULTS[_fault.name] = _fault
