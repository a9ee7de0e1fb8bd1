"""`gancheck instability` on a small setting in place of the tables."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from rich.console import Console

from gancheck.cli import main
from gancheck.cli.instability import command
from gancheck.cli.instability.terminal import tell
from gancheck.stability.runs.document import document
from gancheck.stability.runs.experiment import Experiment
from gancheck.stability.state import State
from tests.stability.rules.courses import falling
from tests.stability.runs.made import run
from tests.stability.runs.test_experiment import missing
from tests.stability.runs.test_recording import setting


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    asked = []

    def part(*, is_tuned: bool):
        asked.append(is_tuned)
        return (setting(),)

    monkeypatch.setattr(command, "part", part)
    return asked


def test_it_prints_and_writes_what_was_measured(
    small: list[bool], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    threads = torch.get_num_threads()
    file = tmp_path / "out" / "result.json"
    try:
        assert main(["instability", "--quick", "--seed", "4", "--json", str(file)]) == 0
    finally:
        torch.set_num_threads(threads)
    told = capsys.readouterr().out
    assert told.startswith("3 runs of the untuned settings, seed 4, ")
    for words in ("p_data known: ", "data set: ", "neither: ", "label, and verdict", "target at least 98%"):
        assert words in told
    found = json.loads(file.read_text())
    assert (found["part"], found["seed"], found["runs a setting"], found["runs"]) == ("untuned", 4, 3, 3)
    assert found["environment"]["torch"] == torch.__version__
    assert found["seconds"] > 0
    assert set(found["tiers"]) == {"p_data known", "data set", "neither"}
    assert small == [False]


def test_the_tuned_part_has_no_targets(small: list[bool], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["instability", "--quick", "--tuned"]) == 0
    assert "target" not in capsys.readouterr().out
    assert small == [True]


def test_what_is_left_out_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    settings = (setting(), replace(setting(), name="digits", world=missing))
    monkeypatch.setattr(command, "part", lambda *, is_tuned: settings)
    assert main(["instability", "--quick"]) == 0
    assert "left out, because scikit-learn is missing: digits" in capsys.readouterr().out


def test_bad_requests(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["instability", "--seed", "-1"]) == 2
    assert "a seed has to be a non-negative integer, not -1" in capsys.readouterr().err
    (tmp_path / "file").write_text("")
    assert main(["instability", "--json", str(tmp_path / "file" / "x.json")]) == 2


def test_a_checkout_has_a_commit_and_another_folder_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(command.gancheck, "__file__", str(tmp_path / "gancheck" / "__init__.py"))
    assert command._commit() is None


def test_the_table_golden(capsys: pytest.CaptureFixture[str]) -> None:
    runs = (
        *(run(falling(), State.HEALTHY, seed=i) for i in range(9)),
        *(run(lambda t: 0.3, State.STUCK, seed=i) for i in range(9)),
        run(lambda t: 0.3, State.COLLAPSED),
        run(lambda t: 0.035, State.HEALTHY, borderline=True),
    )
    found = document(Experiment(runs, ()))
    tell(
        {"part": "untuned", "seed": 0, "seconds": 12.3, **found},
        Console(highlight=False, soft_wrap=True, emoji=False, markup=False, width=200, color_system=None),
    )
    golden = Path(__file__).parent / "golden" / "instability" / "table.txt"
    told = capsys.readouterr().out
    if os.environ.get("GANCHECK_REGENERATE"):
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")


def test_the_page_is_written_and_made_again_of_the_json(
    small: list[bool], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, page = tmp_path / "result.json", tmp_path / "now.html"
    assert main(["instability", "--quick", "--json", str(file), "--html", str(page)]) == 0
    assert capsys.readouterr().out.endswith(f"report {page}\n")
    assert main(["report", str(file)]) == 0
    assert (tmp_path / "result.html").read_bytes() == page.read_bytes()
    assert b"Confusion matrix" in page.read_bytes()


def test_a_json_that_lacks_numbers_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "result.json"
    file.write_text('{"tiers": {}, "budget unknown": []}')
    assert main(["report", str(file)]) == 2
    assert "this is no result of gancheck instability: KeyError" in capsys.readouterr().err
