from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gancheck.tracing.reading.noise import read_noise
from gancheck.tracing.reading.noise.reading import LEVEL
from tests.tracing.reading.noise.draws import LAWS, WRONG, Draw, info_gan, normal, on_sphere, one_hot, run, truncated

SEEDS = st.integers(0, 2**31)
few = settings(max_examples=8)

# A right run is misread with probability at most 2.6 times the level. Most tests of right runs ask at 1e-7:
# about 200 of them fail once in 19,000 sets of seeds. That the level is kept is measured below.
RARE = 1e-7


@few
@pytest.mark.parametrize("law", LAWS)
@given(seed=SEEDS)
def test_a_law_is_read_from_sixty_small_minibatches(law: str, seed: int) -> None:
    reading = read_noise(run(LAWS[law], seed), RARE)
    assert (reading.law, reading.problem, reading.shape) == (law, "", (2,))
    assert str(reading) == f"{law}^2"


@few
@given(seed=SEEDS, shape=st.sampled_from([(100,), (20, 1, 1), (4, 4, 4)]))
def test_shapes_of_noise(seed: int, shape: tuple[int, ...]) -> None:
    draw = np.random.default_rng(seed)
    reading = read_noise([draw.standard_normal((8, *shape)).astype(np.float32) for _ in range(30)], RARE)
    assert (reading.law, reading.problem, reading.shape) == ("N(0, 1)", "", shape)


@few
@given(seed=SEEDS, d=st.sampled_from([2, 3, 64]))
def test_spheres(seed: int, d: int) -> None:
    assert read_noise(run(on_sphere, seed, d=d), RARE).law == "on the unit sphere"
    larger = read_noise([8 * batch for batch in run(on_sphere, seed, d=d)], RARE)
    assert (larger.law, larger.problem) == ("on the sphere of radius 8", "")


@few
@given(seed=SEEDS)
def test_labels_and_bits(seed: int) -> None:
    draw = np.random.default_rng(seed)
    cases = {
        "one-hot labels": [one_hot(draw, 16, 10) for _ in range(60)],
        "class labels 0..9": [draw.integers(0, 10, 16) for _ in range(60)],
        "binary ±1": [draw.choice([-1.0, 1.0], (16, 8)) for _ in range(60)],
        "binary 0/1": [draw.integers(0, 2, (16, 8)) for _ in range(60)],
    }
    for law, batches in cases.items():
        reading = read_noise(batches)
        assert (reading.law, reading.problem) == (law, "")


@few
@given(seed=SEEDS)
def test_mixed_inputs_are_split(seed: int) -> None:
    reading = read_noise(run(info_gan, seed, n=32, d=6), RARE)
    assert (reading.law, reading.problem) == ("N(0, 1) + one-hot labels + U(-1, 1)", "")
    assert str(reading) == "N(0, 1)^6 + one-hot labels^10 + U(-1, 1)^2"
    assert [(part.start, part.stop) for part in reading.parts] == [(0, 6), (6, 16), (16, 18)]
    one = run(lambda draw, n, d: np.concatenate([np.tile(normal(draw, 1, d), (n, 1)), one_hot(draw, n, 10)], 1), seed)
    assert read_noise(one).problem == "broadcast"


@few
@given(seed=SEEDS)
def test_noise_beside_a_condition_and_columns_of_data(seed: int) -> None:
    draw = np.random.default_rng(seed)
    conditions = [draw.lognormal(size=(16, 3)) for _ in range(60)]
    noise = read_noise([np.concatenate([normal(draw, 16, 4), c], 1) for c in conditions])
    assert str(noise) == "N(0, 1)^4 + unknown^3"
    # Columns that happen to be uniform, of data that are not: they depend on the others.
    uniform = [draw.random((16, 1)) for _ in range(60)]
    rows = [np.concatenate([u, c * np.exp(2 * u)], 1) for u, c in zip(uniform, conditions, strict=True)]
    assert {part.law for part in read_noise(rows).parts} == {""}


def test_two_blocks_of_labels_and_unused_classes() -> None:
    draw = np.random.default_rng(0)
    batches = [np.concatenate([one_hot(draw, 16, 5) @ np.eye(5, 7), one_hot(draw, 16, 3)], 1) for _ in range(20)]
    assert str(read_noise(batches)) == "one-hot labels^7 + one-hot labels^3"


@few
@pytest.mark.parametrize("name", WRONG)
@given(seed=SEEDS)
def test_wrong_noise_is_seen_with_its_own_cause(name: str, seed: int) -> None:
    problem, draw = WRONG[name]
    reading = read_noise(run(draw, seed))
    assert reading.problem == problem
    assert reading.seen
    assert reading.p < LEVEL


@few
@pytest.mark.parametrize("name", ["an autoregression", "antithetic halves", "a common offset"])
@given(seed=SEEDS)
def test_dependence_is_seen_in_rows_of_no_known_law(name: str, seed: int) -> None:
    draw = WRONG[name][1]
    reading = read_noise([np.sinh(2 * batch) for batch in run(draw, seed)])
    assert (reading.law, reading.problem) == ("", WRONG[name][0])


