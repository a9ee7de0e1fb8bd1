from pathlib import Path

from gancheck.report.trace.excerpt import LONGEST, Line, excerpt
from gancheck.tracing.place import Place
from tests.report.trace.samples import SCRIPT, at


def test_two_lines_around_without_their_indentation() -> None:
    found = excerpt(at(7))
    assert found.name.endswith("script.py:7")
    assert found.function == "train"
    assert found.lines == (
        Line(5, "def train(netG, netD, loader, optG, optD, criterion):", False),
        Line(6, "    for real in loader:", False),
        Line(7, "        z = torch.randn(64, 100)", True),
        Line(8, "        fake = netG(z)", False),
        Line(9, "        optD.zero_grad()", False),
    )


def test_the_ends_of_a_file_and_empty_lines_at_the_edge() -> None:
    last = len(SCRIPT.read_text().splitlines())
    assert [line.number for line in excerpt(at(last)).lines] == [last - 1, last]
    assert [line.number for line in excerpt(at(1)).lines] == [1, 2]


def test_a_file_that_is_gone() -> None:
    assert excerpt(Place("/nowhere/train.py", 3)).lines == ()
    assert excerpt(Place("<string>", 1, "<module>")).function == ""


def test_a_long_line_is_cut(tmp_path: Path) -> None:
    file = tmp_path / "long.py"
    file.write_text("x" * 500 + "\r\n")
    (line,) = excerpt(Place(str(file), 1)).lines
    assert len(line.text) == LONGEST
