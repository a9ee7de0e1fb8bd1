"""All runs of one part of the tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gancheck.stability.runs import tuned, untuned
from gancheck.stability.runs.recording import Run, record
from gancheck.stability.runs.setting import Setting

SEEDS = 12  # of a setting
QUICK_SEEDS = 3
_APART = 100  # between the seeds of two experiments

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Experiment:
    """The runs made, and the names of the settings left out because scikit-learn is missing."""

    runs: tuple[Run, ...]
    left_out: tuple[str, ...]


def part(*, is_tuned: bool) -> tuple[Setting, ...]:
    """The settings on which rules were tuned, or those on which none was."""
    return tuned.SETTINGS if is_tuned else untuned.SETTINGS


def experiment(
    settings: Sequence[Setting], *, seed: int = 0, seeds: int = SEEDS, progress: Progress | None = None
) -> Experiment:
    """Record `seeds` runs of every setting; another `seed` gives other ones. `progress(done, all, next)`.

    Raises ValueError for a negative seed, or fewer than one run a setting.
    """
    if seed < 0 or not 1 <= seeds <= _APART:
        raise ValueError(f"a seed is not negative, and a setting has 1 to {_APART} runs; not {seed} and {seeds}")
    runs: list[Run] = []
    left_out = []
    for done, setting in enumerate(settings):
        if progress is not None:
            progress(done, len(settings), setting.name)
        try:
            setting.world()
        except ImportError:
            left_out.append(setting.name)
            continue
        runs += record(setting, range(seed * _APART, seed * _APART + seeds))
    if progress is not None:
        progress(len(settings), len(settings), "")
    return Experiment(tuple(runs), tuple(left_out))
