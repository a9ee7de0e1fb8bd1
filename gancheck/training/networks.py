"""Generator and discriminator networks: multilayer perceptrons, as in the paper."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn


class Maxout(nn.Module):
    """The greatest of `pieces` linear maps, `(..., fan_in)` to `(..., units)`. Goodfellow et al. 2013."""

    def __init__(self, fan_in: int, units: int, pieces: int = 5) -> None:
        super().__init__()
        if pieces < 2:
            raise ValueError(f"a maxout unit takes the greatest of at least 2 pieces, not {pieces}")
        self.pieces = pieces
        self.linear = nn.Linear(fan_in, units * pieces)

    def forward(self, x: Tensor) -> Tensor:
        """Return the outputs of the units."""
        pieces: Tensor = self.linear(x).unflatten(-1, (-1, self.pieces))
        return pieces.amax(-1)

    def extra_repr(self) -> str:
        """Return the number of pieces."""
        return f"pieces={self.pieces}"


ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {
    "relu": nn.ReLU,
    "leaky-relu": lambda: nn.LeakyReLU(0.2),
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
    "softplus": nn.Softplus,
}


def mlp(
    sizes: Sequence[int],
    activation: str = "leaky-relu",
    *,
    output: str | None = None,
    pieces: int = 5,
    input_dropout: float = 0.0,
    hidden_dropout: float = 0.0,
) -> nn.Sequential:
    """Build a perceptron with layers of these sizes, input and output included: `mlp((4, 32, 32, 1))`.

    `activation` follows every hidden layer: a name in `ACTIVATIONS`, or "maxout" for layers of maxout units
    of `pieces` pieces. `output` names one for the last layer, none by default (a discriminator returns
    logits). The dropouts are probabilities to drop an input or a hidden unit; what is kept is scaled up while
    training. Raises ValueError for fewer than two sizes or an unknown name.
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"a perceptron needs at least an input and an output size, all positive, not {tuple(sizes)}")
    for name in (activation, output):
        if name not in (*ACTIVATIONS, None) and not (name == "maxout" and name is activation):
            raise ValueError(f"no activation is named {name!r}: choose one of {', '.join((*ACTIVATIONS, 'maxout'))}")
    layers: list[nn.Module] = [nn.Dropout(input_dropout)] if input_dropout else []
    for fan_in, units in itertools.pairwise(sizes[:-1]):
        if activation == "maxout":
            layers.append(Maxout(fan_in, units, pieces))
        else:
            layers += [nn.Linear(fan_in, units), ACTIVATIONS[activation]()]
        if hidden_dropout:
            layers.append(nn.Dropout(hidden_dropout))
    layers.append(nn.Linear(sizes[-2], sizes[-1]))
    if output is not None:
        layers.append(ACTIVATIONS[output]())
    return nn.Sequential(*layers)


@torch.no_grad()
def initialise_uniform(module: nn.Module, half_width: float) -> None:
    """Draw every linear weight from U(-half_width, half_width), with biases 0, as the authors did."""
    for layer in module.modules():
        if isinstance(layer, nn.Linear):
            layer.weight.uniform_(-half_width, half_width)
            if layer.bias is not None:
                layer.bias.zero_()


@torch.no_grad()
def scale(module: nn.Module, gain: float) -> None:
    """Multiply all parameters, weights and biases, by `gain`."""
    for parameter in module.parameters():
        parameter.mul_(gain)
