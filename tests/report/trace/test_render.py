"""The page of a trace: well-formed, self-contained, inert, deterministic, small."""

import dataclasses
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import gancheck
from gancheck.report.trace.render import render, write
from gancheck.report.trace.timeline.drawing import draw
from gancheck.tracing.finding import Kind
from gancheck.tracing.report import Script, TraceReport
from gancheck.tracing.wire import dumps
from tests.report.test_render import ATTACK, LOADS, Page
from tests.report.test_style import CSS as REPORT_CSS
from tests.report.trace.samples import (
    DEPARTURE,
    EVERYTHING,
    FOLDER,
    KEPT,
    NOTE,
    UNSEEN,
    VIOLATION,
    at,
    moved,
    report,
    timeline,
)

GOLDEN = FOLDER / "golden" / "trace.html"
RAISED = report(KEPT, script=Script("train.py", "raised", "ValueError: <a>", 1, at(16)))
EMPTY = TraceReport((), (), unable="No optimizer stepped.")
LARGEST = 1_000_000


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)


def hostile() -> TraceReport:
    """The report with an attack in place of every text."""

    def attack(value: object) -> object:
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
            return dataclasses.replace(value, **{name: attack(item) for name, item in fields.items()})
        if isinstance(value, tuple):
            return tuple(map(attack, value))
        if isinstance(value, dict):
            return {f"{key}{ATTACK}": attack(item) for key, item in value.items()}
        return ATTACK if isinstance(value, str) and not isinstance(value, Kind) else value

    changed = attack(EVERYTHING)
    assert isinstance(changed, TraceReport)
    return dataclasses.replace(changed, timeline=tuple(_attacked(changed)))


def _attacked(changed: TraceReport):  # type: ignore[no-untyped-def]
    kinds = [tick.what for tick in EVERYTHING.timeline]
    for tick, what in zip(changed.timeline, kinds, strict=True):
        yield dataclasses.replace(tick, what=what)


@pytest.mark.parametrize(
    "trace", [EVERYTHING, RAISED, EMPTY, hostile()], ids=["everything", "raised", "empty", "hostile"]
)
def test_page_is_well_formed_loads_nothing_and_runs_nothing(trace: TraceReport) -> None:
    page = Page(render(trace))
    assert page.targets() <= page.ids()
    assert page.tags.count("h1") == page.tags.count("main") == page.tags.count("nav") == 1
    assert not {"script", "img", "iframe", "object", "embed", "link", "form", "base"} & set(page.tags)
    names = {name for _, name, _ in page.attributes}
    assert not names & LOADS
    assert not any(name.startswith("on") for name in names)
    assert all(href.startswith("#") for href in page.values("href"))


def test_page_says_what_the_trace_holds() -> None:
    text = Page(render(EVERYTHING)).text
    for finding in EVERYTHING.findings:
        said = (finding.clause, finding.cause, finding.claim, finding.source, finding.seen, finding.effect)
        assert [words for words in (*said, finding.change, *finding.threads) if words not in text] == []
    assert EVERYTHING.summary[0] in text
    assert "criterion(netD(fake), torch.ones(64, 1)).backward()" in text
    assert "gancheck trace train.py --epochs 1" in text
    assert "generator, Generator" in text


def test_each_strip_has_its_title_and_the_timeline_its_words() -> None:
    trace = report(VIOLATION, iterations=60, k=5)
    page = Page(render(trace))
    strips = len(draw(trace.timeline).strips)
    assert strips > 4  # so that some are folded
    assert page.values("role").count("img") == page.text.count("Timeline, iteration") == strips
    assert "netD is fed real" in page.text
    assert "2 to 60" in page.text


def test_a_script_that_raised_is_drawn_to_its_end() -> None:
    ticks = (*timeline(2), dataclasses.replace(timeline(1)[0], what="raise", player="", fed=(), note="ValueError: <a>"))
    html = render(dataclasses.replace(RAISED, timeline=ticks))
    assert '<g class="raised"><title>iteration 1: raised ValueError: &lt;a&gt;' in html


def test_golden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set UPDATE_GOLDEN=1 to write the file again after a change that was meant, and read the difference."""
    monkeypatch.setattr(gancheck, "__version__", "0.1.0")
    html = render(EVERYTHING)
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_bytes(html.encode())
    assert html.splitlines() == GOLDEN.read_text(encoding="utf-8").splitlines()


def test_sixty_iterations_of_k_five_stay_under_a_megabyte() -> None:
    everything = (VIOLATION, DEPARTURE, NOTE, *(dataclasses.replace(KEPT, clause=f"c{n}") for n in range(30)), UNSEEN)
    trace = report(*everything, iterations=60, k=5)
    deep = "/home/someone/a/rather/deep/folder/of/projects/with/long/names/gan/src/package/training/train.py"
    assert len(render(moved(trace, deep)).encode()) < LARGEST


def test_same_trace_same_bytes_without_torch(tmp_path: Path) -> None:
    (tmp_path / "trace.json").write_text(dumps(EVERYTHING), encoding="utf-8")
    code = (
        "import sys; from gancheck.report.trace.render import render; from gancheck.tracing.wire import loads; "
        f"text = render(loads(open({str(tmp_path / 'trace.json')!r}, encoding='utf-8').read())); "
        "assert not {'torch', 'scipy', 'numpy', 'pandas'} & set(sys.modules); sys.stdout.buffer.write(text.encode())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    out = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True).stdout
    assert out.decode() == render(EVERYTHING)


def test_write_makes_the_folder(tmp_path: Path) -> None:
    page = write(EVERYTHING, tmp_path / "deep" / "trace.html")
    assert page.read_bytes().decode() == render(EVERYTHING)


CSS = (FOLDER.parents[2] / "gancheck/report/trace/templates/trace.css").read_text(encoding="utf-8")


def test_every_kind_has_its_colour_and_every_colour_is_known() -> None:
    for kind in Kind:
        assert f".status.{kind.value} {{" in CSS
    assert set(re.findall(r"var\(--([\w-]+)\)", CSS)) - {"series"} <= set(re.findall(r"--([\w-]+):", REPORT_CSS))
    assert "url(" not in CSS
    assert "@import" not in CSS
