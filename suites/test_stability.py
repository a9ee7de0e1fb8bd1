"""The stability suite: `pytest suites/test_stability.py --gan my_gan.py:build`."""

from __future__ import annotations

from collections.abc import Callable

import gancheck
from gancheck.engine import Result


@gancheck.parametrize(checks=["stability"])
def test_stability(gan_check: Callable[[], Result]) -> None:
    gan_check()
