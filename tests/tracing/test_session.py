"""Watching, ending, and asking for the report."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch.nn.modules import module as module_hooks
from torch.optim import Optimizer
from torch.optim import optimizer as optimizer_hooks

from gancheck.tracing.report import Script
from gancheck.tracing.session import Observed, Seen, trace
from tests.tracing.loops import Gan, watch


def hooks() -> tuple[Any, ...]:
    """Everything of torch's own that a trace puts itself into, as it is now."""
    return (
        list(module_hooks._global_forward_pre_hooks.values()),
        list(module_hooks._global_forward_hooks.values()),
        list(module_hooks._global_forward_hooks_with_kwargs),
        list(module_hooks._global_forward_hooks_always_called),
        list(optimizer_hooks._global_optimizer_pre_hooks.values()),
        list(optimizer_hooks._global_optimizer_post_hooks.values()),
        module_hooks._has_any_global_hook,
        torch.autograd._engine_run_backward,  # type: ignore[attr-defined]
        Optimizer.add_param_group,
        torch._C._len_torch_function_stack(),
    )


@pytest.fixture(autouse=True)
def _nothing_stays() -> Any:
    before = hooks()
    yield
    assert hooks() == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"steps": 0}, r"^steps is 0; ask for at least 1 optimizer step a player\.$"),
        ({"steps": -3}, r"^steps is -3; "),
        ({"k": 0}, r"^k is 0; the discriminator takes at least 1 step a generator step\.$"),
        ({"objective": "wgan-pg"}, r"^Objective 'wgan-pg' is not known; claim one of .*wgan-gp.*\.$"),
    ],
)
def test_bad_arguments(arguments: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence), trace(**arguments):
        pytest.fail("nothing is watched")


def test_an_objective_in_any_case() -> None:
    with trace(objective="WGAN-GP", k=1, steps=1) as observed:
        pass
    assert observed.report().unable


def test_watching_puts_hooks_on() -> None:
    before = hooks()
    with trace():
        during = hooks()
    assert [a != b for a, b in zip(before, during, strict=True)] == [True] * 9 + [False]


class Stubborn(Gan):
    """Goes on whatever is raised in a step."""

    turns = 0

    def step_d(self) -> None:
        self.turns += 1
        try:
            super().step_d()
        except Exception:
            pytest.fail("an Exception was raised")


def test_stop_ends_a_training_that_catches_exceptions() -> None:
    gan = Stubborn()
    with trace(steps=3, stop=True) as observed:
        gan.run(n=50)
    assert observed.full
    assert observed.error is None
    assert gan.turns == 3
    assert observed.report().steps == {"self.d": 3, "self.g": 3}


def test_without_stop_the_training_runs_to_its_end_unwatched() -> None:
    gan = Stubborn()
    taken: list[tuple[Any, ...]] = []
    before = hooks()
    with trace(steps=3) as observed:
        gan.run(n=4)
        taken.append(hooks())  # Off at the first call after the window.
        gan.run(n=1)
    assert taken == [before]
    assert gan.turns == 5
    assert len(observed.recorder.steps) == 6
    assert observed.report().steps == {"self.d": 3, "self.g": 3}


def test_seen_is_no_exception() -> None:
    assert issubclass(Seen, BaseException)
    assert not issubclass(Seen, Exception)


def test_on_full_is_called_once_from_inside() -> None:
    told: list[tuple[Observed, int, bool]] = []
    gan = Stubborn()
    with trace(steps=2, on_full=lambda o: told.append((o, gan.turns, o.full))) as observed:
        gan.run(n=6)
    assert told == [(observed, 2, True)]
    assert observed.seconds > 0


def test_on_full_is_not_called_when_too_little_was_seen() -> None:
    told: list[Observed] = []
    with trace(steps=4, on_full=told.append) as observed:
        Gan().run(n=3)
        assert not observed.full
    assert told == []
    assert observed.seconds > 0


@pytest.mark.parametrize("error", [ValueError("of the training"), KeyboardInterrupt(), SystemExit(3)])
def test_what_the_training_raises_is_raised_again(error: BaseException) -> None:
    with pytest.raises(type(error)) as raised, trace() as observed:  # noqa: PT012
        Gan().run(n=2)
        raise error
    assert raised.value is error
    assert observed.error is error
    assert observed.report().steps == {"self.d": 2, "self.g": 2}


def test_the_report_is_worked_out_once() -> None:
    observed = watch(Gan(), n=3)
    report = observed.report()
    assert observed.report() is report
    assert report.script is None
    assert report.seconds == observed.seconds
    assert report.environment["torch"] == torch.__version__
    assert set(report.environment) == {"python", "torch", "platform"}
    script = Script("train.py", "exited", exit_code=1)
    told = observed.report(script)
    assert told.script == script
    assert told.findings == report.findings
    assert observed.report() is told


def test_names_and_claims_go_into_the_report() -> None:
    observed = watch(Gan(), n=4, objective="wgan", k=2, generator="g", discriminator="d")
    found = {f.clause: (f.kind.value, f.cause) for f in observed.report().findings}
    assert found["claimed-objective"] == found["k"] == ("violation", "other")
    unable = watch(Gan(), n=2, generator="netG").report()
    assert unable.unable.startswith("No net is called 'netG'")
    assert unable.findings == ()


def test_a_trace_inside_a_trace_and_one_after_another() -> None:
    gan = Gan()
    with trace() as outer:
        with trace() as inner:
            gan.run(n=2)
        gan.run(n=1)
    again = watch(gan, n=2)
    assert [len(o.recorder.steps) for o in (outer, inner, again)] == [6, 4, 4]


def test_asked_for_a_report_before_the_end() -> None:
    gan = Gan()
    with trace(steps=60) as observed:
        gan.run(n=3)
        early = observed.report()
        gan.run(n=2)
    assert early.steps == {"self.d": 3, "self.g": 3}
    assert early.unable == ""
    # What the last calls were given is known then.
    assert all(len(call.origins) == len(call.inputs) > 0 for call in observed.recorder.calls)
    assert observed.report().steps == {"self.d": 5, "self.g": 5}
    assert observed.report() is observed.report()


def test_a_report_is_printed() -> None:
    right = watch(Gan(), n=4).report()
    assert str(right).splitlines()[0] == right.summary[0]
    wrong = watch(Gan(), n=4, objective="wgan").report()
    (finding,) = wrong.violations
    told = f"violation  claimed-objective: {finding.seen}"
    assert any(line.startswith(told) for line in str(wrong).splitlines())
    assert str(watch(Gan(), n=2, generator="netG").report()).startswith("No net is called 'netG'")


class Patches(Gan):
    """D returns more numbers than are kept."""

    def __init__(self) -> None:
        super().__init__()
        self.d[-1] = torch.nn.Linear(self.d[-1].in_features, 2000)
        self.of_d = torch.optim.Adam(self.d.parameters(), 1e-3)


def test_more_scores_than_are_kept_are_given_as_the_reason() -> None:
    found = {finding.clause: finding for finding in watch(Patches(), n=4).report().findings}
    for clause in ("discriminator-objective", "generator-objective", "opposite-signs", "scores"):
        assert (found[clause].kind.value, "16,384" in found[clause].seen) == ("unseen", True)
