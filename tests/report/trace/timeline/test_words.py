from gancheck.report.trace.timeline.columns import columns
from gancheck.report.trace.timeline.lanes import events
from gancheck.report.trace.timeline.repeats import numbers
from gancheck.report.trace.timeline.words import Row, rows, title
from gancheck.tracing.place import Place
from gancheck.tracing.report import Fed, Tick
from tests.report.trace.samples import timeline

PLACE = Place("/nowhere/train.py", 3)


def test_titles() -> None:
    tick = Tick(4, "call", "netD", PLACE, (Fed("fake", (64, 784), 9, 2),), "eval mode", ("modes", "fresh-fakes"))
    (event,) = events(tick)
    assert title(event, None, True) == (
        "iteration 4: netD is fed fake (64×784) · made 2 generator steps ago · eval mode · /nowhere/train.py:3"
        " · see modes, fresh-fakes"
    )
    assert "minibatch 12, used before" in title(event, 12, False)
    assert "minibatch 12, used again later" in title(event, 12, True)
    said = [title(events(Tick(1, what, "G"))[0], None, True) for what in ("backward", "step", "change")]
    assert said == [
        "iteration 1: a backward pass reaches G",
        "iteration 1: G updated",
        "iteration 1: G changed without an optimizer",
    ]


def test_iterations_that_go_the_same_are_told_once() -> None:
    cut = columns(timeline(60, k=2))
    told = "netG is fed noise, netD is fed real, netD is fed fake, a backward pass reaches netD, netD updated"
    last = "netG is fed noise, netD is fed fake, a backward pass reaches netG, netG updated"
    assert rows(cut, numbers(cut)) == (
        Row("1", f"{told}; {told}; {last}"),
        Row("2 to 60", f"{told}; {told}; {last} [accumulated]"),
    )


def test_what_comes_back_or_is_old_or_raised_is_told() -> None:
    call = Tick(1, "call", "D", fed=(Fed("fake", (1,), 7, 1),))
    cut = columns((call, call, Tick(1, "step", "D"), call, Tick(1, "raise", "", note="ValueError: a")))
    assert rows(cut, numbers(cut)) == (
        Row(
            "1",
            "D is fed fake [minibatch 1, made 1 generator step ago] (2 times), D updated; "
            "D is fed fake [minibatch 1, made 1 generator step ago], raised ValueError: a",
        ),
    )
