"""How random statements are judged: as in the tests of `gancheck.evidence`."""

from tests.evidence.conftest import misses_at_most

__all__ = ["misses_at_most"]