@few
@given(seed=SEEDS)
def test_rows_that_drift_from_minibatch_to_minibatch(seed: int) -> None:
    draw = np.random.default_rng(seed)
    at, batches = draw.standard_normal((16, 4)), []
    for _ in range(60):
        at = 0.8 * at + 0.6 * draw.standard_normal((16, 4))
        batches.append(at)
    reading = read_noise(batches)
    assert reading.problem == "dependent"
    assert "next minibatch" in reading.seen


@few
@given(seed=SEEDS)
def test_noise_that_is_fed_again_counts_once(seed: int) -> None:
    batches = run(normal, seed)
    twice = read_noise([batch for batch in batches for _ in range(2)], RARE)
    assert twice == read_noise(batches, RARE)
    assert (twice.batches, twice.rows) == (60, 960)
    halves = read_noise([part for batch in batches for part in (batch, batch[:8])], RARE)
    assert halves == read_noise(batches, RARE)
    once = read_noise([batches[0]] * 60, RARE)
    assert (once.problem, once.batches, once.rows) == ("", 1, 16)


@few
@given(seed=SEEDS)
def test_a_data_set_of_a_known_law_is_drawn_from_again_without_dependence(seed: int) -> None:
    draw = np.random.default_rng(seed)
    rows = draw.uniform(-1, 1, (800, 4)).astype(np.float32)
    reading = read_noise([rows[draw.integers(800, size=32)] for _ in range(120)], RARE)
    assert reading.problem == ""
    # Rows that repeat in one minibatch only are another thing.
    doubled = [np.repeat(draw.uniform(-1, 1, (16, 4)).astype(np.float32), 2, axis=0) for _ in range(60)]
    assert read_noise(doubled, RARE).problem == "dependent"


@few
@given(seed=SEEDS)
def test_images_have_no_law_and_no_problem(seed: int) -> None:
    draw = np.random.default_rng(seed)
    walks = [np.tanh(draw.standard_normal((4, 3, 12, 12)).cumsum(-1) / 3) for _ in range(40)]
    reading = read_noise(walks)
    assert (reading.law, reading.problem, str(reading)) == ("", "", "unknown^432")
    rows = read_noise([walk.reshape(4, -1) for walk in walks])
    assert (rows.law, rows.problem) == ("", "")


@few
@given(seed=SEEDS)
def test_another_law_is_unknown_rather_than_a_wrong_one(seed: int) -> None:
    laplace = read_noise(run(lambda draw, n, d: draw.laplace(size=(n, d)), seed, d=8))
    assert (laplace.law, laplace.problem) == ("", "")
    clamped = read_noise([batch.clip(-1.5, 1.5) for batch in run(normal, seed, d=8)])
    assert (clamped.law, clamped.problem) == ("", "")


@few
@given(seed=SEEDS)
def test_few_normal_draws_are_not_called_truncated(seed: int) -> None:
    # 96 draws all lie within 2 once in 90 runs, and within 3 mostly: neither is evidence.
    assert read_noise(run(normal, seed, batches=3), RARE).law in ("N(0, 1)", "")


def test_half_precision_repeats_by_nature() -> None:
    draw = np.random.default_rng(0)
    reading = read_noise([draw.standard_normal((256, 1)).astype(np.float16) for _ in range(20)])
    assert (reading.law, reading.problem) == ("N(0, 1)", "")


def test_single_rows_broadcast_nothing() -> None:
    draw = np.random.default_rng(0)
    assert read_noise([draw.standard_normal((1, 16)) for _ in range(60)]).problem == ""
    assert read_noise([draw.standard_normal((1, 16))] * 60).problem == "constant"
    assert read_noise([draw.standard_normal((1, 16))]).problem == ""


def test_odd_inputs() -> None:
    assert read_noise([]).law == ""
    assert read_noise([np.zeros((0, 3))]).problem == ""
    assert read_noise([np.array([[np.nan, 1.0]])] * 3).problem == ""
    draw = np.random.default_rng(0)
    unequal = [draw.standard_normal((n, 3)) for n in (16, 16, 5, 1, 16)] + [draw.standard_normal((16, 4))]
    assert read_noise(unequal).shape == (3,)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("law", "draw", "n", "d"),
    [("N(0, 1)", normal, 16, 2), ("N(0, 1)", normal, 4, 1), ("truncated normal ±2", truncated, 16, 2)],
)
def test_false_alarms_are_as_rare_as_stated(law: str, draw: Draw, n: int, d: int) -> None:
    """Two tests of laws at 1e-2, seven of rows at 1e-3: at most 14 of 500 are misread, 36 or more once in 4e5."""
    wrong = 0
    for seed in range(500):
        reading = read_noise(run(draw, seed, n, d), level=1e-2)
        wrong += reading.problem != "" or reading.law != law
    assert wrong < 36
