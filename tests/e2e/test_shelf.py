"""The list of journeys is kept in order: folders, tags, acts for many, and an archive from which nothing is sent."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cli.served import Server, wait_for
from tests.e2e.browser import window
from tests.e2e.checks import accused, sideways
from tests.e2e.journeys import WELCOME
from tests.e2e.studio import Api, identify, own, track

pytestmark = pytest.mark.browser


def choose(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_role("checkbox", name=f"Select {name}", exact=True).check()


def test_journeys_are_filed_tagged_and_archived_and_who_is_inside_is_told(
    house: Server, api: Api, browser: Browser
) -> None:
    """Given a live journey and two drafts, they are filed and archived together, and what runs only by a word more."""
    api.publish(WELCOME)
    api.send(identify("ann", email="ann@x.test", plan="free"), track("ann", "signed_up"))
    assert wait_for(lambda: api.ask("GET", "/api/journeys")["journeys"][0]["people_inside"] == 1)
    for name in ("Spring", "Summer"):
        body = {"document": WELCOME | {"id": name.lower(), "name": name}, "revision": 0}
        api.ask("PUT", f"/api/journeys/{name.lower()}/draft", body)
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        page.goto("/journeys")
        table = page.get_by_role("table", name="Journeys")
        choose(page, "Spring", "Summer")
        bar = page.get_by_role("region", name="Selected journeys")
        bar.get_by_role("button", name="Move to a folder").click()
        page.get_by_role("dialog").get_by_label("Folder").first.fill("Seasons")
        page.get_by_role("dialog").get_by_role("button", name="Move").click()
        page.get_by_role("button", name="Seasons 2").click()
        expect(table.get_by_role("link", name="Welcome")).to_have_count(0)
        choose(page, "Spring")
        bar.get_by_role("button", name="Tags").click()
        page.get_by_role("dialog").get_by_label("Add").first.fill("urgent")
        page.keyboard.press("Enter")
        page.get_by_role("dialog").get_by_role("button", name="Save").click()
        expect(page.get_by_role("button", name="urgent 1")).to_be_visible()
        assert accused(page) == []

        page.get_by_role("button", name="Seasons 2").click()
        choose(page, "Welcome", "Summer")
        bar.get_by_role("button", name="Archive").click()
        dialog = page.get_by_role("dialog", name="Archive 2 journeys")
        expect(dialog).to_contain_text("1 of them runs, with 1 person inside")
        assert accused(page) == []
        dialog.get_by_label("Stop 1 journey for good").check()
        dialog.get_by_role("button", name="Stop and archive").click()
        expect(table.get_by_role("link", name="Welcome")).to_have_count(0)
        expect(table.get_by_role("link", name="Spring")).to_be_visible()
        page.get_by_text("archived", exact=True).click()
        expect(table.get_by_role("link", name="Welcome")).to_be_visible()
        body = {"document": WELCOME, "reason": "again"}
        answer = page.request.post("/api/journeys/welcome/publish", data=body, headers={"X-Loopline-Studio": "1"})
        assert answer.json()["error"]["code"] == "journey_archived"

        page.set_viewport_size({"width": 390, "height": 844})
        assert sideways(page) == 0
        choose(page, "Welcome")
        bar.get_by_role("button", name="Restore 1").click()
        expect(table.get_by_role("link", name="Welcome")).to_have_count(0)
        page.get_by_text("All 2", exact=True).click()
        expect(table.get_by_role("link", name="Welcome")).to_be_visible()
