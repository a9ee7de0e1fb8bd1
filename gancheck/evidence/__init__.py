"""Verdicts, error budgets, confidence bounds, sequential tests, and divergences estimated from samples.

Every statement comes with two design twins, `samples_needed` and `discrepancy_seen`, in its own module. Names
are loaded when they are first used: what only reads outcomes imports neither scipy nor torch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from gancheck.evidence.outcome import Figure, Measurement, Outcome, Power, Series, Status

if TYPE_CHECKING:
    from gancheck.evidence import betting, binned, binomial, correlation, kernel, kolmogorov, sequential, variational
    from gancheck.evidence.binned import BinnedJsd, binned_jsd
    from gancheck.evidence.binomial import ModeMass, mode_masses
    from gancheck.evidence.budget import ErrorBudget
    from gancheck.evidence.correlation import Correlation, spearman
    from gancheck.evidence.kernel import KernelMmd, kernel_mmd
    from gancheck.evidence.kolmogorov import KsStatement, dkw_radius, ks_at_most, ks_distance
    from gancheck.evidence.sequential import ConvergenceTest, Operating
    from gancheck.evidence.variational import VariationalBound, jsd_lower_bound

__all__ = [
    "BinnedJsd",
    "ConvergenceTest",
    "Correlation",
    "ErrorBudget",
    "Figure",
    "KernelMmd",
    "KsStatement",
    "Measurement",
    "ModeMass",
    "Operating",
    "Outcome",
    "Power",
    "Series",
    "Status",
    "VariationalBound",
    "betting",
    "binned",
    "binned_jsd",
    "binomial",
    "correlation",
    "dkw_radius",
    "jsd_lower_bound",
    "kernel",
    "kernel_mmd",
    "kolmogorov",
    "ks_at_most",
    "ks_distance",
    "mode_masses",
    "sequential",
    "spearman",
    "variational",
]

_HOME = {
    "binned": ("BinnedJsd", "binned_jsd"),
    "binomial": ("ModeMass", "mode_masses"),
    "budget": ("ErrorBudget",),
    "betting": (),
    "correlation": ("Correlation", "spearman"),
    "kernel": ("KernelMmd", "kernel_mmd"),
    "kolmogorov": ("KsStatement", "dkw_radius", "ks_at_most", "ks_distance"),
    "sequential": ("ConvergenceTest", "Operating"),
    "variational": ("VariationalBound", "jsd_lower_bound"),
}


def __getattr__(name: str) -> object:
    for module, names in _HOME.items():
        if name == module or name in names:
            loaded = importlib.import_module(f"{__name__}.{module}")
            return loaded if name == module else getattr(loaded, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
