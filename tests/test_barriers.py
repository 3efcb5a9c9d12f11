"""A barrier that is there is found: at the first look and at a later one, by day and night, on a desk and a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import DESKTOP, PHONE, barriers, barriers_by_day_and_night, in_both_dresses

pytestmark = pytest.mark.browser

#: A page without any; `%s` is where one is planted.
SOUND = """<!doctype html><html lang="en"><head><title>Sound</title><style>
  :root { color-scheme: light dark; --ink: #000; --ground: #fff }
  @media (prefers-color-scheme: dark) { :root { --ink: #fff; --ground: #000 } }
  body { background: var(--ground); color: var(--ink) }
</style></head><body><main><h1>Sound</h1><p>There is nothing in the way.</p>%s</main></body></html>"""
PALE = "color-contrast"


def found(page: Page) -> list[str]:
    return [rule for rule, _ in barriers(page)]


#: Two links of nine pixels each, one right beneath the other.
SMALL = """<p><span style="display: inline-block; width: 9px"><a href="#a" style="display: block; height: 9px">a</a>
<a href="#b" style="display: block; height: 9px">b</a></span></p>"""


@pytest.mark.parametrize(
    ("planted", "rule"),
    [
        ('<p style="color: #777; background: #888">Pale.</p>', PALE),
        ('<p style="color: rgb(0 0 0 / 30%)">See-through.</p>', PALE),
        ('<p style="opacity: .3">Faded.</p>', PALE),
        (SMALL, "target-size"),
        ('<input type="text">', "label"),
        ('<img src="data:,">', "image-alt"),
        ('<button></button>', "button-name"),
        ('<h4>Too deep</h4>', "heading-order"),
        ('<ul><p>No entry</p></ul>', "list"),
        ('<p lang="nonsense">?</p>', "valid-lang"),
    ],
)  # fmt: skip
def test_it_is_found_wherever_it_was_not_before(page: Page, planted: str, rule: str) -> None:
    page.set_content(SOUND % "")
    assert found(page) == []
    # In the same document, at which axe-core has looked already.
    page.locator("main").evaluate("(main, planted) => main.insertAdjacentHTML('beforeend', planted)", planted)
    assert found(page) == [rule]
    assert found(page) == [rule]
    page.locator("main > :last-child").evaluate("planted => planted.remove()")
    assert found(page) == []
    # And in a new one, at the first look.
    page.set_content(SOUND % planted)
    assert found(page) == [rule]


@pytest.mark.parametrize(("scheme", "colour"), [("light", "--ground: #444; --ink: #333"), ("dark", "--ink: #222")])
def test_what_is_pale_only_by_day_or_only_by_night(page: Page, scheme: str, colour: str) -> None:
    pale = f"<style>@media (prefers-color-scheme: {scheme}) {{ :root:root {{ {colour} }} }}</style><p>Here.</p>"
    page.set_content(SOUND % pale)
    looks = {}
    for each in ("light", "dark"):
        page.emulate_media(color_scheme=each)
        looks[each] = found(page)
    assert looks == {"light": [], "dark": []} | {scheme: [PALE]}
    assert [rule for rule, _ in barriers_by_day_and_night(page)] == [PALE]


def test_a_link_that_is_told_by_its_colour_alone_is_found_by_night_as_well(page: Page) -> None:
    alone = "<style>a { text-decoration: none; color: var(--link, #777) } @media (prefers-color-scheme: dark)"
    page.set_content(SOUND % f'{alone} {{ a {{ --link: #eee }} }}</style><p>Words and <a href="#a">a link</a> in them.')
    assert "link-in-text-block" in {rule for rule, _ in barriers_by_day_and_night(page)}


@pytest.mark.parametrize("width", [PHONE["width"], DESKTOP["width"]])
def test_each_dress_is_looked_at(page: Page, width: int) -> None:
    pale = f"<style>@media (width: {width}px) {{ p {{ color: #888 !important }} }} p {{ background: #999 }}</style>"
    page.set_content(SOUND % pale)
    seen = [(page.evaluate("[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]"), PALE in found(page))
            for _ in in_both_dresses(page)]  # fmt: skip
    assert [dress for dress, _ in seen] == [[PHONE["width"], True], [DESKTOP["width"], False]]
    assert [is_pale for (shown, _), is_pale in seen if shown == width] == [True]


def test_it_is_found_in_the_shadow(page: Page) -> None:
    page.set_content(SOUND % '<section aria-label="Host"></section>')
    page.locator("section").evaluate(
        "host => { host.attachShadow({ mode: 'open' }).innerHTML = '<p style=\"color: #777; background: #888\">Pale'; }"
    )
    assert found(page) == [PALE]
