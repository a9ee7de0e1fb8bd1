"""The page of a history: its sentences, its curve with levels, its rows, and that it is complete in itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from gancheck.bench.history import history
from gancheck.bench.trend import Trend, trends
from gancheck.report.bench.render import render
from gancheck.report.bench.view import COLUMNS, figure, view
from tests.bench.saved import save


@pytest.fixture
def found(tmp_path: Path) -> tuple[Trend, ...]:
    save(tmp_path / "a", [1.0, 1.01, 0.99, 1.0, 1.02, 1.0, 1.5, 1.51, 1.49, 1.5, 1.52, 1.5], "changed <b>")
    save(tmp_path / "b", [1.0] * 12, "constant")
    return trends(history(tmp_path))


def test_what_changed_is_said_with_its_commit(found: tuple[Trend, ...]) -> None:
    page = view(found)
    assert page.headline == "1 change of level in 2 benchmarks"
    changed, constant = page.series
    (sentence,) = changed.sentences
    assert sentence.startswith("1.003 -> 1.503 (+49.8 %) from run 7 on, commit 000000000000, 2026-01-07; p = ")
    assert constant.sentences == ("No change of level.",)
    assert len(changed.rows) == 12
    assert {len(row) for row in changed.rows} == {len(COLUMNS)}
    assert changed.rows[1][:4] == ("2", "2026-01-02 12:00", "000000000000 (changed)", "1.010")


def test_the_curve_has_an_interval_and_a_level_a_stretch(found: tuple[Trend, ...]) -> None:
    drawn = figure(found[0])
    assert [series.name for series in drawn.series] == ["ratio, 99 %", "level 1", "level 2"]
    assert drawn.series[0].low[0] == pytest.approx(0.98)
    assert drawn.series[1].x == (1.0, 6.0)
    assert drawn.series[2].x == (7.0, 12.0)


def test_the_page_is_complete_and_the_same_every_time(found: tuple[Trend, ...]) -> None:
    page = render(found)
    assert page == render(found)
    assert "changed &lt;b&gt;" in page
    assert "changed <b>" not in page
    for outside in ("http://", "https://", "<script", "src="):
        assert outside not in page.replace("http://www.w3.org", "")
    assert view(found[1:]).headline == "No change of level in 1 benchmark"
