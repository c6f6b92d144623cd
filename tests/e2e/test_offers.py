"""The story of an offer: written, approved where it is big, filled with codes from a file, given by a message."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cli.served import Server, wait_for
from tests.e2e.browser import PHONE, WIDE, window
from tests.e2e.checks import sideways
from tests.e2e.journeys import WELCOME
from tests.e2e.studio import Api, Canvas, identify, own, track

pytestmark = pytest.mark.browser

OFFER = """id: back
name: Ten to come back
words: 10 EUR off
cost: 10
budget: {amount: 20, currency: EUR}
codes: {source: pool}
"""
PICTURES = os.environ.get("LOOPLINE_PICTURES", "")


def picture(page: Page, name: str) -> None:
    """A picture of the page, where somebody wants to look at them."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"offers-{name}.png", full_page=True)


def test_an_offer_is_written_filled_and_given(house: Server, api: Api, browser: Browser, tmp_path: Path) -> None:
    """Given nothing, an offer is published and filled; a message gives it; the page tells what is left."""
    codes = tmp_path / "codes.csv"
    codes.write_text("code\nA-1\nA-2\nA-3\n", encoding="utf-8")
    with window(browser, house.note.url) as (page, watch):
        own(page, house)
        page.goto("/offers")
        expect(page.get_by_role("heading", name="No offer yet")).to_be_visible()
        picture(page, "empty")
        page.get_by_role("button", name="Write an offer").first.click()
        form = page.get_by_label("An offer", exact=True)
        form.get_by_label("The offer").fill(OFFER + "surprise: 1\n")
        form.get_by_label("Why").fill("to see it work")
        form.get_by_role("button", name="Publish").click()
        expect(page.get_by_text("surprise")).to_have_count(2)
        watch.faults.clear()  # the refusal
        form.get_by_label("The offer").fill(OFFER)
        picture(page, "form")
        form.get_by_role("button", name="Publish").click()
        line = page.get_by_role("row").filter(has_text="Ten to come back")
        expect(line).to_contain_text("no codes left")
        page.locator("input[type=file]").set_input_files(codes)
        expect(line).to_contain_text("open")
        give(page)
        wait_for(lambda: api.draft("welcome")["nodes"]["hello"].get("offer") == "back")
        api.publish(api.draft("welcome"))
        api.send(*(identify(name, email=f"{name}@box.test") for name in ("ann", "bob", "cem")))
        api.send(*(track(name, "signed_up") for name in ("ann", "bob", "cem")))
        wait_for(lambda: api.ask("GET", "/api/offers/back")["refused"] == 1)
        page.goto("/offers")
        expect(line).to_contain_text("20.00 of 20.00 EUR")
        expect(line).to_contain_text("spent")
        expect(line.get_by_role("link", name="welcome")).to_be_visible()
        picture(page, "wide")
        page.emulate_media(color_scheme="dark")
        picture(page, "dark")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert sideways(page) <= 0
        picture(page, "phone")
        page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})


def give(page: Page) -> None:
    """The message of a journey gives the offer."""
    put = page.request.put(
        "/api/journeys/welcome/draft", data={"document": WELCOME, "revision": 0}, headers={"X-Loopline-Studio": "1"}
    )
    assert put.ok, put.text()
    canvas = Canvas(page).open("welcome")
    canvas.card("hello").click()
    canvas.panel.get_by_text("Offer", exact=True).click()
    canvas.panel.get_by_label("It gives").click()
    page.get_by_role("option", name="Ten to come back: 10 EUR off").click()
    picture(page, "picker")
    expect(canvas.panel.get_by_label("Whoever gets none of it")).to_be_visible()
