"""How the tests of random statements judge: by exact binomial bounds on the number of misses."""

from collections.abc import Callable

import pytest
from scipy import stats

# An assertion through `misses_at_most` fails a right statement with probability at most this (Clopper-Pearson).
FALSE_ALARM = 1e-6


@pytest.fixture
def misses_at_most() -> Callable[[int, int, float], None]:
    """Assert that `misses` in `trials` do not show, at FALSE_ALARM, a miss rate above `nominal`."""

    def check(misses: int, trials: int, nominal: float) -> None:
        p_value = float(stats.binom.sf(misses - 1, trials, nominal))
        assert p_value > FALSE_ALARM, f"{misses} misses in {trials} are too many for a rate of {nominal}"

    return check
