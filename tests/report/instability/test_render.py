"""The page of `gancheck instability`: well-formed, inert, and it says what was measured, with intervals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gancheck.engine.strict_json import encode
from gancheck.report.instability.render import render, write
from gancheck.report.instability.view import view
from gancheck.stability.runs.document import document
from gancheck.stability.runs.experiment import Experiment
from gancheck.stability.state import State
from tests.report.test_render import ATTACK, LOADS, Page
from tests.stability.rules.courses import falling
from tests.stability.runs.made import run

RUNS = (
    *(run(falling(), State.HEALTHY, seed=i) for i in range(4)),
    *(run(lambda t: 0.3, State.STUCK, seed=i) for i in range(4)),
    run(lambda t: 0.3, State.COLLAPSED),
    run(lambda t: 0.035, State.HEALTHY, borderline=True),
)
HEAD = {
    "seed": 0,
    "runs a setting": 12,
    "seconds": 12.3,
    "processor seconds": 11.0,
    "gancheck": "0.0",
    "commit": "abc",
    "environment": {"torch": "2.13.0"},
}
BASELINE = Path(__file__).parents[3] / "reports" / "baselines" / "instability.json"


def _found(runs: tuple[Any, ...] = RUNS, part: str = "untuned", left_out: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"part": part, **HEAD, **document(Experiment(runs, left_out))}


def _read(found: dict[str, Any]) -> dict[str, Any]:
    """As its JSON is read."""
    read: dict[str, Any] = json.loads(json.dumps(encode(found), allow_nan=False))
    return read


FOUND = (_found(), _found(part="tuned"), _found(RUNS[:4], left_out=("digits",)), _found(RUNS[4:8]), _found(()))


@pytest.mark.parametrize("found", FOUND)
def test_it_is_well_formed_and_loads_nothing(found: dict[str, Any]) -> None:
    page = Page(render(found))
    assert page.targets() <= page.ids()
    assert page.tags.count("h1") == page.tags.count("main") == page.tags.count("nav") == 1
    assert len(page.values("scope")) == page.tags.count("th")
    assert not {"script", "img", "iframe", "object", "embed", "link", "form", "base"} & set(page.tags)
    assert not {name for _, name, _ in page.attributes} & LOADS


@pytest.mark.parametrize("found", FOUND)
def test_the_json_gives_the_same_bytes(found: dict[str, Any]) -> None:
    assert render(_read(found)) == render(found) == render(found)


def test_scores_have_intervals_and_targets() -> None:
    """4 of 5 kinds are right: 80 %, by Clopper and Pearson 28.4 to 99.5; none of 4 healthy runs alarmed: 0 to 60.2."""
    scores = {score.what: score for score in view(_found()).tiers[0].scores}
    kind = scores["the kind, of those that are not and were said not to be"]
    assert (kind.value, kind.interval) == ("80.0%, 4 of 5", "28.4% to 99.5%")
    assert (kind.target, kind.met) == ("at least 90%", "missed")
    alarms = scores["healthy runs with an alarm, also one that was taken back"]
    assert (alarms.value, alarms.interval, alarms.met) == ("0.0%, 0 of 4", "0.0% to 60.2%", "met")
    assert any("share of the budget at which the alarm came" in what for what in scores)


def test_the_confusion_matrix_counts_borderline_runs_apart() -> None:
    rows = dict(view(_found()).tiers[0].confusion)
    stuck = list(State).index(State.STUCK)
    assert (rows["stuck"][stuck].text, rows["stuck"][stuck].kind) == ("4", "right")
    assert (rows["collapsed"][stuck].text, rows["collapsed"][stuck].kind) == ("1", "wrong")
    assert (rows["healthy"][0].text, rows["healthy"][stuck].text) == ("4", "0 + 1")


def test_the_headline_says_which_targets_are_missed() -> None:
    assert view(_found()).headline == "Instability: misses kind"
    assert view(_found(RUNS[:1] + RUNS[4:5])).headline == "Instability: all targets are met"
    tuned = view(_found(part="tuned"))
    assert tuned.headline == "Instability, on the settings that rules were tuned on"
    assert not any(score.target or score.met for score in tuned.tiers[0].scores)


def test_texts_are_escaped(tmp_path: Path) -> None:
    runs = (run(lambda t: 0.3, State.COLLAPSED, setting=ATTACK),)
    html = write(_found(runs, left_out=(ATTACK,)), tmp_path / "a" / "page.html").read_text(encoding="utf-8")
    assert ATTACK not in html
    assert not {"script", "img"} & set(Page(html).tags)


def test_the_baseline_is_rendered() -> None:
    page = view(json.loads(BASELINE.read_text(encoding="utf-8")))
    assert page.headline == "Instability: all targets are met"
    assert sum(len(tier.mistakes) for tier in page.tiers) > 0
