"""Drafts are kept with care: what is thrown away was asked for, and what somebody else threw away is asked about."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cli.served import Server, wait_for
from tests.e2e.browser import window
from tests.e2e.journeys import WELCOME
from tests.e2e.studio import Api, Canvas, own

pytestmark = pytest.mark.browser


def rename(canvas: Canvas, step: str, name: str) -> None:
    """A step's name, by its form."""
    canvas.choose(step)
    canvas.fill("Name", name)
    canvas.leave_field()


def second(first: Page) -> Canvas:
    """The same owner in another tab, who sees the journey as it is now."""
    return Canvas(first.context.new_page()).open("welcome")


def name_of(api: Api, node: str) -> str:
    """What a step of the draft is called on the server."""
    return str(api.draft("welcome")["nodes"][node].get("name", ""))


def test_a_draft_is_discarded_and_the_live_version_stays(house: Server, api: Api, browser: Browser) -> None:
    """Given a live journey and a draft, the dialog says what is lost; afterwards the canvas shows what is live."""
    api.publish(WELCOME)
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        canvas = Canvas(page).open("welcome")
        expect(page.get_by_role("status", name="Saving")).to_have_text("Same as live version 1")
        rename(canvas, "Until a project", "Until never")
        canvas.saved()

        page.get_by_role("button", name="More").click()
        page.get_by_role("menuitem", name="Discard the draft").click()
        dialog = page.get_by_role("dialog", name="Discard the draft?")
        expect(dialog).to_contain_text("Version 1 stays live")
        expect(dialog.get_by_label("What is lost")).to_contain_text("Until never")
        dialog.get_by_role("button", name="Keep it").click()
        assert name_of(api, "project") == "Until never"

        page.get_by_role("button", name="More").click()
        page.get_by_role("menuitem", name="Versions").click()
        page.get_by_role("dialog", name="Versions").get_by_role("button", name="Discard").click()
        dialog.get_by_role("button", name="Discard the draft").click()
        expect(page.get_by_text("The draft is gone.")).to_be_visible()
        expect(canvas.card("Until a project")).to_be_visible()
        expect(canvas.card("Until never")).to_have_count(0)
        assert api.ask("GET", "/api/journeys/welcome")["draft"] is None
        page.wait_for_timeout(1500)  # longer than the autosave waits
        assert api.ask("GET", "/api/journeys/welcome")["draft"] is None, "what was discarded came back"


def test_a_journey_that_was_never_published_is_gone_when_it_is_discarded(
    house: Server, api: Api, browser: Browser
) -> None:
    """Given a draft alone, discarding it says that nothing stays, and leads back to the list."""
    api.ask("PUT", "/api/journeys/welcome/draft", {"document": WELCOME, "revision": 0})
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        Canvas(page).open("welcome")
        theirs = second(page)
        page.bring_to_front()
        page.get_by_role("button", name="More").click()
        page.get_by_role("menuitem", name="Discard this journey").click()
        dialog = page.get_by_role("dialog", name="Discard Welcome?")
        expect(dialog).to_contain_text("never published")
        dialog.get_by_role("button", name="Discard the journey").click()
        expect(page.get_by_role("heading", name="No journey yet")).to_be_visible()

        theirs.page.bring_to_front()
        rename(theirs, "Until a project", "Still mine")
        dialog = theirs.page.get_by_role("dialog", name="Somebody else discarded this draft")
        dialog.get_by_role("button", name="Keep mine").click()
        theirs.saved()
        assert wait_for(lambda: name_of(api, "project") == "Still mine")
