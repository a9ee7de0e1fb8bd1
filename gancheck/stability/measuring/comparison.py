"""Fakes against real rows: all that takes both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor

from gancheck.evidence import KernelMmd, kernel_mmd
from gancheck.stability.measuring import coverage as covering
from gancheck.stability.measuring.cells import Cells
from gancheck.stability.measuring.clusters import centers_of
from gancheck.stability.measuring.coverage import Coverage, coverage, exact_coverage
from gancheck.stability.measuring.distance import ALPHA, cell_jsd, exact_jsd, jsd_bound
from gancheck.stability.measuring.faults import UserFault
from gancheck.stability.measuring.location import Frame
from gancheck.stability.measuring.modes import ClassModes, ClusterModes, DensityModes, Modes
from gancheck.stability.measuring.real import DataReal, KnownReal, Real
from gancheck.stability.measuring.scores import Scores
from gancheck.stability.measuring.separation import Separation, separation
from gancheck.stability.measuring.view import View
from gancheck.stability.snapshot import Jsd
from gancheck.theory import Density, Pushforward

_KERNEL = 256  # rows of each kind for the MMD, which takes their square
_FEWEST = 100
_TOLERANCE = 1e-6  # nats, of quadrature


class Compared(NamedTuple):
    """What fakes are beside real rows; the names are those of a snapshot."""

    separation: Separation
    jsd: Jsd | None = None
    kernel: KernelMmd | None = None
    coverage: Coverage = Coverage((), ())
    location: tuple[float, ...] = ()
    spread: float = float("nan")


class Comparison:
    """Real rows, what sets their scale, and their modes."""

    def __init__(
        self,
        p_data: Density | None,
        data: Any,
        *,
        features: Callable[[Tensor], Any] | None,
        classify: Callable[[Tensor], Any] | None,
        clusters: int | None,
        seed: int,
    ) -> None:
        if clusters is not None and clusters < 1:
            raise ValueError(f"clusters is {clusters}; it has to be at least 1")
        if p_data is not None and features is not None:
            raise ValueError("features is for data without a density; p_data is compared in its own coordinates")
        self.p_data = p_data
        self.real: Real = DataReal(data, seed) if p_data is None else KnownReal(p_data, seed)
        self.view = View(self.real.reference, features)
        self._frame = Frame(self.real.reference, self.view)
        self.modes: Modes | None = None
        self._cells: Cells | None = None
        if p_data is not None and len(p_data.modes) > 1:
            self.modes = DensityModes(p_data)
        if isinstance(self.real, DataReal):
            parts = (self.real.reference, self.real.held)
            reference, held = (self.view.of(self.view.vectors(part)) for part in parts)
            self._cells = Cells(reference, held, seed)
            if classify is None:
                self.modes = ClusterModes(centers_of(reference, clusters, seed), held, self.view.scale)
        if classify is not None:
            self.modes = ClassModes(
                classify, self.real.held if isinstance(self.real, DataReal) else self.real.reference
            )

    @property
    def enough(self) -> int:
        """How many fakes show that the smallest mode is lost."""
        return 1 if self.modes is None else covering.samples_needed(self.modes.weights)

    def of(
        self, fake: Tensor, p_g: Pushforward | None, scores: Scores | None, draws: torch.Generator, seed: int
    ) -> Compared:
        """Compare finite fakes `(n, ...)`, and p_g where it is known, with as many real rows."""
        real = self.real.draw(len(fake), draws)
        if real[0].numel() != fake[0].numel():
            raise UserFault(
                f"fakes have shape {tuple(fake.shape[1:])} a row, real rows {tuple(real.shape[1:])}; they have to agree"
            )
        vectors = self.view.vectors(fake)
        seen, judged = Separation(), None
        if scores is not None:
            judged = scores.of(real.reshape(len(real), *fake.shape[1:]).to(fake)), scores.of(fake)
            seen = separation(*judged, logits=scores.logits)
        jsd, kernel = self._known_jsd(vectors, p_g), None
        if jsd is None:
            other = self.view.vectors(real)
            looks = [*self._looks(real, other, fake, vectors), *([] if judged is None else [judged])]
            over_cells = 0.0 if self._cells is None else self._cells.jsd(self.view.of(vectors))
            jsd = jsd_bound(looks, seed, over_cells)
            if min(len(real), len(fake)) >= _FEWEST:
                pair = (self.view.scaled(rows[:_KERNEL]) for rows in (other, vectors))
                kernel = kernel_mmd(*pair, alpha=ALPHA, seed=seed)
        return Compared(
            seen,
            jsd,
            kernel,
            self._coverage(fake, vectors, p_g),
            self._frame.location(vectors),
            self._frame.spread(vectors),
        )

    def _known_jsd(self, vectors: Tensor, p_g: Pushforward | None) -> Jsd | None:
        """The JSD to a known density, exact or over cells."""
        if self.p_data is None:
            return None
        exact = exact_jsd(self.p_data, p_g, _TOLERANCE) if p_g is not None else None
        return cell_jsd(self.p_data, vectors) if exact is None else exact

    def _looks(self, real: Tensor, other: Tensor, fake: Tensor, vectors: Tensor) -> list[tuple[Tensor, Tensor]]:
        """Rows as single numbers: their mode and place in it, and the first coordinate where it is the only one."""
        p, q = self.view.of(other), self.view.of(vectors)
        looks = [] if self.modes is None else [(self.modes.scalar(real, p), self.modes.scalar(fake, q))]
        return [*looks, (p[:, 0], q[:, 0])] if p.shape[1] == 1 or not looks else looks

    def _coverage(self, fake: Tensor, vectors: Tensor, p_g: Pushforward | None) -> Coverage:
        if self.modes is None:
            return Coverage((), ())
        if p_g is not None and isinstance(self.modes, DensityModes):
            return exact_coverage(self.modes.regions.masses(p_g), self.modes.weights)
        return coverage(self.modes.index(fake, self.view.of(vectors)), self.modes.weights)
