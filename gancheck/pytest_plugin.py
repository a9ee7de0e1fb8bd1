"""The pytest plugin: `--gan`, and the fixture behind `gancheck.parametrize`. Imports no torch."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from gancheck.engine import Result


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("gancheck", "conformance of generative adversarial networks")
    group.addoption(
        "--gan", metavar="TARGET", help="module:name or file.py:name (default: the reference implementation)"
    )
    group.addoption("--gan-seed", type=int, default=0, metavar="SEED", help="the seed of every check (default 0)")
    group.addoption("--gan-device", default="cpu", metavar="DEVICE", help="auto, cpu or cuda (default cpu)")


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say what is under test, so that a typing error shows."""
    target = config.getoption("gan")
    return f"gancheck: {target}, seed {config.getoption('gan_seed')}" if target else None


@pytest.fixture
def gan_check(request: pytest.FixtureRequest) -> Callable[[], Result]:
    """Run one check when called, and pass, skip or fail the test by its verdict; see `gancheck.parametrize`."""
    target, check = request.param
    config = request.config

    def run() -> Result:
        import gancheck
        from gancheck.engine import RequestError, message

        try:
            report = gancheck.check(
                target if target is not None else config.getoption("gan"),
                checks=[check],
                seed=config.getoption("gan_seed"),
                device=config.getoption("gan_device"),
            )
        except RequestError as error:
            pytest.fail(str(error), pytrace=False)
        result = report[check]
        match result.status.value:
            case "failed" | "errored":
                pytest.fail(message(result), pytrace=False)
            case "not-applicable":
                pytest.skip(result.outcome.reason)
            case "inconclusive":
                pytest.xfail(f"inconclusive: {result.outcome.reason}")
        return result

    return run
