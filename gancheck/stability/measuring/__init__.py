"""What is measured of a GAN while it trains, without leaving a trace in the training."""

from gancheck.stability.measuring.faults import UserFault
from gancheck.stability.measuring.measuring import Measuring

__all__ = ["Measuring", "UserFault"]
