"""How fast a step is: paired ratios, exact counters, a history, and the gate that tells a regression."""

from gancheck.bench.paired import Comparison, compare
from gancheck.bench.ratio import Ratio, paired_ratio
from gancheck.bench.verdict import MARGIN, Verdict, judge

__all__ = ["MARGIN", "Comparison", "Ratio", "Verdict", "compare", "judge", "paired_ratio"]
