"""The style sheet: contrast in light, dark and print; no status or series without its colour."""

import re
from pathlib import Path

import pytest

import gancheck.report
from gancheck.evidence.outcome import Status
from gancheck.report.charts.curve import COLOURS

CSS = (Path(gancheck.report.__file__).parent / "templates" / "report.css").read_text(encoding="utf-8")
PALETTES = [
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root \{(.*?)\}", CSS, re.S)
]
SERIES = [f"c{index}" for index in range(COLOURS)]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_known_colours() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("palette", PALETTES, ids=["light", "dark", "print"])
def test_text_and_curves_stand_out(palette: dict[str, str]) -> None:
    texts = ["text", "muted", "link", *(status.value for status in Status)]
    for background in ("page", "card"):
        # WCAG AA: 4.5 for text, 3 for drawings.
        assert [name for name in texts if contrast(palette[name], palette[background]) < 4.5] == []
        assert [name for name in SERIES if contrast(palette[name], palette[background]) < 3] == []


def test_palettes_name_the_same_colours() -> None:
    assert len(PALETTES) == 3
    assert len({frozenset(palette) for palette in PALETTES}) == 1


def test_every_status_series_and_dash_has_its_rule() -> None:
    for status in Status:
        assert f".status.{status.value} {{" in CSS
    for index in range(COLOURS):
        assert f".c{index} {{" in CSS
        assert index == 0 or f".line.d{index} {{" in CSS
