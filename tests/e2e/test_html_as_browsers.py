"""Our reading of HTML held to a browser's: the links that it finds, and the words that it shows."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from loopline.delivery.link_scan import scan_links
from loopline.delivery.links import Signer, track
from tests.delivery.html_samples import any_html
from tests.delivery.messages import outgoing

pytestmark = pytest.mark.browser

SIGNER = Signer("a secret", "https://go.example.test")
SAMPLES = 4_000
LINKS = """pages => pages.map(page => {
  const found = new DOMParser().parseFromString(page, "text/html");
  return Array.from(found.querySelectorAll("a[href], area[href]"), link => link.getAttribute("href"));
})"""
PREVIEW = """pages => pages.map(page => {
  const found = new DOMParser().parseFromString(page, "text/html");
  const line = found.querySelector("#preview");
  return [found.compatMode, !!line && found.body.contains(line), found.querySelectorAll("img[src*='/l/open/']").length];
})"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    """An empty page to read others in."""
    return browser.new_page()


def asked(page: Page, script: str, pages: list[str]) -> list[Any]:
    return list(page.evaluate(script, pages))


def test_links_are_those_that_a_browser_finds(page: Page) -> None:
    """A link may stand in the tree more than once: browsers open one anew that a block has closed."""
    pages = [any_html(seed) for seed in range(SAMPLES)]
    for html, found in zip(pages, asked(page, LINKS, pages), strict=True):
        assert {one.value for one in scan_links(html).hrefs} == {href for href in found if href}, html
    assert sum(map(bool, (scan_links(html).hrefs for html in pages))) > SAMPLES // 10


def test_the_preview_line_and_the_pixel_stand_in_the_body(page: Page) -> None:
    heads = ("", "<!doctype html>", "<!doctype html><title>t</title>", "<!doctype html><html><head><style>p{}</style>")
    bodies = (
        "<p>x</p>",
        "<body><p>x</p></body>",
        "x",
        "<div><a href='https://x.test'>x</a>",
        "<!-- x --><table><tr><td>",
    )
    pages = [head + body for head in heads for body in bodies]
    made = [track(html, outgoing(), SIGNER, preheader='<i id="preview">Soon</i>') for html in pages]
    for html, (mode, inside, pixels) in zip(pages, asked(page, PREVIEW, made), strict=True):
        assert (mode, inside, pixels) == ("CSS1Compat" if html.startswith("<!doctype") else "BackCompat", True, 1), html
