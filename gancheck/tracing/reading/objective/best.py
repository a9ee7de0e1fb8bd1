"""Top-k training (Sinha et al. 2020): a generator's loss of those fakes alone that D finds best."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gancheck.tracing.reading.objective.rows import Floats
from gancheck.tracing.reading.objective.run import Run


def best(run: Run) -> tuple[Run, str] | None:
    """The fakes that are pulled on, where they are the best of each minibatch, and a sentence on how many these are.

    None where all are pulled on, or others than those that are furthest where G's loss wants them.
    """
    fake = run.fake
    if fake is None or fake.silent:
        return None
    live = fake.pulls != 0
    steps = np.unique(fake.step)
    kept = np.bincount(fake.step, live, minlength=steps[-1] + 1)
    taken, left = _extremes(fake.values, fake.step, live), _extremes(fake.values, fake.step, ~live)
    both = np.isfinite(taken[0]) & np.isfinite(left[0])
    if 2 * both.sum() <= len(steps) or (kept[steps] == 0).any():
        return None
    upwards = fake.pulls.mean() < 0
    if not ((taken[0] >= left[1]) if upwards else (taken[1] <= left[0]))[both].all():
        return None
    counts = kept[fake.step]
    rows = replace(fake, pulls=fake.pulls / fake.sizes * counts, sizes=counts.astype(np.float64)).chosen(live)
    few, many = int(kept[steps].min()), int(kept[steps].max())
    seen = f"G's loss is taken of the {few} to {many} fakes of {fake.size:g} that D finds best."
    return replace(run, real=None, fake=rows, samples=float(np.median(kept[steps]))), seen


def _extremes(values: Floats, step: np.ndarray, mask: np.ndarray) -> tuple[Floats, Floats]:
    """The least and the greatest value of each step among some rows; infinite where there are none."""
    low, high = np.full(step.max() + 1, np.inf), np.full(step.max() + 1, -np.inf)
    np.minimum.at(low, step[mask], values[mask])
    np.maximum.at(high, step[mask], values[mask])
    return low, high
