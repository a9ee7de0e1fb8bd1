"""The conformance suite for generative adversarial networks: tells whether a GAN is right.

`gancheck.check(target)` runs every applicable check, `with gancheck.trace() as observed:` watches any training,
`gancheck.Monitor` follows it. Names are imported when first used, so that `import gancheck` stays without torch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gancheck import checks, engine, evidence, report, stability, strategies, targets, theory, tracing, training
    from gancheck.api import CheckError, Report, check
    from gancheck.monitoring import Monitor, MonitorReport
    from gancheck.parametrizing import parametrize
    from gancheck.stability.monitor.alarm import InstabilityWarning
    from gancheck.targets.players import Players
    from gancheck.tracing.session import trace

__version__ = "0.1.0"

_MODULES = (
    "checks",
    "engine",
    "evidence",
    "report",
    "stability",
    "strategies",
    "targets",
    "theory",
    "tracing",
    "training",
)
_NAMES = {
    "check": "gancheck.api",
    "Report": "gancheck.api",
    "CheckError": "gancheck.api",
    "InstabilityWarning": "gancheck.stability.monitor.alarm",
    "Monitor": "gancheck.monitoring",
    "MonitorReport": "gancheck.monitoring",
    "Players": "gancheck.targets.players",
    "parametrize": "gancheck.parametrizing",
    "trace": "gancheck.tracing.session",
}

__all__ = [
    "CheckError",
    "InstabilityWarning",
    "Monitor",
    "MonitorReport",
    "Players",
    "Report",
    "__version__",
    "check",
    "checks",
    "engine",
    "evidence",
    "parametrize",
    "report",
    "stability",
    "strategies",
    "targets",
    "theory",
    "trace",
    "tracing",
    "training",
]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return importlib.import_module(f"gancheck.{name}")
    if name in _NAMES:
        return getattr(importlib.import_module(_NAMES[name]), name)
    raise AttributeError(f"module 'gancheck' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
