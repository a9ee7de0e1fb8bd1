"""The convergence suite: `pytest suites/test_convergence.py --gan my_gan.py:build`."""

from __future__ import annotations

from collections.abc import Callable

import gancheck
from gancheck.engine import Result


@gancheck.parametrize(checks=["convergence"])
def test_convergence(gan_check: Callable[[], Result]) -> None:
    gan_check()
