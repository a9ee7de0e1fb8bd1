"""Machines whose networks are special: their layers, dtypes, wrappers, ways to be called."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim import Optimizer

from tests.tracing.interference.machines.machine import AFTER, INSIDE, Machine, special


@special
class BatchNorm(Machine):
    def make_generator(self) -> nn.Module:
        return nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 2))

    def make_discriminator(self) -> nn.Module:
        return nn.Sequential(nn.Linear(2, 16), nn.BatchNorm1d(16, momentum=None), nn.LeakyReLU(0.2), nn.Linear(16, 1))

    def between(self, i: int) -> None:
        if i in (INSIDE, AFTER):
            self.generator.eval()
            with torch.inference_mode():
                self.losses.append(self.fake().sum().item())
            self.generator.train()


@special
class Dropout(Machine):
    def make_generator(self) -> nn.Module:
        return nn.Sequential(nn.Linear(4, 16), nn.Dropout(0.3), nn.ReLU(), nn.AlphaDropout(0.1), nn.Linear(16, 2))

    def make_discriminator(self) -> nn.Module:
        return nn.Sequential(nn.Linear(2, 16), nn.RReLU(), nn.Dropout(0.5), nn.Linear(16, 1))


@special
class Recurrent(Machine):
    """Outputs that are tuples of tensors, parameters that are flattened together."""

    class Net(nn.Module):
        def __init__(self, n_in: int, n_out: int) -> None:
            super().__init__()
            self.cells = nn.GRU(n_in, 8, num_layers=2, dropout=0.1, batch_first=True)
            self.head = nn.Linear(8, n_out)

        def forward(self, x: Tensor) -> Tensor:
            hidden, _ = self.cells(x.unsqueeze(1).expand(-1, 3, -1))
            out: Tensor = self.head(hidden[:, -1])
            return out

    def make_generator(self) -> nn.Module:
        return self.Net(4, 2)

    def make_discriminator(self) -> nn.Module:
        return self.Net(2, 1)


@special
class Wrapped(Machine):
    def make_generator(self) -> nn.Module:
        return nn.DataParallel(super().make_generator())

    def make_discriminator(self) -> nn.Module:
        return nn.Sequential(
            nn.utils.parametrizations.weight_norm(nn.Linear(2, 16)),
            nn.LeakyReLU(0.2),
            nn.utils.parametrizations.spectral_norm(nn.Linear(16, 16)),
            nn.LeakyReLU(0.2),
            nn.utils.spectral_norm(nn.Linear(16, 1)),
        )


@special
class Lazy(Machine):
    """Parameters that get their shape at the first call."""

    def make_generator(self) -> nn.Module:
        net = nn.Sequential(nn.LazyLinear(16), nn.ReLU(), nn.LazyLinear(2))
        net(torch.zeros(2, 4))
        return net

    def make_discriminator(self) -> nn.Module:
        return nn.Sequential(nn.LazyLinear(16), nn.LazyBatchNorm1d(), nn.ReLU(), nn.LazyLinear(1))

    def make_optimizer(self, net: nn.Module) -> Optimizer:
        if net is self.discriminator:
            net(torch.zeros(2, 2))
        return super().make_optimizer(net)


@special
class Double(Machine):
    """float64 throughout, by the default."""

    def __init__(self) -> None:
        torch.set_default_dtype(torch.float64)
        super().__init__()


@special
class Half(Machine):
    """bfloat16 weights and data."""

    def make_generator(self) -> nn.Module:
        return super().make_generator().bfloat16()

    def make_discriminator(self) -> nn.Module:
        return super().make_discriminator().bfloat16()

    def noise(self) -> Tensor:
        return super().noise().bfloat16()

    def real(self) -> Tensor:
        return super().real().bfloat16()


@special
class NotFinite(Machine):
    """A run that has become NaN goes on, with the same NaNs."""

    def between(self, i: int) -> None:
        if i == INSIDE:
            with torch.no_grad():
                next(iter(self.generator.parameters())).view(-1)[0] = torch.nan


@special
class Replaced(Machine):
    """`forward` replaced on the instance, called without `__call__`, called with keywords."""

    class Keyword(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = nn.Linear(2, 1)

        def forward(self, *, x: Tensor, scale: float = 1.0) -> dict[str, Tensor]:
            return {"score": self.net(x) * scale}

    def __init__(self) -> None:
        super().__init__()
        inner = self.generator.forward
        self.generator.forward = lambda z: inner(z) + 0.5

    def make_discriminator(self) -> nn.Module:
        return self.Keyword()

    def d_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        on_real = self.discriminator(x=real)["score"]
        on_fake = self.discriminator.forward(x=fake, scale=1.0)["score"]
        return F.softplus(-on_real).mean() + F.softplus(on_fake).mean()

    def g_loss(self) -> Tensor:
        return F.softplus(-self.discriminator(x=self.fake(), scale=2.0)["score"]).mean()
