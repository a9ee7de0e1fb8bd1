"""Lines of the user's own code."""

from __future__ import annotations

import json
import os
import runpy
from pathlib import Path

import pytest
import torch

from gancheck.tracing import place
from gancheck.tracing.place import Place, here, how_near, lines


def test_the_line_that_led_here() -> None:
    found = here()
    assert found is not None
    assert Path(found.file) == Path(__file__)
    assert found.function == "test_the_line_that_led_here"
    assert found.text == "found = here()"
    assert here() == Place(__file__, found.line + 5, found.function)


def test_library_frames_are_passed_over() -> None:
    found: list[Place | None] = []

    json.loads("{}", object_hook=lambda _: found.append(here()))
    assert [place.function for place in found if place] == ["<lambda>"]


LIBRARY = """
def call(function):
    return function()
"""


def test_the_line_of_a_library_inside(tmp_path: Path) -> None:
    folder = tmp_path / "site-packages" / "caller"
    folder.mkdir(parents=True)
    (folder / "calls.py").write_text(LIBRARY)
    names = runpy.run_path(str(folder / "calls.py"))
    found = names["call"](here)
    assert found == Place(__file__, found.line, "test_the_line_of_a_library_inside")
    assert found.text == 'found = names["call"](here)'
    assert found.inside == Place(str(folder / "calls.py"), 3, "call")
    assert str(found.inside) == "caller/calls.py:3"


def test_lines() -> None:
    library = Place("site-packages/lib.py", 1), Place("site-packages/lib.py", 2)
    first, second = (Place("train.py", 7, "", inside) for inside in library)
    other = Place("train.py", 8)
    assert lines([first, second, other, other], False) == (first, other)
    assert lines([first, second, other, first], True) == (first, library[0], library[1], other)


def test_how_near() -> None:
    assert how_near(__file__) == 0
    assert how_near("<string>") == how_near("<ipython-input-1>") == 0
    assert how_near("<frozen importlib._bootstrap>") == 2
    assert how_near(torch.__file__) == how_near(place.__file__) == how_near(os.__file__) == 2
    assert how_near(pytest.__file__) == 1
    assert how_near("/home/me/torch/train.py") == 0
    assert how_near("/usr/lib/python3/dist-packages/torch/optim/optimizer.py") == 2


def test_shown_from_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert str(Place(str(tmp_path / "code" / "train.py"), 7)) == f"{Path('code') / 'train.py'}:7"
    assert str(Place("/elsewhere/train.py", 7)) == "/elsewhere/train.py:7"
    assert str(Place("<string>", 7)) == "<string>:7"


def test_the_text_of_a_line(tmp_path: Path) -> None:
    file = tmp_path / "train.py"
    file.write_text("a = 1\n    step()  \n")
    assert [Place(str(file), line).text for line in (1, 2, 3)] == ["a = 1", "step()", ""]
    assert Place(str(tmp_path / "none.py"), 1).text == ""


def test_ordered_by_line() -> None:
    assert sorted([Place("b", 1), Place("a", 10), Place("a", 9)]) == [Place("a", 9), Place("a", 10), Place("b", 1)]
