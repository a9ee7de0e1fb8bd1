from gancheck.report.trace.timeline.columns import columns
from gancheck.tracing.report import Tick
from tests.report.trace.samples import timeline


def _shape(*ticks: tuple[int, str, str]) -> list[list[str]]:
    made = [Tick(iteration, what, player) for iteration, what, player in ticks]
    return [[f"{tick.what} {tick.player}" for tick in column.ticks] for column in columns(made)]


def test_a_column_is_an_update_and_what_led_to_it() -> None:
    found = columns(timeline(3, k=5))
    assert len(found) == 3 * 6
    assert [column.iteration for column in found] == [1] * 6 + [2] * 6 + [3] * 6
    assert all(column.ticks[-1].what == "step" for column in found)


def test_simultaneous_updates_share_a_column() -> None:
    assert _shape((1, "backward", "D"), (1, "backward", "G"), (1, "step", "D"), (1, "step", "G")) == [
        ["backward D", "backward G", "step D", "step G"]
    ]


def test_a_change_belongs_to_the_step_that_it_follows() -> None:
    assert _shape((1, "step", "D"), (1, "change", "D"), (1, "call", "G")) == [["step D", "change D"], ["call G"]]


def test_a_new_iteration_is_a_new_column_and_what_led_nowhere_is_one() -> None:
    assert _shape((1, "call", "D"), (2, "call", "D"), (2, "raise", "")) == [["call D"], ["call D", "raise "]]
    assert columns(()) == []
