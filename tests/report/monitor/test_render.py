"""The page of a monitored run: well-formed, self-contained, inert, deterministic, and it says what the record holds."""

from __future__ import annotations

import dataclasses

import pytest

from gancheck.report.monitor.render import render
from gancheck.report.monitor.states import STATES
from gancheck.stability.monitor import MonitorRecord
from gancheck.stability.state import State
from tests.report.monitor.samples import COLLAPSE, EMPTY, EVERY, NEITHER
from tests.report.test_render import ATTACK, LOADS, Page
from tests.report.test_style import CSS


def _hostile() -> MonitorRecord:
    """The record with an attack in place of every text."""

    def attack(value: object) -> object:
        if isinstance(value, State):
            return value
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value) if f.name != "kind"}
            return dataclasses.replace(value, **{name: attack(item) for name, item in fields.items()})
        if isinstance(value, tuple):
            return tuple(map(attack, value))
        if isinstance(value, dict):
            return {ATTACK: ATTACK}
        return ATTACK if isinstance(value, str) else value

    changed = attack(COLLAPSE)
    assert isinstance(changed, MonitorRecord)
    return dataclasses.replace(changed, unseen=ATTACK)


@pytest.mark.parametrize("record", EVERY)
def test_it_is_well_formed_and_its_references_resolve(record: MonitorRecord) -> None:
    page = Page(render(record))
    assert page.targets() <= page.ids()
    assert page.tags.count("h1") == page.tags.count("main") == page.tags.count("nav") == 1
    assert len(page.values("scope")) == page.tags.count("th")
    assert page.tags.count("figure") == page.tags.count("figcaption") == page.tags.count("desc")


@pytest.mark.parametrize("record", [*EVERY, _hostile()])
def test_it_loads_and_runs_nothing(record: MonitorRecord) -> None:
    html = render(record)
    page = Page(html)
    assert not {"script", "img", "iframe", "object", "embed", "link", "form", "base"} & set(page.tags)
    assert not {name for _, name, _ in page.attributes} & LOADS
    assert not any(name.startswith("on") for _, name, _ in page.attributes)
    style = html.split("<style>")[1].split("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style


def test_an_attack_is_shown_as_text() -> None:
    html = render(_hostile())
    assert "<script" not in html
    assert "{{ 7 * 7 }}" in html
    assert not {"\x1b", "\x00", "\ud800", "\u202e"} & set(html)


def test_it_says_what_the_record_holds() -> None:
    text = " ".join(Page(render(COLLAPSE)).text.split())
    (raised,) = COLLAPSE.alarms
    for said in (
        "Collapsed: lost modes (0, 2), (0, -2)",
        "300 of 3,000 steps, 3 snapshots, stopped by the monitor",
        "JSD 0.3 nats, 0.15 to 0.6, 64 bins",
        "modes 2 of 4; lost (0, 2), (0, -2)",
        "Step 200",
        raised.evidence,
        raised.helps,
        raised.source,
        "40 steps",
        *COLLAPSE.basis,
        "every 100 steps: 0.05 s beside 2 s of training, 2.5 %",
        "1,024",
    ):
        assert said in text


def test_what_is_not_known_is_left_out() -> None:
    text = Page(render(NEITHER)).text
    assert "Unseen" in text
    assert "Measuring ended at step 12: noise(256) raised ValueError: broken." in text
    assert "JSD of p_data and p_g" not in text
    assert "Gradient norms" in text
    assert "Nothing was measured." in Page(render(EMPTY)).text


def test_the_same_record_gives_the_same_bytes_and_few_of_them() -> None:
    assert render(COLLAPSE) == render(COLLAPSE)
    many = dataclasses.replace(COLLAPSE, snapshots=COLLAPSE.snapshots * 2000, states=COLLAPSE.states * 2000)
    assert len(render(many).encode()) < 1_000_000


def test_every_state_has_a_word_a_meaning_and_a_colour() -> None:
    assert set(STATES) == set(State)
    for shown in STATES.values():
        assert shown.meaning.endswith(".")
        assert f".status.{shown.key} " in CSS
