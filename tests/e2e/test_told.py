"""What the studio says is so: nothing in the sandbox is called sent, what was not sent has a row, counts agree."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cli.served import Server, wait_for
from tests.e2e.browser import window
from tests.e2e.journeys import WELCOME
from tests.e2e.pages import PAGES, at_rest, signed_in
from tests.e2e.studio import Api, Canvas, Json, identify, talking, track

pytestmark = pytest.mark.browser

TOLD_OF_MESSAGES = (
    "home",
    "journeys",
    "broadcasts",
    "calendar",
    "person",
    "why",
    "account",
    "list",
    "messages",
    "message",
    "health",
    "results",
    "report",
    "programmes",
    "figures",
    "overlap",
    "review",
)
LEFT = re.compile(r"\b(sent|delivered|handed)\b", re.IGNORECASE)
TRUE_OF_THE_SANDBOX = (
    "what was not sent, with its reason",
    "Why messages were not sent",
    "kept messages",
    "Figures show what would have been",
)
"""Sentences that say of something that it was not sent."""


def untrue(page: Page) -> list[str]:
    """Lines of the page that call something sent."""
    lines = page.locator("body").inner_text().splitlines()
    return [line for line in lines if LEFT.search(line) and not any(one in line for one in TRUE_OF_THE_SANDBOX)]


def test_no_page_calls_sent_what_the_sandbox_kept(lived_in: Server, browser: Browser) -> None:
    """Given an installation without a provider, every page that tells of messages says that none has left."""
    with window(browser, lived_in.note.url) as (page, _), talking(lived_in) as api:
        signed_in(page, lived_in)
        key = api.ask("GET", "/api/messages")["messages"][0]["key"]
        for name in TOLD_OF_MESSAGES:
            at_rest(page, PAGES[name].format(message=key))
            assert untrue(page) == [], f"the page {name}"
        at_rest(page, "/messages")
        table = page.get_by_role("table", name="Messages")
        expect(table.get_by_role("row").nth(1)).to_contain_text("in the sandbox")
        at_rest(page, "/figures?metric=list_health")
        expect(page.get_by_text("nobody got them. Figures show what would have been.").first).to_be_visible()


def refused(api: Api) -> None:
    """Somebody has no address, and somebody else does not enter."""
    api.publish({**WELCOME, "entry": {"on": ["signed_up"], "where": 'plan != "enterprise"'}})
    api.send(identify("ann", first_name="Ann", plan="free"), track("ann", "signed_up"))
    api.send(identify("bob", first_name="Bob", plan="enterprise"), track("bob", "signed_up"))
    wait_for(lambda: len(api.ask("GET", "/api/unsent")["unsent"]) >= 2)


def test_what_was_not_sent_has_a_row_with_its_reason(house: Server, api: Api, browser: Browser) -> None:
    """Given that no message was ever made, the list is not called empty: it says of each person why not."""
    refused(api)
    with window(browser, house.note.url) as (page, _):
        signed_in(page, house)
        at_rest(page, "/messages")
        table = page.get_by_role("table", name="Not sent")
        expect(table.get_by_role("row").filter(has_text="Ann")).to_contain_text("no address")
        expect(table.get_by_role("row").filter(has_text="Bob")).to_contain_text("did not enter")
        expect(page.get_by_text("Nothing was sent yet")).to_have_count(0)
        page.get_by_role("combobox", name="Status").click()
        page.get_by_role("option", name="did not enter").click()
        expect(table.get_by_role("row")).to_have_count(2)
        table.get_by_role("link", name="Bob").click()
        expect(page.get_by_label("Why", exact=True)).to_contain_text('plan was "enterprise"')


def cards(page: Page) -> dict[str, str]:
    """What the foot of each card says while the journey is watched."""
    found: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".react-flow__node")].flatMap((card) => {
            const foot = [...card.querySelectorAll("[title]")].find((one) => / came, /.test(one.title));
            return foot ? [[card.dataset.id, foot.title]] : [];
        }))"""
    )
    return found


def test_watch_says_what_the_report_and_the_api_say(lived_in: Server, browser: Browser) -> None:
    """Given people on their way, each card's numbers are the report's, to the unit."""
    with window(browser, lived_in.note.url) as (page, _), talking(lived_in) as api:
        signed_in(page, lived_in)
        Canvas(page).open("welcome")
        page.get_by_label("View").get_by_text("Watch").click()

        def reported() -> Json:
            funnel = api.ask("GET", "/api/journeys/welcome/report")["funnel"]
            return {
                one["node"]: f"{one['inside']} here, {one['entered']} came, {one['left']} went on" for one in funnel
            }

        wait_for(lambda: cards(page) == reported())
        live = api.ask("GET", "/api/journeys/welcome/live")["nodes"]
        assert {
            name: f"{one['inside']} here, {one['entered']} came, {one['left']} went on" for name, one in live.items()
        } == reported()
