"""`gancheck bench` as it is told, on measurements that are made up, and its requests that are refused."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from gancheck.bench.against.gate import Judgement
from gancheck.bench.child import ChildError
from gancheck.bench.committed import PLACE, Committed, write
from gancheck.bench.counters import Counters
from gancheck.bench.ratio import Ratio
from gancheck.bench.row import Row
from gancheck.bench.size import SIZES, Size
from gancheck.bench.verdict import Verdict
from gancheck.cli import main
from gancheck.cli.bench import counting, gate, table
from tests.bench.saved import save

GOLDEN = Path(__file__).parent / "golden" / "bench"
COUNTERS = Counters(226, 1_736_704, 320_051)
ONE = Ratio(1.001, 0.996, 1.006, 200)


def golden(name: str, code: int, told: str) -> None:
    seen = f"exit {code}\n{told}"
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("GANCHECK_REGENERATE"):
        file.write_text(seen, encoding="utf-8")
    assert seen == file.read_text(encoding="utf-8")


@pytest.fixture
def timed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    asked = []

    @contextmanager
    def child(module: str, *, patience: float):
        def ask(**wanted: Any) -> dict[str, Any]:
            asked.append(wanted)
            if wanted.get("target") == "dead.py:build":
                raise ChildError("ended its process with signal 11")
            name = str(wanted.get("size") or wanted["target"])
            return Row(name, 0.0016, 0.00157, Ratio(1.019, 1.004, 1.033, 200), COUNTERS, COUNTERS).to_json()

        yield ask

    monkeypatch.setattr(table, "child", child)
    return asked


def test_the_table(timed: list[dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["bench", "--json", str(tmp_path / "table.json")])
    golden("table", code, capsys.readouterr().out)
    assert [each["size"] for each in timed] == list(SIZES)
    found = json.loads((tmp_path / "table.json").read_text())
    assert Row.from_json(found["rows"][0]).counters == COUNTERS
    assert found["environment"]["torch"]


def test_a_target_beside_the_reference(timed: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["bench", "my_gan.py:build", "--rounds", "20"])
    golden("target", code, capsys.readouterr().out)
    assert timed == [{"target": "my_gan.py:build", "rounds": 20}]


def test_other_sizes(timed: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--size", "8:4", "--size", "9:5"]) == 0
    assert [each["size"] for each in timed] == [Size(8, 4), Size(9, 5)]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("--size 8", "a size is WIDTH:MINIBATCH, such as 32:64, not '8'"),
        ("--rounds 7", "--rounds has to be at least 8, not 7"),
        ("--seconds 0", "--seconds has to be positive, not 0"),
        ("--seconds nan", "--seconds has to be positive, not nan"),
        ("--seed -1", "a seed has to be a non-negative integer, not -1"),
        ("x.py:build --against HEAD", "a target is timed at its own size, beside the reference"),
        ("x.py:build --size 8:8", "a target is timed at its own size, beside the reference"),
        ("--history nowhere", "there is no folder nowhere"),
        ("dead.py:build", "dead.py:build ended its process with signal 11"),
        ("--against HEAD", "is in no git repository"),
        ("--json file/x.json", "cannot be written"),
    ],
)
def test_refused(
    timed: object,
    arguments: str,
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.chdir(tmp_path)
    assert main(["bench", *arguments.split()]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("gancheck: error: ")
    assert sentence in told.err
    assert len(told.err.splitlines()) == 1


def _gate(
    monkeypatch: pytest.MonkeyPatch, root: Path, verdict: Verdict, ratio: Ratio, new: Counters = COUNTERS
) -> None:
    @contextmanager
    def checked_out(root: Path, commit: str):
        yield root / "old"

    monkeypatch.setattr(gate, "checkout", lambda: root)
    monkeypatch.setattr(gate, "commit_of", lambda root, revision: "0123456789ab")
    monkeypatch.setattr(gate, "state_of", lambda root: "ba9876543210-dirty")
    monkeypatch.setattr(gate, "checked_out", checked_out)
    monkeypatch.setattr(
        gate, "count_tree", lambda tree, sizes: dict.fromkeys(sizes, COUNTERS if tree.name == "old" else new)
    )
    monkeypatch.setattr(gate, "measure", lambda *args, **settings: ({}, 8))
    monkeypatch.setattr(gate, "step_seconds", lambda times, calls: (0.00132, 0.00139))
    monkeypatch.setattr(gate, "conclude", lambda times: Judgement(ratio, ONE, verdict))
    monkeypatch.setattr(counting, "version", lambda package: "2.13.0+cpu")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    write(folder / PLACE, Committed("2.13.0", dict.fromkeys(SIZES, COUNTERS), ("the first",)))
    return folder


GATES = {
    "gate-same": (Verdict.NO_CHANGE, ONE, COUNTERS, ""),
    "gate-slower": (Verdict.REGRESSION, Ratio(1.05, 1.04, 1.06, 20), COUNTERS, ""),
    "gate-counted": (Verdict.NO_CHANGE, ONE, Counters(237, 1_736_704, 324_000), ""),
    "gate-inconclusive": (Verdict.INCONCLUSIVE, Ratio(1.02, 1.0, 1.04, 20), COUNTERS, "--strict"),
}


@pytest.mark.parametrize("name", GATES)
def test_the_gate(
    name: str, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    verdict, ratio, counters, more = GATES[name]
    _gate(monkeypatch, root, verdict, ratio, counters)
    code = main(["bench", "--against", "HEAD~1", "--json", str(tmp_path / "gate.json"), *more.split()])
    golden(name, code, capsys.readouterr().out)
    found = json.loads((tmp_path / "gate.json").read_text())["sizes"]["32:64"]
    assert found["verdict"] == str(verdict)
    assert found["new counters"]["aten"] == counters.aten


def test_inconclusive_fails_only_when_strict(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _gate(monkeypatch, root, Verdict.INCONCLUSIVE, ONE)
    assert main(["bench", "--against", "HEAD"]) == 0
    assert main(["bench", "--against", "HEAD", "--strict"]) == 1


def test_counters_of_another_torch_are_not_compared(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _gate(monkeypatch, root, Verdict.NO_CHANGE, ONE, Counters(1, 2, 3))
    monkeypatch.setattr(counting, "version", lambda package: "9.0.0")
    assert main(["bench", "--against", "HEAD"]) == 0
    assert "counters: not compared, the committed ones are of torch 2.13.0, this is 9.0.0" in capsys.readouterr().out
    (root / PLACE).unlink()
    assert main(["bench", "--against", "HEAD"]) == 0
    assert "counters: none are committed" in capsys.readouterr().out


def test_accepted_counters_have_their_reason(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    new = Counters(237, 1_736_704, 324_000)
    _gate(monkeypatch, root, Verdict.NO_CHANGE, ONE, new)
    monkeypatch.setattr(counting, "checkout", lambda: root)
    monkeypatch.setattr(counting, "count_tree", lambda tree, sizes: dict.fromkeys(sizes, new))
    assert main(["bench", "--accept", "a penalty"]) == 0
    assert "2x32, minibatch 64: aten 226 -> 237 (+4.9 %)" in capsys.readouterr().out
    assert json.loads((root / PLACE).read_text())["reasons"] == ["the first", "a penalty"]
    assert main(["bench", "--against", "HEAD"]) == 0
    assert main(["bench", "--accept", " "]) == 2


def test_the_history(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    save(tmp_path / "saved", [1.0, 1.01, 0.99, 1.0, 1.02, 1.0, 1.5, 1.51, 1.49, 1.5, 1.52, 1.5])
    code = main(["bench", "--history", "saved", "--json", "history.json"])
    golden("history", code, capsys.readouterr().out)
    assert len(json.loads(Path("history.json").read_text())["history"]) == 12
    assert "1 change of level in 1 benchmark" in Path("reports/bench.html").read_text(encoding="utf-8")
    assert main(["bench", "--history", "saved", "--no-report", "--output", "other"]) == 0
    assert not Path("other").exists()


def test_a_target_that_cannot_be_loaded_gets_the_sentence_that_it_gets_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["bench", "nowhere.py:GAN"]) == 2
    assert capsys.readouterr().err == "gancheck: error: there is no file nowhere.py\n"
