"""Which rows each update used, from the indices that were drawn."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from gancheck.tracing.loop.batches import _follows_a_law, data_seen, is_noise, noise_calls, noise_law
from gancheck.tracing.loop.minibatches import Rows, overlap, same
from gancheck.tracing.reading.noise import NoiseReading
from gancheck.tracing.reading.noise.reading import Part
from gancheck.tracing.reading.provenance import hash_rows
from tests.tracing.loops import Gan, M, X, Z, watched


class Drawing(Gan):
    """Remembers every index and all the noise it draws."""

    def __init__(self) -> None:
        super().__init__()
        self.data = torch.randn(100, X) + 1
        self.indices: list[Tensor] = []
        self.noises: list[Tensor] = []

    def real(self) -> Tensor:
        self.indices.append(torch.randperm(100)[:M])
        return self.data[self.indices[-1]]

    def noise(self) -> Tensor:
        self.noises.append(super().noise())
        return self.noises[-1]


def hashes(rows: Tensor) -> Rows:
    return Rows.of(hash_rows(rows).tolist())


def test_rows_of_each_update() -> None:
    gan = Drawing()
    pair = watched(gan, "DDG", 3)
    assert len(pair.d_updates) == len(gan.indices) == 6
    for update, index in zip(pair.d_updates, gan.indices, strict=True):
        assert pair.minibatch(update).real == hashes(gan.data[index])
        assert pair.minibatch(update).sizes == (M, M)
    for update, noise in zip(pair.updates, gan.noises, strict=True):
        assert pair.minibatch(update).noise == hashes(noise)
    for update in pair.g_updates:
        found = pair.minibatch(update)
        assert (found.real, found.sizes, len(found.made)) == (Rows(()), (0, M), 1)
    made = [call.index for call in pair.generated]
    assert [call.index for call in noise_calls(pair, pair.updates)] == made
    i, j = gan.indices[0].tolist(), gan.indices[1].tolist()
    first, second = (pair.minibatch(update).real for update in pair.d_updates[:2])
    assert overlap(first.distinct, second.distinct) == len(set(i) & set(j)) / M


def test_the_noise_behind_half_of_the_fakes() -> None:
    class Half(Drawing):
        def fake(self) -> Tensor:
            return super().fake()[: M // 2]

    gan = Half()
    pair = watched(gan, n=3)
    for update, noise in zip(pair.updates, gan.noises, strict=True):
        assert pair.minibatch(update).noise == hashes(noise[: M // 2])


def test_overlaps() -> None:
    a = frozenset(range(20))
    assert overlap(a, frozenset()) == 0
    assert overlap(a, frozenset(range(10, 14))) == 1
    assert overlap(a, frozenset(range(15, 25))) == 0.5
    assert same(Rows.of(a), Rows.of(range(1, 21)))
    assert not same(Rows.of(a), Rows.of(range(5, 25)))
    assert not same(Rows(()), Rows(()))


def test_rows_of_a_handful_of_values() -> None:
    # Drawn twice, four values are the same set of rows, but not as often each.
    a = Rows.of([1] * 7 + [2] * 5 + [3] * 3 + [4])
    assert a.repeating
    assert not same(a, Rows.of([1] * 5 + [2] * 6 + [3] * 4 + [4]))
    assert same(a, Rows.of([4, 3, 2, 1, 1, 2, 3, 1, 2, 1, 1, 2, 3, 1, 2, 1]))
    assert not Rows.of(range(20)).repeating
    assert not same(a, Rows.of(range(16)))


def test_what_d_is_called_on_twice_counts_once() -> None:
    class Twice(Drawing):
        def d_loss(self) -> Any:
            real, fake = self.real(), self.fake().detach()
            return (self.d(fake) - self.d(real)).square().mean() + self.d(fake).mean() - self.d(real).mean()

    pair = watched(Twice(), n=3)
    assert [len(update.judged) for update in pair.d_updates] == [4] * 3
    assert [pair.minibatch(update).sizes for update in pair.d_updates] == [(M, M)] * 3


def test_what_the_players_are_fed() -> None:
    pair = watched(Drawing(), n=6)
    assert is_noise(pair)
    assert noise_law(pair) == f"N(0, 1)^{Z}"
    seen = data_seen(pair)
    assert seen is not None
    assert (seen[0], seen[3]) == ((X,), False)

    class Black(Gan):
        def real(self) -> Tensor:
            return torch.randint(2, (M, X)) * 2.0 - 1

        def noise(self) -> Tensor:
            return torch.eye(Z)[torch.arange(M) % Z]

    pair = watched(Black(), n=6)
    assert data_seen(pair) == ((X,), -1.0, 1.0, True)


def test_a_law_that_comes_again_beyond_other_columns_is_no_prior() -> None:
    def follows(*laws: str) -> bool:
        parts = tuple(Part(law, i, i + 1) for i, law in enumerate(laws))
        return _follows_a_law(NoiseReading(law=" + ".join(laws), parts=parts))

    assert follows("N(0, 1)")
    assert follows("N(0, 1)", "one-hot labels", "U(-1, 1)", "one-hot labels")
    assert follows("", "N(0, 1)", "")
    assert not follows("U(0, 1)", "N(0.5, 0.125)", "U(0, 1)")
    assert not follows("")
    assert not follows("one-hot labels")
