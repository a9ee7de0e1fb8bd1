"""`gancheck.parametrize`: which cases it makes, and the sentence for a selection that is wrong."""

from __future__ import annotations

from typing import Any

import pytest

import gancheck
from gancheck.checks import catalogue
from gancheck.engine import RequestError


def _cases(*args: Any, **kwargs: Any) -> dict[str, object]:
    """The identifiers of the cases, and the target of each."""
    mark = gancheck.parametrize(*args, **kwargs).mark
    name, cases = mark.args
    assert (mark.name, name, mark.kwargs) == ("parametrize", "gan_check", {"indirect": True})
    for case in cases:
        assert case.values[0][1] == case.id
    return {case.id: case.values[0][0] for case in cases}


def test_every_check_once_in_the_catalogues_order() -> None:
    assert list(_cases()) == [info.id for info in catalogue()]
    assert set(_cases().values()) == {None}


def test_the_target_comes_with_every_case() -> None:
    gan = object()
    assert list(_cases(gan, checks=["fresh-*"]).values()) == [gan, gan]


@pytest.mark.parametrize(
    ("selection", "ids"),
    [
        ({"checks": ["fresh-noise", "fresh-gradients"]}, ["fresh-gradients", "fresh-noise"]),
        ({"checks": "fresh-noise"}, ["fresh-noise"]),
        ({"checks": ["stability"]}, [info.id for info in catalogue() if info.suite == "stability"]),
        ({"checks": "theorem-1-*", "skip": "*-minimum"}, ["theorem-1-identity"]),
        ({"checks": (name for name in ["jsd-bounds"])}, ["jsd-bounds"]),
        (
            {"skip": ["convergence", "theory", "stability", "fresh-*", "*discriminator*", "training-*"]},
            ["generator-descends"],
        ),
    ],
)
def test_a_selection(selection: dict[str, Any], ids: list[str]) -> None:
    assert list(_cases(**selection)) == ids


@pytest.mark.parametrize(
    ("selection", "sentence"),
    [
        ({"checks": ["fresh-nose"]}, "no check or suite is called 'fresh-nose': did you mean 'fresh-noise'?"),
        ({"skip": "convergense"}, "no check or suite is called 'convergense': did you mean 'convergence'?"),
        ({"checks": "theory", "skip": "theory"}, "the selection holds no check: see `gancheck list` and loosen"),
    ],
)
def test_a_wrong_selection_is_one_sentence(selection: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RequestError) as caught:
        gancheck.parametrize(**selection)
    assert str(caught.value).startswith(sentence)
    assert caught.value.__suppress_context__
