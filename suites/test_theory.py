"""The theory suite: `pytest suites/test_theory.py --gan my_gan.py:build`."""

from __future__ import annotations

from collections.abc import Callable

import gancheck
from gancheck.engine import Result


@gancheck.parametrize(checks=["theory"])
def test_theory(gan_check: Callable[[], Result]) -> None:
    gan_check()
