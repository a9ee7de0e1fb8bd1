"""The pytest plugin: `--gan`, and the fixture behind `gancheck.parametrize`. Imports no torch."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
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
    import gancheck

    target, seed, device = (config.getoption(name) for name in ("gan", "gan_seed", "gan_device"))
    return f"gancheck {gancheck.__version__}: {target}, seed {seed}, device {device}" if target else None


@dataclass
class GanCheck:
    """One check of one target. Called, it runs and passes, skips or fails the test by its verdict."""

    target: object
    check: str
    seed: int
    device: str
    called: bool = False

    def __call__(self) -> Result:
        """Return the result of a check that passed. Failed and errored ones fail the test with their message."""
        __tracebackhide__ = True  # Skips and failures are reported at the line of the test.
        import gancheck
        from gancheck.engine import RequestError, message

        self.called, wrong = True, ""
        try:
            report = gancheck.check(self.target, checks=[self.check], seed=self.seed, device=self.device)
        except RequestError as error:
            wrong = str(error)
        if wrong:  # Failed from within the handler, the sentence would come twice.
            pytest.fail(wrong, pytrace=False)
        result = report[self.check]
        match result.status.value:
            case "failed" | "errored":
                pytest.fail(message(result), pytrace=False)
            case "not-applicable":
                pytest.skip(result.outcome.reason)
            case "inconclusive":
                pytest.xfail(f"inconclusive: {result.outcome.reason}")
        return result


@pytest.fixture
def gan_check(request: pytest.FixtureRequest) -> GanCheck:
    """Run one check when called; see `gancheck.parametrize`."""
    if not hasattr(request, "param"):
        pytest.fail("gan_check runs a check only in a test that is decorated by gancheck.parametrize", pytrace=False)
    target, check = request.param
    given = request.config.getoption
    return GanCheck(given("gan") if target is None else target, check, given("gan_seed"), given("gan_device"))


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Fail a test that asked for a check and never ran it: it would pass whatever the target is."""
    returned = yield
    asked = pyfuncitem.funcargs.get("gan_check")
    if isinstance(asked, GanCheck) and not asked.called:
        pytest.fail(f"{pyfuncitem.originalname} never called gan_check(), so no check was run", pytrace=False)
    return returned
