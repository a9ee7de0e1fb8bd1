"""Where rows come from, by the indices they were drawn with."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import torch
from torch import Tensor

from gancheck.tracing.recording.arena import Arena
from gancheck.tracing.recording.events import Call, Output, Piece
from gancheck.tracing.recording.fingerprint import see
from gancheck.tracing.recording.linking import Links

N, X = 24, 5
OUTSIDE = (Piece(0, N, None),)


def raised(error: Exception) -> None:
    raise error


def fresh() -> Links:
    return Links(Arena(), raised)


@pytest.fixture
def links() -> Links:
    torch.manual_seed(0)
    return fresh()


def call(links: Links, index: int, given: Sequence[Tensor] = (), returned: Sequence[Tensor] = ()) -> Call:
    """Call number `index` of some net."""
    this = Call(index, index, 0, None, True, True, 0, outputs=[Output() for _ in returned])
    links.called(this, given, returned, [None] * len(given))
    return this


def make(links: Links, index: int, out: Tensor | None = None) -> Tensor:
    """An output of call number `index`."""
    out = torch.randn(N, X) if out is None else out
    call(links, index, returned=[out])
    return out


def pieces(links: Links, tensor: Tensor) -> tuple[Piece, ...]:
    this = call(links, 99, [tensor])
    links.settle()
    (seen,), (found,) = this.inputs, this.origins
    assert seen.key == see(tensor).key
    assert [piece.start for piece in found] == [0, *(piece.stop for piece in found[:-1])]
    assert found[-1].stop == len(seen.rows)
    return found


def test_from_outside(links: Links) -> None:
    make(links, 3)
    assert pieces(links, torch.randn(N, X)) == OUTSIDE
    assert pieces(links, torch.arange(N)) == OUTSIDE
    assert pieces(fresh(), torch.randn(N, X)) == OUTSIDE


def test_the_tensor_itself_a_view_a_copy(links: Links) -> None:
    out = make(links, 3)
    whole = (Piece(0, N, 3),)
    for tensor in (out, out.detach(), out.view(N, X), out.clone(), out.reshape(N, 1, X), out.numpy().tolist()):
        given = torch.tensor(tensor) if isinstance(tensor, list) else tensor
        assert pieces(links, given) == whole


def test_the_latest_of_equal_outputs(links: Links) -> None:
    out = make(links, 1)
    make(links, 2, out.clone())
    assert pieces(links, out.clone()) == (Piece(0, N, 2),)


def test_rows_are_found_wherever_they_are(links: Links) -> None:
    a, b = make(links, 1), make(links, 2)
    real = torch.randn(7, X)
    index = torch.randperm(N)[:9]
    mixed = torch.cat([real, a[index], b[:4], real.flip(0)])
    assert pieces(links, mixed) == (Piece(0, 7, None), Piece(7, 16, 1), Piece(16, 20, 2), Piece(20, 27, None))
    assert pieces(links, a[torch.randperm(N)]) == (Piece(0, N, 1),)
    assert pieces(links, a[5:6]) == (Piece(0, 1, 1),)


def test_a_row_or_two_of_many_may_coincide(links: Links) -> None:
    a = make(links, 1)
    assert pieces(links, torch.cat([a[:3], torch.randn(N - 3, X)])) == OUTSIDE
    few = torch.cat([a[:5], torch.randn(N - 5, X)])
    assert pieces(links, few) == (Piece(0, 5, 1), Piece(5, N, None))


def test_beside_other_columns(links: Links) -> None:
    a = make(links, 1)
    label = torch.eye(2)[torch.arange(N) % 2]
    for tensor in (torch.cat([a, label], 1), torch.cat([label, a], 1)):
        assert pieces(links, tensor) == (Piece(0, N, 1, "columns"),)
    assert pieces(links, torch.cat([torch.randn(N, X), label], 1)) == OUTSIDE


def test_through_the_graph(links: Links) -> None:
    weight = torch.randn(2, X, requires_grad=True)
    out = make(links, 4, torch.randn(N, 2) @ weight)
    assert pieces(links, (out * 3).tanh().flip(1)) == (Piece(0, N, 4, "graph"),)
    # A graph that leads to the weight alone, and none at all.
    assert pieces(links, torch.randn(N, 2) @ weight) == OUTSIDE
    assert pieces(links, torch.randn(N, X) + 0 * out.detach().sum()) == OUTSIDE


def test_with_noise_on_top(links: Links) -> None:
    # Fisher's z: a false link or a missing one has probability below 1e-6.
    out = make(links, 4)
    assert pieces(links, out + 0.3 * torch.randn(N, X)) == (Piece(0, N, 4, "altered"),)
    # Of so much noise nothing can be told.
    assert pieces(links, out + 30 * torch.randn(N, X)) == OUTSIDE


def test_written_into_since(links: Links) -> None:
    out = make(links, 4)
    out += 0.3 * torch.randn(N, X)
    # Its memory is the output's, its contents are not.
    assert pieces(links, out) == (Piece(0, N, 4, "altered"),)


def test_common_columns_are_no_likeness(links: Links) -> None:
    means = 10 * torch.randn(X)
    make(links, 1, means + torch.randn(N, X))
    assert pieces(links, means + torch.randn(N, X)) == OUTSIDE


def test_sorted_rows_are_no_likeness(links: Links) -> None:
    make(links, 1, torch.randn(N, 1).sort(0)[0])
    assert pieces(links, torch.randn(N, 1).sort(0)[0]) == OUTSIDE


def test_what_came_from_outside_comes_from_there_again(links: Links) -> None:
    noise = torch.randn(N, X)
    assert pieces(links, noise) == OUTSIDE
    # A net that adds little to what it is fed.
    make(links, 1, noise + 0.1 * torch.randn(N, X))
    assert pieces(links, noise.clone()) == OUTSIDE


def test_calls_that_were_fed_a_tensor(links: Links) -> None:
    x, y = torch.randn(N, X), torch.randn(N, X)
    for index, tensor in ((5, x), (6, y), (7, x)):
        call(links, index, [tensor])
    found = [links.fed(tensor) for tensor in (x, y, x.detach())]
    assert [each.index for each in found if each is not None] == [7, 6, 7]
    assert links.fed(x.clone()) is None


def test_the_minibatches_that_a_penalty_is_between(links: Links) -> None:
    fake = make(links, 1)
    real = torch.randn(N, X)
    call(links, 2, [real])
    call(links, 3, [fake])
    points = (0.5 * real + 0.5 * fake).requires_grad_()
    call(links, 4, [points])
    found = links.recent(points)
    assert all(t is not None for t in found)
    assert torch.equal(torch.stack([t for t in found if t is not None]), torch.stack([real, fake]))
    assert links.recent(torch.randn(3, 2)) == (None, None)


def test_released(links: Links) -> None:
    x = make(links, 1)
    last = call(links, 2, [x])
    links.release()
    # What waited was read first.
    assert last.origins == ((Piece(0, N, 1),),)
    assert links.fed(x) is None
    assert links.recent(x) == (None, None)


def test_what_is_overwritten_before_it_is_read(links: Links) -> None:
    """One buffer for every minibatch: what was fed is what was in it then."""
    buffer = torch.randn(N, X)
    first, before = call(links, 1, [buffer]), see(buffer)
    buffer.normal_()
    second = call(links, 2, [buffer])
    links.settle()
    assert (first.inputs[0].rows == before.rows).all()
    assert (second.inputs[0].rows == see(buffer).rows).all()


def test_more_than_there_is_room_for() -> None:
    """Images larger than the room for copies are read at once, and are found again all the same."""
    links = fresh()
    out = make(links, 1, torch.randn(40, 3, 64, 64))
    assert pieces(links, out.clone()) == (Piece(0, 40, 1),)


def test_empty_minibatches(links: Links) -> None:
    make(links, 1, torch.zeros(0, X))
    assert call(links, 2, [torch.zeros(0, X)]).index == 2
    links.settle()


def test_trouble_is_told_once_and_the_rest_is_read() -> None:
    told: list[Exception] = []
    links = Links(Arena(), told.append)
    bad = Call(0, 0, 0, None, True, True, 0, outputs=[Output()])
    links.called(bad, [], [torch.randn(N, X)], [])
    bad.outputs = []  # Not as many as were returned.
    good = call(links, 1, [torch.randn(N, X)])
    links.settle()
    assert [type(error) for error in told] == [ValueError]
    assert good.origins == (OUTSIDE,)
