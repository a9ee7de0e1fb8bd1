"""What can be said of a run from what is known of it, and how accurately."""

from __future__ import annotations

import math

from gancheck.stability.snapshot import Snapshot


def basis(
    snapshot: Snapshot, samples: int, real: int, modes: tuple[str, ...] = (), enough: int = 0, reduced: bool = False
) -> tuple[str, ...]:
    """Sentences on where a snapshot's numbers come from.

    `real` is how many real rows it took, 0 for none, and `enough` how many fakes show that the smallest of `modes` is
    lost.
    """
    said = [_jsd(snapshot, samples, real)]
    if modes:
        said.append(_modes(snapshot, samples, modes, enough))
    if reduced:
        said.append(
            "Rows are compared in their 32 first principal components, or the features' own: what differs only outside "
            "of them is not seen."
        )
    return tuple(said)


def _jsd(snapshot: Snapshot, samples: int, real: int) -> str:
    jsd = snapshot.jsd
    if jsd is None and not real and math.isnan(snapshot.separation):
        return (
            "Neither p_data nor real rows are known, so nothing says how far p_g is from p_data: what is left are "
            "losses, gradient norms, the drift of the parameters and D on fakes. A healthy run can't be told from an "
            "unhealthy one by them, unless it diverges."
        )
    if jsd is None and not real:
        return (
            "Neither p_data nor held-out rows are known: D and the fakes' width are judged beside minibatches on which "
            "D was trained, which makes it look better than it is. That tells far less than the JSD does."
        )
    if jsd is None:
        return f"There is no estimate of the JSD from {samples} fakes and {real} real rows."
    if jsd.kind in ("exact", "interpolated"):
        how = "" if jsd.kind == "exact" else ", of a cubic interpolation of the generator"
        return f"The JSD is computed from the exact p_g by quadrature{how}."
    if jsd.kind == "bound":
        return (
            "The JSD is known from below only: the lower end of its interval exceeds it with probability at most 2.5 % "
            f"a snapshot, from {samples} fakes and {real} real rows, on which the GAN must not be trained; no upper "
            "bound exists for a black box. The estimate is the JSD over at most 128 cells of the data, or what a "
            "critic reads. The kernel MMD has both bounds, each at 2.5 %."
        )
    return (
        f"The JSD is over {jsd.kind} of equal p_data mass, from {samples} fakes, with a 95 % interval a snapshot; "
        "differences within a bin are not seen."
    )


def _modes(snapshot: Snapshot, samples: int, modes: tuple[str, ...], enough: int) -> str:
    said = f"A mode counts as lost with less than a quarter of its weight. There are {len(modes)} modes; "
    if snapshot.jsd is not None and snapshot.jsd.kind in ("exact", "interpolated"):
        return f"{said}their masses are those of the exact p_g."
    few = f", which are too few to show that the smallest is lost: that takes {enough}" if samples < enough else ""
    return (
        f"{said}their masses are shares of {samples} fakes{few}. While p_g keeps a quarter of every mode's weight, a "
        "snapshot names any as lost with probability at most 1e-6."
    )
