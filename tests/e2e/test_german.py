"""The studio in German, and in a language that takes two fifths more room."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cli.served import Server
from tests.e2e.browser import PHONE, WIDE, window
from tests.e2e.checks import accused, sideways
from tests.e2e.pages import PAGES, at_rest, signed_in
from tests.e2e.studio import talking

pytestmark = pytest.mark.browser

LONGER = "localStorage.setItem('loopline.language', 'en-XA')"
SAID = {
    "/": ("Was wir bewirkt haben", "Diese Woche geändert", "Weitere Seiten"),
    "/journeys": ("Neue Journey", "Jetzt drin", "Eingetreten"),
    "/journeys/welcome": ("Veröffentlichen", "Zeichnen", "Beobachten", "Verantwortlich"),
    "/results/trial": ("Canvas öffnen", "Vor jedem Urteil geprüft", "Vergleichsgruppe"),
    "/people/ann": ("Zeitstrahl", "Merkmale", "Einwilligung"),
    "/settings": ("Regeln und Schlüssel", "Obergrenzen", "Ruhezeiten"),
}


def speaks(page: Page, text: str) -> None:
    """The page shows a text, or calls something by it."""
    named = page.locator(f'[aria-label="{text}"]')
    expect(page.get_by_text(text).or_(named).first).to_be_attached()


def test_a_person_chooses_german_and_every_page_speaks_it(lived_in: Server, browser: Browser) -> None:
    """Chosen at the door or in the menu, kept by the browser, said to screen readers, and clean for axe."""
    faults: list[str] = []
    with window(browser, lived_in.note.url, WIDE) as (page, _):
        at_rest(page, "/sign-in")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.get_by_role("button", name="Deutsch").click()
        expect(page.get_by_role("button", name="Anmelden")).to_be_visible()
        signed_in(page, lived_in)
        for address, texts in SAID.items():
            at_rest(page, address)
            expect(page.locator("html")).to_have_attribute("lang", "de")
            for text in texts:
                speaks(page, text)
            faults += [f"{address}: {one}" for one in accused(page)]
        at_rest(page, "/journeys")
        page.locator("nav button").filter(has=page.locator("[aria-hidden]")).last.click()
        page.get_by_role("menuitem", name="English").click()
        expect(page.get_by_text("New journey").first).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", "en")
    assert not faults, "\n".join(faults)


def test_a_browser_that_wishes_german_gets_it_and_its_numbers(lived_in: Server, browser: Browser) -> None:
    """The first wish of the browser that is spoken here counts, as long as nobody chose."""
    context = browser.new_context(base_url=lived_in.note.url, locale="de-AT")
    try:
        page = context.new_page()
        at_rest(page, "/sign-in")
        expect(page.get_by_role("button", name="Anmelden")).to_be_visible()
        assert page.evaluate("document.documentElement.lang") == "de"
    finally:
        context.close()


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["390", "1440"])
def test_text_of_140_per_cent_breaks_no_page(lived_in: Server, browser: Browser, size: tuple[int, int]) -> None:
    """Every page with each text of the catalogue two fifths longer: none scrolls sideways."""
    with talking(lived_in) as api:
        key = api.ask("GET", "/api/messages?person=ann")["messages"][0]["key"]
    faults: list[str] = []
    with window(browser, lived_in.note.url, size) as (page, watch):
        page.add_init_script(LONGER)
        at_rest(page, "/sign-in")
        signed_in(page, lived_in)
        for name, address in ({"sign-in": "/sign-in"} | PAGES).items():
            at_rest(page, address.format(message=key))
            if not re.search(r"~~~", page.locator("body").inner_text()):
                faults.append(f"{name}: shows no longer text")
            if (more := sideways(page)) > 0:
                faults.append(f"{name}: {more} px wider than {size[0]}")
        watch.faults.clear()
    assert not faults, "\n".join(faults)
