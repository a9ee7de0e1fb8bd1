"""From what was recorded to the report, where a library runs the loop."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from gancheck.tracing.place import Place
from tests.tracing.loops import Gan, watch

TRAINER = """
def fit(gan, n):
    for _ in range(n):
        gan.step_g()
        gan.step_d()


def update(loss, optimizer):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def fit_whole(gan, n):
    for _ in range(n):
        update(gan.g_loss(), gan.of_g)
        gan.of_d.zero_grad()
        gan.d_loss().backward()
        gan.of_d.step()
"""


@pytest.fixture
def trainer(tmp_path: Path) -> dict[str, Any]:
    """An installed library."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    (folder / "trainer.py").write_text(TRAINER)
    return runpy.run_path(str(folder / "trainer.py"))


def test_where_a_library_runs_the_loop_its_lines_are_told_too(trainer: dict[str, Any]) -> None:
    class Fitted(Gan):
        def run(self, order: str = "DG", n: int = 8) -> None:
            trainer["fit_whole"](self, n)

    report = watch(Fitted()).report()
    (order,) = report.departures
    assert order.cause == "generator-first"
    mine, *lines = order.places
    assert mine.file == __file__
    assert mine.text == 'trainer["fit_whole"](self, n)'
    assert [(Path(line.file).name, line.line, line.function) for line in lines] == [
        ("trainer.py", 11, "update"),
        ("trainer.py", 19, "fit_whole"),
    ]
    steps = [tick for tick in report.timeline if tick.what == "step"]
    assert [tick.place for tick in steps[:2]] == lines
    assert [tick.clauses for tick in steps[:2]] == [("order",), ("order",)]
    calls = [tick for tick in report.timeline if tick.what == "call"]
    assert not any(tick.clauses for tick in calls)


def test_where_it_calls_the_users_own_steps_theirs_alone_are(trainer: dict[str, Any]) -> None:
    class Fitted(Gan):
        def run(self, order: str = "DG", n: int = 8) -> None:
            trainer["fit"](self, n)

    (order,) = watch(Fitted()).report().departures
    assert all(Path(place.file).name == "loops.py" for place in order.places)
    assert len(order.places) == 2


def test_where_the_user_calls_a_library_for_each_step_the_users_lines_are(trainer: dict[str, Any]) -> None:
    class Stepped(Gan):
        def step_d(self) -> None:
            trainer["update"](self.d_loss(), self.of_d)

        def step_g(self) -> None:
            trainer["update"](self.g_loss(), self.of_g)

    (order,) = watch(Stepped(), "GD").report().departures
    assert [(place.file, place.function) for place in order.places] == [(__file__, "step_g"), (__file__, "step_d")]
    assert order.places == (Place(__file__, order.places[0].line, "step_g"), order.places[1])
