"""The algorithm suite: `pytest suites/test_algorithm.py --gan my_gan.py:build`."""

from __future__ import annotations

from collections.abc import Callable

import gancheck
from gancheck.engine import Result


@gancheck.parametrize(checks=["algorithm"])
def test_algorithm(gan_check: Callable[[], Result]) -> None:
    gan_check()
