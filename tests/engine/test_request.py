import shlex
from pathlib import Path
from typing import Any

import pytest

from gancheck.engine import Request, RequestError


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"seed": -1}, "the seed is"),
        ({"device": "tpu"}, "the device is"),
        ({"workers": -1}, "the number of workers"),
        ({"timeout": 0.0}, "the timeout is a positive number"),
        ({"budget": float("nan")}, "the budget is a positive number"),
        ({"resume": True}, "no record to resume"),
    ],
)
def test_a_wrong_number_is_refused(wrong: dict[str, Any], complaint: str) -> None:
    with pytest.raises(RequestError, match=complaint):
        Request(**wrong)


def test_the_line_that_reproduces_a_check() -> None:
    assert Request("my_gan.py:build", seed=17).reproduce("trains") == (
        "gancheck run my_gan.py:build --check trains --seed 17"
    )
    line = Request("a dir/gan.py:build", alpha=0.01, device="cuda").reproduce("trains")
    assert shlex.split(line)[2:] == [
        "a dir/gan.py:build",
        "--check",
        "trains",
        "--seed",
        "0",
        "--alpha",
        "0.01",
        "--device",
        "cuda",
    ]
    assert Request(object()).reproduce("trains") == "gancheck.check(target, checks=['trains'], seed=0)"


class Gan:
    pass


def test_what_a_target_is_called() -> None:
    assert Request("m:f").target_spec == "m:f"
    assert Request(Gan()).target_spec == "Gan"
    assert Request(Gan).target_spec == "Gan"


def test_the_digest_is_of_the_targets_file(tmp_path: Path) -> None:
    file = tmp_path / "gan.py"
    file.write_text("a = 1")
    first = Request(f"{file}:build").digest
    file.write_text("a = 2")
    assert len(first) == 64
    assert Request(f"{file}:build").digest not in ("", first)
    assert Request("module:build").digest == ""
    assert Request(Gan()).digest == ""
