"""What generators are fed, right and wrong: one minibatch `(n, d)` of each kind from a numpy generator."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Draw = Callable[[np.random.Generator, int, int], Array]


def normal(draw: np.random.Generator, n: int, d: int) -> Array:
    return draw.standard_normal((n, d))


def truncated(draw: np.random.Generator, n: int, d: int) -> Array:
    values = draw.standard_normal(2 * n * d + 100)
    return values[np.abs(values) < 2][: n * d].reshape(n, d)


def on_sphere(draw: np.random.Generator, n: int, d: int) -> Array:
    rows = draw.standard_normal((n, d))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def one_hot(draw: np.random.Generator, n: int, k: int) -> Array:
    return np.eye(k)[draw.integers(0, k, n)]


def info_gan(draw: np.random.Generator, n: int, d: int) -> Array:
    return np.concatenate([normal(draw, n, d), one_hot(draw, n, 10), draw.uniform(-1, 1, (n, 2))], axis=1)


def plane(draw: np.random.Generator, n: int, d: int) -> Array:
    side = np.linspace(-1, 1, max(int(n**0.5), 5))
    return np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)


def autoregressive(draw: np.random.Generator, n: int, d: int) -> Array:
    rows = normal(draw, n, d)
    for i in range(1, n):
        rows[i] = 0.8 * rows[i - 1] + 0.6 * rows[i]
    return rows


def sliding(draw: np.random.Generator, n: int, d: int) -> Array:
    series = draw.standard_normal(n + d)
    return np.stack([series[i : i + d] for i in range(n)])


def antithetic(draw: np.random.Generator, n: int, d: int) -> Array:
    half = normal(draw, n // 2, d)
    return np.concatenate((half, -half))


def normalised(draw: np.random.Generator, n: int, d: int) -> Array:
    rows = normal(draw, n, d)
    return (rows - rows.mean(0)) / rows.std(0)


LAWS: dict[str, Draw] = {
    "N(0, 1)": normal,
    "N(0, 0.02)": lambda draw, n, d: 0.02 * normal(draw, n, d),
    "N(5, 2)": lambda draw, n, d: 5 + 2 * normal(draw, n, d),
    "U(-1, 1)": lambda draw, n, d: draw.uniform(-1, 1, (n, d)),
    "U(0, 1)": lambda draw, n, d: draw.random((n, d)),
    "U(-sqrt 3, sqrt 3)": lambda draw, n, d: draw.uniform(-(3**0.5), 3**0.5, (n, d)),
    "U(2, 5)": lambda draw, n, d: draw.uniform(2, 5, (n, d)),
    "truncated normal ±2": truncated,
}

WRONG: dict[str, tuple[str, Draw]] = {
    "zeros": ("zero", lambda draw, n, d: np.zeros((n, d))),
    "ones": ("constant", lambda draw, n, d: np.ones((n, d))),
    "one vector for all rows": ("broadcast", lambda draw, n, d: np.repeat(normal(draw, 1, d), n, axis=0)),
    "linspace": ("grid", lambda draw, n, d: np.repeat(np.linspace(-1, 1, n)[:, None], d, axis=1)),
    "linspace, shuffled": ("grid", lambda draw, n, d: draw.permutation(np.linspace(0, 1, n))[:, None]),
    "a grid in the plane": ("grid", plane),
    "the same number in all coordinates": ("dependent", lambda draw, n, d: np.repeat(normal(draw, n, 1), 8, axis=1)),
    "few dimensions": (
        "dependent",
        lambda draw, n, d: normal(draw, n, 2) @ np.random.default_rng(0).normal(size=(2, 8)),
    ),
    "an autoregression": ("dependent", autoregressive),
    "a sliding window": ("dependent", lambda draw, n, d: sliding(draw, n, 5)),
    "halves repeated": ("dependent", lambda draw, n, d: np.tile(normal(draw, n // 2, d), (2, 1))),
    "five vectors": ("dependent", lambda draw, n, d: normal(draw, 5, d)[draw.integers(0, 5, n)]),
    "antithetic halves": ("quasi-random", antithetic),
    "normalised over the minibatch": ("dependent", normalised),
    "a common offset": ("dependent", lambda draw, n, d: normal(draw, n, d) + normal(draw, 1, d)),
}


def run(draw: Draw, seed: int, n: int = 16, d: int = 2, batches: int = 60) -> list[NDArray[np.float32]]:
    """The minibatches of one run, as float32."""
    generator = np.random.default_rng(seed)
    return [draw(generator, n, d).astype(np.float32) for _ in range(batches)]
