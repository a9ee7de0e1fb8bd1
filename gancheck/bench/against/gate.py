"""Whether the step of one tree is slower than another's, from generations of workers.

The ratio of a generation is the median over its rounds of new over old, each the geometric mean of two workers; the
control is that of the twins of one tree. The ratio of the whole is the median over generations, with a bootstrap over
them: what a process, a processor or a minute has of its own is in the interval.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gancheck.bench.against.measuring import Times
from gancheck.bench.ratio import Ratio, ratio_of_logs
from gancheck.bench.verdict import ALLOWED, Verdict, judge


@dataclass(frozen=True)
class Judgement:
    """New over old, and twin over twin."""

    ratio: Ratio
    control: Ratio
    verdict: Verdict


def conclude(times: Times) -> Judgement:
    """Judge block times by arm, generation and round."""
    logs = {arm: [np.log(np.array(each)) for each in generations] for arm, generations in times.items()}
    effects, controls = [], []
    for old, old_twin, new, new_twin in zip(logs["old"], logs["old twin"], logs["new"], logs["new twin"], strict=True):
        effects.append(float(np.median(new + new_twin - old - old_twin)) / 2)
        controls.append(float(np.median(new_twin - new + old_twin - old)) / 2)
    ratio, control = ratio_of_logs(np.array(effects)), ratio_of_logs(np.array(controls))
    return Judgement(ratio, control, judge(ratio, control, allowed=ALLOWED))
