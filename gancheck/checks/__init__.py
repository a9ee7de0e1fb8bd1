"""The checks: one file a claim, found by the registry.

Importing this package imports no check, and no torch.
"""

from gancheck.checks.catalogue import SUITES, CheckInfo, catalogue
from gancheck.checks.registry import CAPABILITIES, Check, check, find

__all__ = ["CAPABILITIES", "SUITES", "Check", "CheckInfo", "catalogue", "check", "find"]
