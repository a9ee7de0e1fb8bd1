"""Which layers depend on their mode, checked against what they do."""

import pytest
import torch
from torch import nn

from gancheck.tracing.recording.moded import drops, float_buffers, keeps_statistics, mixes_rows, mode_dependent


class Custom(nn.Module):
    """A batch norm of somebody's own."""

    def __init__(self):
        super().__init__()
        self.register_buffer("running_mean", torch.zeros(4))

    def forward(self, x):
        return x - (x.mean(0) if self.training else self.running_mean)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (nn.BatchNorm1d(4), (6, 4)),
        (nn.BatchNorm1d(4, track_running_stats=False), (6, 4)),
        (nn.InstanceNorm1d(4), (6, 4, 5)),
        (nn.InstanceNorm1d(4, track_running_stats=True), (6, 4, 5)),
        (nn.LayerNorm(4), (6, 4)),
        (nn.GroupNorm(2, 4), (6, 4)),
        (nn.Dropout(0.5), (6, 4)),
        (nn.Dropout(0.0), (6, 4)),
        (nn.AlphaDropout(0.5), (6, 4)),
        (nn.RReLU(), (6, 4)),
        (nn.LeakyReLU(), (6, 4)),
        (nn.GRU(4, 4, num_layers=2, dropout=0.5), (6, 4)),
        (nn.GRU(4, 4, num_layers=2), (6, 4)),
        (Custom(), (6, 4)),
    ],
)
def test_a_layer_is_moded_when_train_and_eval_mode_differ(layer, shape):
    torch.manual_seed(1)
    # A random layer agrees with itself in 24 values with probability below 2^-24.
    x = torch.randn(shape)
    with torch.no_grad():
        outputs = [layer.train(mode)(x) for mode in (True, False)]
    results = [out[0] if isinstance(out, tuple) else out for out in outputs]
    assert bool(mode_dependent(layer)) is not torch.allclose(*results)


def test_rows_are_mixed_by_batch_norms_alone():
    mixing = [nn.BatchNorm1d(4), nn.BatchNorm1d(4, track_running_stats=False), Custom()]
    apart = [nn.InstanceNorm1d(4, track_running_stats=True), nn.LayerNorm(4), nn.Dropout(0.5)]
    assert all(map(mixes_rows, mixing))
    assert not any(map(mixes_rows, apart))


def test_names_and_buffers():
    net = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Dropout(0.1))
    assert [name for name, _ in mode_dependent(net)] == ["1", "2"]
    assert keeps_statistics(net[1])
    assert drops(net[2])
    assert [buffer.shape for buffer in float_buffers(net)] == [(4,), (4,)]  # Not the count of minibatches.
