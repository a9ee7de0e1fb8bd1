"""Whether what was read is what was claimed."""

from __future__ import annotations

from collections.abc import Callable

from gancheck.tracing.reading.objective.reading import Reading

_Told = Callable[[Reading], bool]


def _family(*families: str, variant: str | None = None) -> _Told:
    def told(reading: Reading) -> bool:
        if any(other in families for other in reading.alternatives):
            return True
        return reading.family in families and variant in (None, reading.variant)

    return told


def _named(family: str, name: str) -> _Told:
    return lambda reading: reading.family == family and reading.name == name


_BCE = "binary cross-entropy"
_ENTROPY = _family(_BCE)
_CRITIC = _family("Wasserstein")
_AVERAGE = "relativistic average"
_CLAIMS: dict[str, tuple[_Told, _Told]] = {
    "minimax": (_ENTROPY, _named(_BCE, "minimax")),
    "non-saturating": (_ENTROPY, _named(_BCE, "non-saturating")),
    "least-squares": (_family("least squares"), _family("least squares")),
    "hinge": (_family("hinge"), _family("hinge", "Wasserstein")),
    "wasserstein": (_CRITIC, _CRITIC),
    "wgan-gp": (_CRITIC, _CRITIC),
    "relativistic": (_family("relativistic"), _family("relativistic")),
    "relativistic-average": (_family(_AVERAGE), _family(_AVERAGE)),
    "relativistic-average-least-squares": (
        _family(_AVERAGE, variant="least squares"),
        _family(_AVERAGE, variant="least squares"),
    ),
    "relativistic-average-hinge": (_family(_AVERAGE, variant="hinge"), _family(_AVERAGE, variant="hinge")),
    "softmax": (_family("softmax"), _family("softmax")),
    "boundary-seeking": (_ENTROPY, _family("boundary-seeking")),
    "f-gan:js": (_ENTROPY, _ENTROPY),
    "f-gan:gan": (_family(_BCE, "f-GAN gan"), _family(_BCE, "f-GAN gan")),
    **{
        f"f-gan:{name}": (_family(f"f-GAN {name}"), _family(f"f-GAN {name}"))
        for name in ("kl", "reverse-kl", "pearson", "squared-hellinger")
    },
}
_ALSO = {
    "gan": "minimax",
    "saturating": "minimax",
    "dcgan": "non-saturating",
    "ns": "non-saturating",
    "lsgan": "least-squares",
    "wgan": "wasserstein",
    "rsgan": "relativistic",
    "rgan": "relativistic",
    "rpgan": "relativistic",
    "ragan": "relativistic-average",
    "rasgan": "relativistic-average",
    "ralsgan": "relativistic-average-least-squares",
    "rahinge": "relativistic-average-hinge",
    "rahingegan": "relativistic-average-hinge",
    "bgan": "boundary-seeking",
    "bsgan": "boundary-seeking",
    "softmax-gan": "softmax",
}


def claims() -> tuple[str, ...]:
    """The objectives that can be claimed, other names for them included."""
    return (*_CLAIMS, *_ALSO)


def matches(reading_d: Reading, reading_g: Reading, claim: str) -> tuple[bool, str]:
    """Whether both players have the claimed objective, and one sentence that says what they have.

    What could not be determined contradicts no claim. A gradient penalty ("wgan-gp") is not looked at here. Raises
    ValueError where the claim is not one of `claims()`.
    """
    name = claim.strip().lower().replace("_", "-").replace(" ", "-")
    name = _ALSO.get(name, name)
    if name not in _CLAIMS:
        raise ValueError(f"There is no objective {claim!r} to claim: choose one of {', '.join(claims())}.")
    wrong: list[str] = []
    open_: list[str] = []
    for player, reading, told in zip("DG", (reading_d, reading_g), _CLAIMS[name], strict=True):
        if told(reading):
            continue
        if reading.determined or reading.family:
            what = reading.name if reading.family else f"none that is known (residual {reading.residual:.2g})"
            (wrong if reading.determined or reading.alternatives else open_).append(f"{player}'s objective is {what}")
        else:
            open_.append(f"{player}'s objective cannot be told: {reading.why}")
    if wrong:
        return False, f"{' and '.join(wrong)}, not {name}'s."
    if open_:
        return True, f"{'; '.join(open_)}."
    return True, f"Both players have the pulls of {name}."
