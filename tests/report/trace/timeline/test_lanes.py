from gancheck.report.trace.timeline.lanes import Lane, events, lanes, players
from gancheck.tracing.report import Fed, Tick
from tests.report.trace.samples import timeline


def test_lanes_of_a_plain_loop() -> None:
    assert lanes(timeline(2)) == (
        Lane("netD", "real"),
        Lane("netD", "fake"),
        Lane("netD", "backward"),
        Lane("netD", "updated"),
        Lane("netG", "noise"),
        Lane("netG", "backward"),
        Lane("netG", "updated"),
    )


def test_what_a_generator_gives_is_not_what_it_is_fed() -> None:
    tick = Tick(1, "call", "G", fed=(Fed("noise", (1,)), Fed("labels", (1,)), Fed("fake", (2,))))
    assert [event.lane.what for event in events(tick)] == ["noise", "labels"]
    again = Tick(1, "call", "D", fed=(Fed("fake", (2,)), Fed("something", (1,))))
    assert [event.lane.what for event in events(again)] == ["fake", "unknown"]


def test_a_pass_that_reaches_both_is_in_both_lanes() -> None:
    tick = Tick(1, "backward", "netG + netD")
    assert [event.lane for event in events(tick)] == [Lane("netG", "backward"), Lane("netD", "backward")]
    assert players((tick,)) == ("netG", "netD")


def test_players_come_in_the_order_of_their_updates() -> None:
    ticks = (Tick(1, "call", "E"), Tick(1, "call", "G"), Tick(1, "step", "D"), Tick(1, "change", "G"))
    assert players(ticks) == ("D", "G", "E")
    assert players((Tick(1, "raise", ""),)) == ()
    assert events(Tick(1, "raise", "")) == ()
