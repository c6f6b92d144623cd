"""What a team improves: from an empty home to an idea that is born, taken up and dismissed, and a week's review."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cli.served import Server, wait_for
from tests.e2e.browser import PHONE, window
from tests.e2e.checks import sideways
from tests.e2e.journeys import WELCOME
from tests.e2e.pages import at_rest, signed_in
from tests.e2e.studio import Api, identify, track

pytestmark = pytest.mark.browser

TEXTS = {
    **WELCOME,
    "id": "texts",
    "name": "Texts",
    "entry": {"on": ["signed_up"]},
    "start": "text",
    "nodes": {
        "text": {"kind": "message", "name": "Still there", "channel": "sms", "content": {"body": "Still there?"}}
    },
}


def part(page: Page, name: str) -> str:
    """What a part of the page says."""
    found = page.get_by_role("region", name=name)
    expect(found).to_be_visible()
    return found.inner_text()


def test_an_idea_is_born_taken_up_and_never_comes_back(house: Server, api: Api, browser: Browser) -> None:
    with window(browser, house.note.url) as (page, _):
        signed_in(page, house)
        at_rest(page, "/")
        expect(page.get_by_text("its first result appears here")).to_be_visible()
        page.get_by_role("link", name="Send a first message").click()
        page.wait_for_url("**/start")
        api.publish(TEXTS, "to ask by text")
        people = [f"p{n}" for n in range(30)]
        api.send(*(identify(one, email=f"{one}@box.test") for one in people))
        api.send(*(track(one, "signed_up") for one in people))
        wait_for(lambda: api.ask("GET", "/api/home")["today"]["people"] == 30)
        page.get_by_role("link", name="Home").click()
        assert "version 1 published by api: to ask by text" in part(page, "Changed this week")
        assert "30 people entered a journey" in part(page, "Today")
        assert "SMS" in page.get_by_text("so nothing leaves").inner_text()
        page.get_by_role("link", name="0 ideas in the backlog").click()
        expect(page.get_by_text("No idea yet")).to_be_visible()
        page.get_by_role("button", name="Look at the figures now").click()
        table = page.get_by_role("table", name="Backlog")
        expect(table).to_contain_text('"Still there" misses 100 % of its people')
        table.get_by_role("button", name="Edit").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("More conversions a month").fill("30")
        dialog.get_by_label("Due on").fill("2020-01-01")
        dialog.get_by_label("Owner").fill("Mara")
        dialog.get_by_role("button", name="Save").click()
        expect(dialog).to_have_count(0)
        expect(table).to_contain_text("+30 a month")
        at_rest(page, "/")
        assert "Due since 2020-01-01, Mara." in part(page, "Needs you (1)")
        page.get_by_role("region", name="Needs you (1)").get_by_role("link").first.click()
        table.get_by_role("button", name="Edit").press("Enter")
        dialog.get_by_role("combobox", name="State").click()
        page.get_by_role("option", name="Dismissed").click()
        dialog.get_by_role("button", name="Save").click()
        expect(page.get_by_text("No idea yet")).to_be_visible()
        page.get_by_role("button", name="Look at the figures now").click()
        expect(page.get_by_text("Nothing new was found.")).to_be_visible()
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        page.get_by_text("Dismissed", exact=True).click()
        expect(table).to_contain_text("Still there")
        assert sideways(page) <= 0


def test_a_review_is_read_asked_for_and_finished(house: Server, api: Api, browser: Browser) -> None:
    api.publish(TEXTS, "to ask by text")
    with window(browser, house.note.url) as (page, _):
        signed_in(page, house)
        at_rest(page, "/reviews")
        expect(page.get_by_role("heading", name="Weekly review")).to_be_visible()
        page.get_by_label("Mail me the last week’s review").click()
        expect(page.get_by_label("Mail me the last week’s review")).to_be_checked()
        wait_for(lambda: api.ask("GET", "/api/reviews")["readers"])
        page.get_by_role("button", name="Finish review").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("What you decided").fill("Texts stay.")
        dialog.get_by_role("button", name="Finish it").click()
        expect(page.get_by_text("nothing in it changes any more")).to_be_visible()
        expect(page.get_by_text("Texts stay.")).to_be_visible()
        expect(page.get_by_text("E-mail has no provider")).to_be_visible()
        page.get_by_role("combobox", name="Week").click()
        page.get_by_role("option", name="This week").click()
        expect(page.get_by_text("the week is not over")).to_be_visible()
        assert "to ask by text" in part(page, "What changed")
        at_rest(page, "/overlap")
        expect(page.get_by_text("Nobody has entered")).to_be_visible()
