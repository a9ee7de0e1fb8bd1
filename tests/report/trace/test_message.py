from dataclasses import replace

import pytest

from gancheck.report.trace.message import heading, message
from gancheck.tracing.place import Place
from tests.report.trace.samples import DEPARTURE, FOLDER, KEPT, VIOLATION, at


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)


def test_the_whole_message() -> None:
    assert message(VIOLATION) == (
        "VIOLATION fresh-gradients · script.py:16\n"
        "  claim   A step uses the gradient of its own passes and of no other   Goodfellow et al. 2014, Algorithm 1\n"
        "  seen    netG's step at line 16 uses a gradient that holds 2 to 60 backward passes from before its last "
        "step,\n"
        "          in 59 of 60 steps\n"
        "  where   script.py:16  optG.step()\n"
        "          script.py:15  criterion(netD(fake), torch.ones(64, 1)).backward()\n"
        "  effect  The generator descends a sum of old gradients: its step grows with every iteration, and its\n"
        "          direction is that of weights it no longer has\n"
        "  change  call optG.zero_grad() before the generator's backward pass\n"
        "  see     opendp/smartnoise-sdk #280\n"
        "          ajbrock/BigGAN-PyTorch #25"
    )


def test_what_is_missing_is_left_out() -> None:
    assert message(KEPT).splitlines() == [
        "KEPT order",
        "  claim   D ascends, then G descends                                   Goodfellow et al. 2014, Algorithm 1",
        "  seen    D before G in 60 of 60 iterations",
    ]


def test_the_pair_is_named() -> None:
    assert heading(replace(DEPARTURE, pair="G_A / D_A")) == "DEPARTURE fresh-noise · G_A / D_A · script.py:7"


def test_a_long_claim_has_its_source_below() -> None:
    lines = message(replace(KEPT, claim="a claim that goes on " * 8)).splitlines()
    assert lines[1].startswith("  claim   a claim")
    assert lines[3] == "          Goodfellow et al. 2014, Algorithm 1"
    assert max(map(len, lines)) <= 110


def test_places_are_told_once_shortened_and_counted() -> None:
    places = (at(16), at(16), *(Place("/nowhere/train.py", line) for line in range(1, 9)))
    lines = message(replace(KEPT, places=places)).splitlines()[3:]
    assert lines[0] == "  where   script.py:16         optG.step()"
    assert lines[1] == "          /nowhere/train.py:1"
    assert lines[-1] == "          and 3 more"
    assert len(lines) == 7


def test_a_long_line_of_code_is_shortened(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "long.py").write_text(f"x = {'1 + ' * 100}1\n")
    line = message(replace(KEPT, places=(Place(str(tmp_path / "long.py"), 1),))).splitlines()[-1]
    assert len(line) <= 110
    assert line.endswith("…")
