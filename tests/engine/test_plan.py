import pytest
from hypothesis import given
from hypothesis import strategies as st

from gancheck.engine import RequestError, derive_seed, make_plan
from gancheck.engine.plan import longest_first, matching
from tests.engine.fakes.checks import catalogue

CATALOGUE = catalogue()
IDS = [entry.id for entry in CATALOGUE]


def _ids(**selection: tuple[str, ...]) -> list[str]:
    return [planned.id for planned in make_plan(CATALOGUE, **selection)]  # type: ignore[arg-type]


def test_without_a_selection_it_is_all_in_the_catalogues_order() -> None:
    assert _ids() == IDS


@pytest.mark.parametrize(
    ("checks", "skip", "expected"),
    [
        (("trains",), (), ["trains"]),
        (("algorithm",), (), ["mean-of-samples", "trains", "descends"]),
        (("algorithm",), ("trains",), ["mean-of-samples", "descends"]),
        (("*s",), ("stability", "algorithm"), ["discriminates"]),
        (("lingers", "value-*"), (), ["value-identity", "lingers"]),
        ((), ("theory", "algorithm", "stability"), ["discriminates"]),
    ],
)
def test_names_suites_and_globs_select(checks: tuple[str, ...], skip: tuple[str, ...], expected: list[str]) -> None:
    assert _ids(checks=checks, skip=skip) == expected


@pytest.mark.parametrize(
    ("name", "hint"),
    [("train", "'trains'"), ("algoritm", "'algorithm'"), ("Trains", "'trains'"), ("xyzzy", "`gancheck list`")],
)
def test_an_unknown_name_gives_the_nearest(name: str, hint: str) -> None:
    for selection in ({"checks": (name,)}, {"skip": (name,)}):
        with pytest.raises(RequestError, match=rf"no check or suite is called '{name}'.*{hint}"):
            make_plan(CATALOGUE, **selection)  # type: ignore[arg-type]


def test_a_selection_that_selects_nothing_is_an_error() -> None:
    with pytest.raises(RequestError, match="holds no check"):
        make_plan(CATALOGUE, checks=("trains",), skip=("algorithm",))


@pytest.mark.parametrize("alpha", [0.0, 1.0, -1.0, float("nan")])
def test_alpha_is_a_probability(alpha: float) -> None:
    with pytest.raises(RequestError, match="alpha is a probability"):
        make_plan(CATALOGUE, alpha=alpha)


@given(st.integers(0, 2**63), st.sets(st.sampled_from(IDS), min_size=1))
def test_adding_a_check_changes_no_other(seed: int, chosen: set[str]) -> None:
    whole = {planned.id: planned for planned in make_plan(CATALOGUE, seed=seed, alpha=1e-3)}
    part = make_plan(CATALOGUE, checks=sorted(chosen), seed=seed, alpha=1e-3)
    assert {planned.id for planned in part} == chosen
    assert all(whole[planned.id] == planned for planned in part)


def test_each_check_has_its_share_of_alpha_and_its_seed() -> None:
    plan = {planned.id: planned for planned in make_plan(CATALOGUE, seed=3, alpha=0.01)}
    assert plan["mean-of-samples"].alpha == 0.005
    assert plan["trains"].alpha == 0.0
    assert sum(planned.alpha for planned in plan.values()) <= 0.01
    assert plan["trains"].seed == derive_seed(3, "trains")


def test_the_longest_starts_first() -> None:
    costs = [planned.cost for planned in longest_first(make_plan(CATALOGUE))]
    assert costs == sorted(costs, reverse=True)
    assert costs[0] == 9.0


def test_matching_of_nothing_is_nothing() -> None:
    assert matching(CATALOGUE, ()) == set()
