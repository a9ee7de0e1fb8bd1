"""Which backward passes the gradient of one optimizer step is made of."""

from gancheck.tracing.reading.freshness.made import Contribution, Made
from gancheck.tracing.reading.freshness.reading import FITS, read_freshness

__all__ = ["FITS", "Contribution", "Made", "read_freshness"]
