from itertools import pairwise

import pytest

from gancheck.report.trace.timeline.drawing import LEFT, WIDTH, Timeline, draw
from gancheck.tracing.report import Fed, Tick
from tests.report.trace.samples import timeline


def _xs(drawn: Timeline) -> list[float]:
    return [float(mark.x) for strip in drawn.strips for mark in strip.marks]


@pytest.mark.parametrize(("iterations", "k"), [(1, 1), (60, 1), (60, 5), (3, 100)])
def test_every_mark_is_on_a_strip_and_none_on_another(iterations: int, k: int) -> None:
    ticks = timeline(iterations, k)
    drawn = draw(ticks)
    assert sum(len(strip.marks) for strip in drawn.strips) == len(ticks)
    assert min(_xs(drawn)) > LEFT
    assert max(_xs(drawn)) < WIDTH
    for strip in drawn.strips:
        places = [(mark.x, mark.y) for mark in strip.marks]
        assert len(set(places)) == len(places)
        assert all(0 < float(y) < float(strip.height) for _, y in places)


def test_strips_break_between_iterations() -> None:
    strips = draw(timeline(60, 5)).strips
    assert len(strips) > 1
    spans = [strip.name.removeprefix("iterations ").split(" to ") for strip in strips]
    assert spans[0][0] == "1"
    assert spans[-1][1] == "60"
    assert all(int(later[0]) == int(earlier[1]) + 1 for earlier, later in pairwise(spans))


def test_an_iteration_longer_than_a_strip_is_broken() -> None:
    strips = draw(timeline(1, 100)).strips
    assert len(strips) > 1
    assert {strip.name for strip in strips} == {"iteration 1"}


def test_equal_minibatches_have_one_number_and_are_joined() -> None:
    (strip,) = draw(timeline(3, shared=True)).strips
    noise = [mark for mark in strip.marks if "fed noise" in mark.title]
    assert [mark.number for mark in noise] == ["1", "1", "3", "3", "5", "5"]
    assert ["again" in mark.style.split() for mark in noise] == [False, True] * 3
    assert len(strip.arcs) == 6  # the noise and its fakes, in three iterations
    assert draw(timeline(3)).strips[0].arcs == ()


def test_noise_drawn_once_is_one_number_throughout() -> None:
    once = tuple(
        Tick(t.iteration, t.what, t.player, fed=(Fed("noise", (1,), 1),) if t.player == "netG" and t.fed else t.fed)
        for t in timeline(3)
    )
    drawn = draw(once)
    noise = [mark for mark in drawn.strips[0].marks if "fed noise" in mark.title]
    assert {mark.number for mark in noise} == {"1"}
    assert sum("again" in mark.style.split() for mark in noise) == 5
    assert drawn.repeated == 1


def test_what_a_clause_names_is_marked_by_its_kind() -> None:
    ticks = timeline(2)
    styles = [mark.style.split() for mark in draw(ticks, {"fresh-gradients"}).strips[0].marks]
    assert [style for style in styles if "named" in style] == [["step", "c1", "named", "violation"]]
    assert any("departure" in mark.style for mark in draw(ticks).strips[0].marks)


def test_old_fakes_are_marked() -> None:
    ticks = (Tick(1, "call", "D", fed=(Fed("fake", (1,), 1, 3),)), Tick(1, "step", "D"))
    assert "stale" in draw(ticks).strips[0].marks[0].style.split()


def test_an_exception_is_drawn_where_it_was_raised() -> None:
    (strip,) = draw((*timeline(1), Tick(1, "raise", "", note="ValueError: a"))).strips
    assert [label.text for label in strip.raised] == ["iteration 1: raised ValueError: a"]
    assert float(strip.raised[0].at) > max(float(mark.x) for mark in strip.marks)


def test_numbers_of_iterations_do_not_touch() -> None:
    ticks = [Tick(iteration, "step", "D") for iteration in range(995, 1020)]
    (strip,) = draw(ticks).strips
    assert 10 < len(strip.iterations) < 25
    for one, other in pairwise(strip.iterations):
        assert float(other.at) - float(one.at) >= 7 * len(one.text)


def test_nothing_to_draw() -> None:
    assert draw(()) == Timeline((), (), (), 0)
