"""Which backward passes the gradient of one optimizer step is made of."""

from gancheck.trace.reading.freshness.made import Contribution, Made
from gancheck.trace.reading.freshness.reading import FITS, read_freshness

__all__ = ["FITS", "Contribution", "Made", "read_freshness"]
