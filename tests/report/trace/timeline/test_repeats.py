from gancheck.report.trace.timeline.columns import columns
from gancheck.report.trace.timeline.lanes import Lane
from gancheck.report.trace.timeline.repeats import numbers
from gancheck.tracing.report import Fed, Tick
from tests.report.trace.samples import timeline


def test_fresh_minibatches_have_no_number() -> None:
    assert numbers(columns(timeline(5, k=2))) == {}


def test_shared_noise_and_its_fakes_do() -> None:
    found = numbers(columns(timeline(2, shared=True)))
    assert found == {
        (Lane("netG", "noise"), 1): 1,
        (Lane("netD", "fake"), 3): 2,
        (Lane("netG", "noise"), 4): 3,
        (Lane("netD", "fake"), 6): 4,
    }


def test_twice_for_one_update_is_no_repetition() -> None:
    call = Tick(1, "call", "D", fed=(Fed("real", (1,), 7),))
    step = Tick(1, "step", "D")
    assert numbers(columns((call, call, step))) == {}
    assert numbers(columns((call, step, call, step))) == {(Lane("D", "real"), 7): 1}


def test_a_minibatch_has_one_number_in_all_lanes() -> None:
    ticks = []
    for _ in range(2):
        ticks += [Tick(1, "call", player, fed=(Fed("real", (1,), 7),)) for player in ("D", "E")]
        ticks += [Tick(1, "step", "D")]
    assert set(numbers(columns(ticks)).values()) == {1}


def test_what_has_no_identity_is_never_the_same() -> None:
    call, step = Tick(1, "call", "D", fed=(Fed("real", (1,)),)), Tick(1, "step", "D")
    assert numbers(columns((call, step, call, step))) == {}
