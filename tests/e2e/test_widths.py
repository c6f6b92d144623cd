"""No page is wider than its window, whatever fonts the machine has, and also before ours has come."""

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.cli.served import Server
from tests.e2e.browser import PHONE, SMALL_PHONE, window
from tests.e2e.checks import sideways
from tests.e2e.fonts import FontSet, drawn_in
from tests.e2e.pages import PAGES, at_rest, signed_in
from tests.e2e.studio import talking

pytestmark = pytest.mark.browser

DOORS = {"sign-in": "/sign-in"}
BAR = "nav[aria-label=Sections]"
ALL_FIT = """nav => [...nav.querySelectorAll('a, button')].filter((one) => one.offsetWidth)
  .filter((one) => one.getBoundingClientRect().right > innerWidth || one.getBoundingClientRect().left < 0)
  .map((one) => one.textContent)"""


def refuse(route: Route) -> None:
    """Our font does not arrive."""
    route.abort()


def too_wide(page: Page, name: str) -> list[str]:
    """What is wrong with the widths of a page, on a phone and on a small one."""
    faults = []
    for width, height in (PHONE, SMALL_PHONE):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(60)
        if (more := sideways(page)) > 0:
            faults.append(f"{name}: {more} px wider than {width}")
        bar = page.locator(BAR)
        if bar.count() and (hidden := bar.evaluate(ALL_FIT)):
            faults.append(f"{name}: beyond the edge of {width}: {hidden}")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    return faults


@pytest.mark.parametrize("arrives", [True, False], ids=["our font", "no font of ours"])
def test_no_page_scrolls_sideways(lived_in: Server, dressed: Browser, font_set: FontSet, arrives: bool) -> None:
    """At 390 and 320 pixels, in our font and in the machine's own; the whole bar stays within reach."""
    with talking(lived_in) as api:
        key = api.ask("GET", "/api/messages?person=ann")["messages"][0]["key"]
    faults: list[str] = []
    with window(dressed, lived_in.note.url, PHONE) as (page, watch):
        if not arrives:
            page.route("**/*.woff2", refuse)
        at_rest(page, "/sign-in")
        signed_in(page, lived_in)
        for name, address in (DOORS | PAGES).items():
            at_rest(page, address.format(message=key))
            faults += too_wide(page, name)
        fonts = drawn_in(page, "h1, h2")
        watch.faults.clear()
    assert fonts == {"Inter" if arrives else font_set}, "the story was told in another font than it says"
    assert not faults, "\n".join(faults)


def test_a_page_that_is_too_wide_is_told(lived_in: Server, dressed: Browser) -> None:
    """Else the silence above would prove nothing."""
    with window(dressed, lived_in.note.url, PHONE) as (page, _):
        signed_in(page, lived_in)
        at_rest(page, "/journeys")
        page.evaluate("document.querySelector('main').firstElementChild.style.minWidth = '400px'")
        assert any("wider than 390" in fault for fault in too_wide(page, "journeys"))
