"""The outline does what the canvas does: the same acts by the same keys, and the same document; a phone opens in it."""

from typing import Final

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.cli.served import Server, wait_for
from tests.e2e.browser import window
from tests.e2e.checks import accused, sideways
from tests.e2e.journeys import WELCOME
from tests.e2e.studio import Api, Canvas, Json, own

pytestmark = pytest.mark.browser

EMPTY: Final[Json] = {"kind": "journey", "name": "Drawn", "entry": {"on": ["signed_up"]}, "start": "", "nodes": {}}


def draft(api: Api, name: str, document: Json) -> None:
    api.ask("PUT", f"/api/journeys/{name}/draft", {"document": document | {"id": name}, "revision": 0})


def tree(page: Page) -> Locator:
    return page.get_by_role("tree", name="Outline of the journey")


def row(page: Page, name: str) -> Locator:
    return tree(page).get_by_role("treeitem").filter(has_text=name).first


def outline(page: Page, journey: str) -> None:
    """A journey in its outline, with the keys on its first row."""
    page.goto(f"/journeys/{journey}")
    page.get_by_text("Outline", exact=True).click()
    tree(page).get_by_role("treeitem", name="Entry, who enters").focus()


FORM_MS = 500


def act(page: Page, *keys: str) -> None:
    """Keys of the canvas, each after the form of the step before was left."""
    name = Canvas(page).panel.get_by_label("Name", exact=True)
    for key in keys:
        page.keyboard.press(key)
        expect(name).to_be_focused()
        page.wait_for_timeout(FORM_MS)  # a form that comes later than its frame takes the cursor once more
        page.keyboard.press("Control+Enter")  # out of the form of what was just added
        expect(name).not_to_be_focused()


def test_the_same_keys_draw_the_same_document_as_on_the_canvas(house: Server, api: Api, browser: Browser) -> None:
    """Given two empty drafts, what the keys draw on the canvas of one they draw in the outline of the other."""
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        draft(api, "seen", EMPTY)
        draft(api, "heard", EMPTY)
        canvas = Canvas(page).open("seen")
        canvas.card("Entry").click()
        act(page, "m", "w", "s")
        expect(canvas.card("Split")).to_be_visible()
        canvas.saved()

        outline(page, "heard")
        act(page, "m", "w", "s")
        expect(row(page, "Split")).to_be_visible()
        expect(row(page, "Split")).to_have_attribute("aria-selected", "true")
        assert accused(page) == []

        def nodes(name: str) -> Json:
            found: Json = api.draft(name)
            return {"start": found["start"], "nodes": found["nodes"]}

        assert wait_for(lambda: len(nodes("heard")["nodes"]) == 3)
        assert nodes("heard") == nodes("seen")

        page.keyboard.press("Delete")
        expect(row(page, "Split")).to_have_count(0)
        page.keyboard.press("Control+z")
        expect(row(page, "Split")).to_be_visible()
        assert wait_for(lambda: nodes("heard") == nodes("seen"))


def test_a_phone_opens_a_journey_as_a_list_and_its_steps_in_a_sheet(house: Server, api: Api, browser: Browser) -> None:
    """Given a phone, the journey is a list without sideways scrolling, and a press opens the form of a step."""
    draft(api, "welcome", WELCOME)
    with window(browser, house.note.url) as (page, _):
        page.set_viewport_size({"width": 390, "height": 844})
        own(page, house)
        page.goto("/journeys/welcome")
        expect(tree(page)).to_be_visible()
        assert sideways(page) == 0
        row(page, "Until a project").click()
        name = Canvas(page).panel.get_by_label("Name", exact=True)
        name.fill("Until it is shared")
        name.press("Tab")
        expect(row(page, "Until it is shared")).to_have_count(1)
        assert wait_for(lambda: api.draft("welcome")["nodes"]["project"]["name"] == "Until it is shared")
