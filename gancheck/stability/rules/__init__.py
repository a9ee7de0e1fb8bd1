"""What goes wrong, named from snapshots: pure functions of what has been seen, called after every snapshot."""

from gancheck.stability.rules.judge import judge

__all__ = ["judge"]
