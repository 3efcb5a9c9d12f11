"""A colour that somebody chose can be read everywhere it is used."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from voc.core import colours
from voc.staff import branding

COLOURS = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: "#" + "".join(f"{part:02x}" for part in rgb))
#: The ordinary text of `tokens.css`, and grounds of our pages on which links and buttons stand.
LIGHT_INK, DARK_INK = "#1d1b16", "#edece8"
LIGHT_GROUNDS, DARK_GROUNDS = ("#fbfaf7", "#ffffff"), ("#16181a", "#1f2225")


@given(st.none() | COLOURS)
def test_a_brand_can_be_read_on_every_ground_of_a_page(colour: str | None) -> None:
    brand = branding.Brand(colour)
    for palette, grounds, ink in (
        (brand.light, LIGHT_GROUNDS, LIGHT_INK),
        (brand.dark, DARK_GROUNDS, DARK_INK),
    ):
        for ground in (*grounds, palette.soft):
            assert colours.contrast(palette.accent, ground) >= colours.TEXT
        assert colours.contrast(palette.ink, palette.accent) >= colours.TEXT
        assert colours.contrast(ink, palette.soft) >= colours.TEXT


def test_without_a_colour_pages_and_mails_look_the_same() -> None:
    tokens = (Path(branding.__file__).parents[1] / "static" / "css" / "tokens.css").read_text()
    light, dark = (
        [re.findall(rf"--accent{name}: (#\w+);", tokens)[theme] for name in ("", "-ink", "-soft")] for theme in (0, 1)
    )
    assert branding.Brand().light == colours.Palette(*light)
    assert branding.Brand().dark == colours.Palette(*dark)


def test_a_colour_that_can_be_read_stays_what_it_is() -> None:
    assert branding.Brand("#8a1538").light.accent == "#8a1538"
    assert branding.Brand("#ffb3c7").dark.accent == "#ffb3c7"
