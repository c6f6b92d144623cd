"""A draft is looked back with over what was recorded: progress, a way to stop, and what it would have done."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.cli.served import Server, wait_for
from tests.e2e.browser import window
from tests.e2e.journeys import WELCOME
from tests.e2e.studio import Api, Canvas, identify, own, track

pytestmark = pytest.mark.browser

PEOPLE = [f"p{n}" for n in range(12)]
HALFWAY = {"job": "long", "state": "working", "progress": 0.5, "result": None, "error": ""}


def recorded(api: Api) -> None:
    """A dozen people who signed up before there was any journey; four of them went on."""
    api.send(*(identify(one, email=f"{one}@example.com") for one in PEOPLE))
    api.send(*(track(one, "signed_up") for one in PEOPLE), *(track(one, "project_created") for one in PEOPLE[:4]))
    wait_for(lambda: any(one["name"] == "project_created" for one in api.ask("GET", "/api/tracking-plan")["events"]))
    api.ask("PUT", "/api/journeys/welcome/draft", {"document": WELCOME, "revision": 0})


def look_back(page: Page) -> None:
    """To the tab of the last days."""
    Canvas(page).open("welcome")
    page.get_by_role("button", name="Try", exact=True).click()
    page.get_by_role("tab", name="Over the last days").click()


def test_a_draft_is_looked_back_with_by_step_and_day(house: Server, api: Api, browser: Browser, tmp_path: Path) -> None:
    """Given recorded signals, the draft would have sent twelve greetings and four more, today; the CSV agrees."""
    recorded(api)
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        look_back(page)
        page.get_by_text("7 days", exact=True).click()
        page.get_by_role("button", name="Look back").click()
        found = page.get_by_role("region", name="What would have happened")
        expect(found.get_by_test_id("figures")).to_contain_text("Would enter12")
        steps = found.get_by_role("table", name="Messages by step")
        expect(steps.get_by_role("row").filter(has_text="Hello")).to_contain_text("12")
        expect(steps.get_by_role("row").filter(has_text="Well done")).to_contain_text("4")

        framed = found.get_by_label("Messages by step and day", exact=True)
        with page.expect_download() as waiting:
            framed.get_by_role("button", name="CSV").click()
        place = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(place)
        with place.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        assert [one["day"] for one in rows] == [datetime.now(UTC).date().isoformat()]
        assert (rows[0]["Hello"], rows[0]["Well done"], rows[0]["all"]) == ("12", "4", "16")
        assert not api.ask("GET", "/api/messages")["messages"], "nothing is sent"


def test_a_long_look_back_tells_how_far_it_is_and_can_be_stopped(house: Server, api: Api, browser: Browser) -> None:
    """Given work that stands at one half, the bar says so; cancel reaches the server, and the page says it."""
    recorded(api)
    asked: list[str] = []

    def halfway(route: Route) -> None:
        asked.append(route.request.method)
        stopped = "DELETE" in asked
        route.fulfill(json=HALFWAY | ({"state": "cancelled"} if stopped else {}))

    with window(browser, house.note.url) as (page, _):
        own(page, house)
        page.route("**/api/previews/backtests/*", halfway)  # a real one is done before a person could see the bar
        look_back(page)
        page.get_by_role("button", name="Look back").click()
        expect(page.get_by_text("50 % of the signals")).to_be_visible()
        expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "50")
        expect(page.get_by_role("button", name="Look back")).to_be_disabled()
        page.get_by_role("button", name="Cancel").click()
        expect(page.get_by_text("Cancelled. Nothing was kept")).to_be_visible()
        assert "DELETE" in asked
        page.unroute("**/api/previews/backtests/*")
        page.get_by_role("button", name="Look back").click()
        expect(page.get_by_role("region", name="What would have happened")).to_contain_text("Would enter")
