"""What the discriminator says of rows, as numbers that rise with its belief that a row is real."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import torch
from torch import Tensor, nn

from gancheck.stability.measuring.faults import UserFault, blaming
from gancheck.stability.measuring.rows import as_tensor
from gancheck.stability.measuring.unwrapped import unwrapped

Output = Literal["logits", "probability", "score"]
OUTPUTS: tuple[Output, ...] = ("logits", "probability", "score")

_AT_ONCE = 256
_LARGEST = 100.0  # of a logit: torch's binary cross entropy holds logarithms at -100, too
# Nodes of autograd behind which a sigmoid still gives the probability.
_PASSING = ("View", "Reshape", "Squeeze", "Unsqueeze", "Clone", "ToCopy", "Select", "Slice", "Alias", "Clamp", "Unsafe")


class Scores:
    """Scores of rows by the discriminator, `(n, ...)` to `(n,)` float64 on the CPU.

    `output` says what it returns: "logits", "probability", or "score" for a critic whose numbers are neither. Without
    it a discriminator whose last operation is a sigmoid returns a probability, any other one logits. `real_label` is 0
    where it was trained to say 0 on real rows.
    """

    def __init__(self, discriminator: Callable[[Tensor], Any], output: Output | None, real_label: int) -> None:
        if output not in (None, *OUTPUTS):
            raise ValueError(f"output is {output!r}; a discriminator returns one of {', '.join(OUTPUTS)}")
        if real_label not in (0, 1):
            raise ValueError(f"real_label is {real_label!r}; it has to be 1 or 0")
        self.discriminator = unwrapped(discriminator)
        self.output = output
        self._sign = 1.0 if real_label == 1 else -1.0

    @property
    def module(self) -> nn.Module | None:
        """The discriminator where it is a module."""
        return self.discriminator if isinstance(self.discriminator, nn.Module) else None

    @property
    def logits(self) -> bool:
        """Whether the scores are logits of D."""
        return self.output != "score"

    def of(self, rows: Tensor) -> Tensor:
        """Logits, or scores as they are; a probability p gives log(p / (1 - p)), held within 100 of 0."""
        like = None if self.module is None else next(self.module.parameters(), None)
        if like is not None:
            rows = rows.to(like.device, like.dtype if rows.is_floating_point() else rows.dtype)
        if self.output is None:
            self.output = "probability" if self._ends_in_a_sigmoid(rows[:2]) else "logits"
        parts = [self._scored(part) for part in torch.split(rows, _AT_ONCE)]
        scores = torch.cat(parts)
        if self.output == "probability":
            outside = (scores < -1e-6) | (scores > 1 + 1e-6)
            if bool(outside.any()):
                raise UserFault(
                    f"discriminator returned {scores[outside][0]:.4g}, which is no probability: give output='logits', "
                    "or 'score' for a critic"
                )
            scores = scores.clamp(0, 1).logit()
        return self._sign * (scores.clamp(-_LARGEST, _LARGEST) if self.logits else scores)

    def _scored(self, rows: Tensor) -> Tensor:
        with blaming("discriminator"):
            made = self.discriminator(rows.clone())  # it may write to its input
        scores = as_tensor(made, "discriminator")
        if scores.numel() != len(rows):
            raise UserFault(
                f"discriminator returned shape {tuple(scores.shape)} for {len(rows)} rows; it has to return one number "
                "a row: give a function that does"
            )
        return scores.to("cpu", torch.float64).reshape(-1)

    def _ends_in_a_sigmoid(self, rows: Tensor) -> bool:
        """Whether autograd saw a sigmoid last, before nothing but views."""
        with torch.enable_grad(), blaming("discriminator"):
            # Of a leaf it is a copy, which may be written to; frozen parameters alone would leave no node.
            made = self.discriminator(rows.detach().requires_grad_().clone() if rows.is_floating_point() else rows)
        node = getattr(made, "grad_fn", None)
        while node is not None and node.name().startswith(_PASSING) and node.next_functions:
            node = node.next_functions[0][0]
        return node is not None and node.name().startswith("Sigmoid")
