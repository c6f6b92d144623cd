"""What holds on every page: nothing serious for axe, nothing asked of others, no policy broken, a light first load."""

import gzip
import re

import pytest
from playwright.sync_api import Browser

from loopline.api.built_studio import BUILT
from tests.cli.served import Server
from tests.e2e.browser import PHONE, WIDE, Scheme, window
from tests.e2e.checks import accused
from tests.e2e.pages import PAGES, at_rest, signed_in
from tests.e2e.studio import talking

pytestmark = pytest.mark.browser

FIRST_LOAD_BYTES = 400 * 1024
LOOKS: list[tuple[tuple[int, int], Scheme]] = [(WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), (PHONE, "dark")]


@pytest.mark.parametrize(("size", "scheme"), LOOKS, ids=[f"{scheme}-{size[0]}" for size, scheme in LOOKS])
def test_every_page_is_accessible_and_keeps_to_itself(
    lived_in: Server, browser: Browser, size: tuple[int, int], scheme: Scheme
) -> None:
    """No serious fault for axe-core, no other host, no broken policy (see `window`)."""
    with talking(lived_in) as api:
        key = api.ask("GET", "/api/messages?person=ann")["messages"][0]["key"]
    faults: list[str] = []
    with window(browser, lived_in.note.url, size, scheme) as (page, watch):
        at_rest(page, "/sign-in")
        faults += [f"sign-in: {one}" for one in accused(page)]
        signed_in(page, lived_in)
        for name, address in PAGES.items():
            at_rest(page, address.format(message=key))
            faults += [f"{name}: {one}" for one in accused(page)]
            if watch.verdict():
                faults.append(f"{name}: {watch.verdict()}")
                watch.outside.clear()
                watch.faults.clear()
    assert not faults, "\n".join(faults)


def test_the_first_page_of_all_is_accessible(house: Server, browser: Browser) -> None:
    """The owner's setup, before anybody is there."""
    for size, scheme in LOOKS:
        with window(browser, house.note.url, size, scheme) as (page, _):
            at_rest(page, "/setup")
            assert not accused(page)


def test_axe_finds_what_is_wrong(lived_in: Server, browser: Browser) -> None:
    """A picture without words and pale letters are told; else the silence above would prove nothing."""
    with window(browser, lived_in.note.url) as (page, watch):
        at_rest(page, "/sign-in")
        page.evaluate(
            "const p = document.createElement('p'); p.textContent = 'pale'; p.style.color = '#eee';"
            "document.querySelector('main').append(p, document.createElement('img'))"
        )
        assert {one.split(":")[0] for one in accused(page)} >= {"image-alt", "color-contrast"}
        page.evaluate("fetch('http://example.invalid/').catch(() => 0)")
        page.wait_for_timeout(100)
        assert watch.verdict(), "a request to another host was not seen"
        watch.outside.clear()
        watch.faults.clear()


def test_the_first_load_is_light() -> None:
    """The scripts that the first page names, compressed, weigh less than 400 KB."""
    html = (BUILT / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r'(?:src|href)="/([^"]+\.js)"', html)
    assert scripts, "the first page names no script, so this measures nothing"
    weight = sum(len(gzip.compress((BUILT / one).read_bytes(), 9)) for one in scripts)
    assert weight < FIRST_LOAD_BYTES, f"{weight / 1024:.0f} KB in {len(scripts)} scripts"


def test_the_first_load_of_a_page_is_light(lived_in: Server, browser: Browser) -> None:
    """Also what the pages load by themselves: the list of journeys, from nothing, as it came over the wire."""
    with window(browser, lived_in.note.url) as (page, _):
        signed_in(page, lived_in)
        at_rest(page, "/journeys")
        loaded = page.evaluate(
            "performance.getEntriesByType('resource').filter((one) => one.name.endsWith('.js'))"
            ".reduce((sum, one) => sum + one.encodedBodySize, 0)"
        )
        assert 0 < loaded < FIRST_LOAD_BYTES, f"{loaded / 1024:.0f} KB of script"
