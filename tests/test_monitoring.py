"""`gancheck.Monitor` and its report: what is asked, saved and read again."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest
import torch

import gancheck
from gancheck.monitoring import MonitorReport
from gancheck.stability.state import State
from tests.report.monitor.samples import BLACK_BOX, COLLAPSE, EVERY
from tests.stability.monitor.runs import RING, nets, noise, saying


def _report() -> gancheck.MonitorReport:
    generator, discriminator = nets()
    monitor = gancheck.Monitor(
        generator=generator, discriminator=discriminator, noise=noise, p_data=RING, every=2, judge=saying(State.HEALTHY)
    )
    for _ in range(3):
        monitor.step(d_loss=1.0, g_loss=torch.tensor(2.0))
    return monitor.report()


def test_the_report_of_a_loop() -> None:
    report = _report()
    assert report.state is State.HEALTHY
    assert report.alarms == ()
    assert report.frame()["step"].tolist() == [2, 3]
    assert str(report).startswith("healthy after 3 steps, 2 snapshots\nJSD ")


def test_html_and_json_by_their_ending(tmp_path: Path) -> None:
    report = MonitorReport(COLLAPSE)
    page = report.save(tmp_path / "new" / "monitor.html")
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    data = report.save(tmp_path / "monitor.json")
    assert json.loads(data.read_text(encoding="utf-8")) == json.loads(report.to_json())


@pytest.mark.parametrize("record", EVERY)
def test_a_saved_report_is_read_again(tmp_path: Path, record: object) -> None:
    report = MonitorReport(record)  # type: ignore[arg-type]
    path = report.save(tmp_path / "monitor.json")
    again = MonitorReport.load(path)
    assert repr(again) == repr(report)  # equal but for NaN, which equals nothing
    assert again.to_json() == report.to_json()


def test_json_has_no_nan() -> None:
    json.loads(MonitorReport(BLACK_BOX).to_json(), parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))


@pytest.mark.parametrize("text", ["", "[]", '{"snapshots": []}', '{"version": "1", "states": ["happy"]}'])
def test_what_is_no_report_is_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"wrong.json is no report of a monitor: "):
        MonitorReport.load(path)


def test_help_explains_every_argument() -> None:
    words = inspect.getdoc(gancheck.Monitor)
    assert words is not None
    for name in inspect.signature(gancheck.Monitor).parameters:
        assert f"{name}: " in words, name
