"""The story of a journey that lets in two an hour: drawn by the form, published, and its results say who waits."""

import os
from pathlib import Path
from typing import Final, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cli.served import Server, wait_for
from tests.e2e.browser import PHONE, WIDE, window
from tests.e2e.checks import accused, sideways
from tests.e2e.journeys import mail
from tests.e2e.studio import Api, Canvas, identify, own, track

pytestmark = pytest.mark.browser

CALLS = {
    "kind": "journey",
    "id": "calls",
    "name": "Calls",
    "entry": {"on": ["trial_ended"]},
    "start": "hello",
    "nodes": {"hello": mail("May we call you?")},
}
PICTURES = os.environ.get("LOOPLINE_PICTURES", "")
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("dark", "light")
PEOPLE = ("ann", "bob", "cee", "dan")


def test_two_an_hour_are_let_in_and_the_results_say_who_waits(house: Server, api: Api, browser: Browser) -> None:
    """Given a journey, its author limits it by the form; of four who come two get a mail, and two wait."""
    api.send(*(identify(one, email=f"{one}@example.com") for one in PEOPLE))
    api.ask("PUT", "/api/journeys/calls/draft", {"document": CALLS, "revision": 0})
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        canvas = Canvas(page).open("calls")
        canvas.card("Entry").click()
        canvas.panel.get_by_text("How many may enter").click()
        canvas.fill("In any hour, at most", "2")
        expect(canvas.card("Entry")).to_contain_text("At most 2 an hour, the others wait")
        pictured(page, "form")
        assert accused(page) == []
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert sideways(page) <= 0
        page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        canvas.saved()
        assert api.draft("calls")["entry"] == {"on": ["trial_ended"], "limits": {"per_hour": 2}}
        page.get_by_role("button", name="Publish").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Publish").click()
        expect(dialog).to_have_count(0)
        api.send(*(track(one, "trial_ended") for one in PEOPLE))
        wait_for(lambda: api.ask("GET", "/api/journeys/calls/limits")["waiting"] == 2)
        wait_for(lambda: api.ask("GET", "/api/journeys/calls/report")["entered"] == 2)
        page.goto(f"{house.note.url}/results/calls")
        expect(page.get_by_text("The journey has let in 2, at most 2 an hour. 2 people wait")).to_be_visible()
        pictured(page, "results")
        assert accused(page) == []
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        page.reload()
        expect(page.get_by_text("2 people wait for a place")).to_be_visible()
        assert sideways(page) <= 0


def pictured(page: Page, name: str) -> None:
    """Pictures of the page, wide and narrow, light and dark, where somebody wants to look at them."""
    for width, height in (WIDE, PHONE) if PICTURES else ():
        for scheme in SCHEMES:
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=Path(PICTURES) / f"limits-{name}-{width}-{scheme}.png")
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
