import json
from pathlib import Path

import pytest

from gancheck.bench.counters import Counters
from gancheck.bench.history import HistoryError, history, tracked
from gancheck.bench.ratio import Ratio
from gancheck.bench.row import Row
from gancheck.bench.trend import trends
from tests.bench.saved import benchmark, save


def test_runs_come_by_time_with_what_they_ran_on(tmp_path: Path) -> None:
    save(tmp_path / "deep", [1.0, 1.1, 1.2])
    frame = history(tmp_path)
    assert list(frame["ratio"]) == [1.0, 1.1, 1.2]
    assert list(frame["commit"]) == ["0" * 12] * 3
    assert list(frame["dirty"]) == [False, True, False]
    assert set(frame["processor"]) == {"Some CPU"}
    assert list(frame["aten"]) == [226] * 3
    assert frame["file"].iloc[0] == "deep/0099.json"


def test_what_a_benchmark_keeps_is_what_is_read(tmp_path: Path) -> None:
    row = Row("a step", 0.002, 0.001, Ratio(2.0, 1.9, 2.1, 100), Counters(10, 12, 14, 2), Counters(1, 2, 3))
    kept = {"name": "x", "extra_info": tracked(row, {"torch": "2.13.0", "processor": "CPU"})}
    whole = {"datetime": "2026-01-01T00:00:00+00:00", "commit_info": {}, "benchmarks": [kept]}
    (tmp_path / "a.json").write_text(json.dumps(whole))
    (found,) = history(tmp_path).to_dict("records")
    assert [found[name] for name in ("series", "ratio", "low", "high", "aten", "flops", "bytes", "commit")] == [
        *("a step", 2.0, 1.9, 2.1, 5, 6, 7, "unknown")
    ]


def test_other_json_is_passed_over(tmp_path: Path) -> None:
    save(tmp_path, [1.0])
    (tmp_path / "list.json").write_text("[1]")
    (tmp_path / "other.json").write_text('{"benchmarks": 3}')
    assert len(history(tmp_path)) == 1


@pytest.mark.parametrize(
    ("text", "match"),
    [(None, "there is no folder"), ("{", "cannot be read: JSONDecodeError"), ("{}", "holds no ratios")],
)
def test_what_is_no_history(tmp_path: Path, text: str | None, match: str) -> None:
    folder = tmp_path / "saved"
    if text is not None:
        folder.mkdir()
        (folder / "a.json").write_text(text)
    with pytest.raises(HistoryError, match=match):
        history(folder)


def test_trends_have_a_level_for_each_stretch(tmp_path: Path) -> None:
    save(tmp_path / "a", [1.0, 1.01, 0.99, 1.0, 1.02, 1.0, 1.5, 1.51, 1.49, 1.5, 1.52, 1.5], "changed")
    save(tmp_path / "b", [1.0] * 12, "constant")
    changed, constant = trends(history(tmp_path))
    assert [change.at for change in changed.changes] == [6]
    assert changed.levels == pytest.approx((1.003, 1.503), abs=2e-3)
    assert (constant.changes, constant.levels) == ((), (1.0,))
    assert benchmark("x", 1.0)["extra_info"]["low"] == 0.98
