"""The README says what is: its code runs, and it names every check, option and exit code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from gancheck.checks import catalogue
from gancheck.cli.parser import make_parser
from gancheck.evidence import Status
from gancheck.targets import load
from tests.checks.trials import run

README = Path(__file__).parent.parent / "README.md"
BLOCKS = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def _block(word: str) -> str:
    (found,) = (block for block in BLOCKS if word in block)
    return str(found)


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my_gan.py").write_text(_block("class MyGAN"))
    (tmp_path / "my_players.py").write_text(_block("gancheck.Players("))
    return tmp_path


@pytest.mark.parametrize("block", BLOCKS)
def test_every_block_is_python(block: str) -> None:
    ast.parse(block)


def test_every_check_is_named() -> None:
    text = README.read_text(encoding="utf-8")
    assert [info.id for info in catalogue() if f"`{info.id}`" not in text] == []


def test_every_option_that_is_named_exists() -> None:
    text = README.read_text(encoding="utf-8")
    parser = make_parser()
    known = parser.format_help() + "".join(
        sub.format_help()
        for action in parser._subparsers._group_actions  # type: ignore[union-attr]
        for sub in action.choices.values()  # type: ignore[union-attr]
    )
    named = set(re.findall(r"gancheck run [^`\n]*?(--[a-z]+)", text)) | set(re.findall(r"`(--[a-z]+)", text))
    assert named
    assert {option for option in named if option not in known} == set()


@pytest.mark.parametrize("spec", ["my_gan.py:MyGAN", "my_players.py:build"])
def test_the_examples_can_do_what_the_checks_of_training_need(in_folder: Path, spec: str) -> None:
    needed = {"train", "train-step", "sample", "discriminate", "discriminator-step"}
    assert load(spec).capabilities == needed
    assert run("fresh-gradients", spec).status is Status.PASSED
    assert run("generator-descends", spec).status is Status.PASSED


@pytest.mark.slow
@pytest.mark.parametrize("spec", ["my_gan.py:MyGAN", "my_players.py:build"])
def test_the_examples_pass_the_algorithm_suite(in_folder: Path, spec: str) -> None:
    for info in catalogue():
        if info.suite == "algorithm":
            assert run(info.id, spec).status is Status.PASSED, info.id


@pytest.mark.slow
def test_the_readmes_wrong_gan_is_named(in_folder: Path) -> None:
    right = (in_folder / "my_gan.py").read_text()
    wrong = right.replace("self.discriminator(rows), ones)", "self.discriminator(rows), 0.9 * ones)")
    assert wrong != right
    (in_folder / "smoothed.py").write_text(wrong)
    outcome = run("optimal-discriminator", "smoothed.py:MyGAN")
    assert outcome.status is Status.FAILED
    assert "the real label is smoothed to 0." in outcome.diagnosis
