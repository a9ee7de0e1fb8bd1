"""The command line: a thin face over the engine.

Exit codes: 0 nothing failed; 1 something failed or errored (with `--strict` also inconclusive); 2 the request
was wrong or the target could not be loaded; 130 interrupted (143 by SIGTERM), with what was finished kept.
"""

from gancheck.cli.main import main

__all__ = ["main"]
