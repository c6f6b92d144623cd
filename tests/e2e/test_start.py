"""An empty installation shows a first message within seven acts, and says done of nothing that is not."""

import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cli.served import Server
from tests.e2e.acts import Acts
from tests.e2e.browser import window
from tests.e2e.studio import OWNER, Api, identify, track

pytestmark = pytest.mark.browser

MOST_ACTS = 7


def stop(page: Page, name: str) -> str | None:
    """How a stop of the loop stands."""
    row = page.get_by_role("navigation", name="How far the loop has come").get_by_role("link").filter(has_text=name)
    expect(row).to_have_count(1)
    return row.get_attribute("data-state")


def test_the_first_message_is_seen_at_once(house: Server, browser: Browser) -> None:
    """Given the link that a fresh server prints, an owner sees their own mail; nothing is called done before it is."""
    began = time.monotonic()
    with window(browser, house.note.url) as (page, _):
        hand = Acts(page)
        hand.done.append("open the link")
        page.goto(f"/setup#token={house.setup_token()}")
        hand.click(page.get_by_role("textbox", name="Your name"), "name")
        hand.write(OWNER["name"])
        hand.put("E-mail", OWNER["email"])
        hand.put("Password", OWNER["password"])
        hand.enter()
        expect(page.get_by_role("heading", name="Start the loop")).to_be_visible()
        assert {stop(page, name) for name in ("A journey decides", "A message goes out", "You learn")} == {None}
        hand.click(page.get_by_role("button", name="Send me a first message"), "send me a first message")
        mail = page.get_by_role("region", name="Your first message")
        expect(mail.get_by_test_id("subject")).to_have_text("Hello Ada, this is your first message")
        expect(mail.get_by_text("kept in the sandbox: e-mail has no provider")).to_be_visible()
        took = time.monotonic() - began
        print(f"the first message took {hand.count} acts and {took:.1f} seconds")
        assert hand.count <= MOST_ACTS, hand.done
        expect(page.get_by_text("Your own test, which counts nowhere")).to_be_visible()
        assert stop(page, "A message goes out") == "done"
        assert stop(page, "You learn what it caused") != "done"


def test_two_people_give_no_result(house: Server, api: Api, browser: Browser) -> None:
    """Given two people in a journey with a holdout, of whom one converts, Start still waits for a verdict."""
    api.publish(
        {
            "kind": "journey",
            "id": "two",
            "entry": {"on": ["went"]},
            "goal": {"event": "bought"},
            "holdout": {"percent": 50},
            "start": "mail",
            "nodes": {"mail": {"kind": "message", "channel": "email", "content": {"subject": "Hi", "text": "Hi"}}},
        }
    )
    for one in ("ann", "bob"):
        api.send(identify(one, email=f"{one}@example.com"), track(one, "went"))
    api.send(track("ann", "bought"))
    api.ask("GET", "/api/journeys/two/report")
    with window(browser, house.note.url) as (page, _):
        page.request.post("/api/setup", data={**OWNER, "token": house.setup_token()})
        page.goto("/start")
        expect(page.get_by_role("link").filter(has_text="A journey decides")).to_contain_text("1 published")
        assert stop(page, "A journey decides") == "done"
        assert stop(page, "You learn what it caused") != "done"
