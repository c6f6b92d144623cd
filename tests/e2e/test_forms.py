"""Every kind of step and every channel is written by the studio's own forms, and the server finds nothing wrong."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.cli.served import Server, wait_for
from tests.e2e.browser import window
from tests.e2e.studio import OWNER, Api, Canvas, identify, own

pytestmark = pytest.mark.browser

CHANNELS = {
    "email": "E-mail",
    "sms": "SMS",
    "whatsapp": "WhatsApp",
    "push": "Push",
    "in_app": "In-app",
    "webhook": "Webhook",
}
BOXES = {
    "email": {
        "Subject": "Hi {{first_name}}",
        "Preview line": "Good news",
        "Body (HTML)": "<p>Hi</p>",
        "Plain text": "Hi",
        "From": "Shop <hi@example.com>",
        "Reply to": "help@example.com",
    },
    "sms": {"Text": "Your plan is full", "From": "Shop"},
    "whatsapp": {"Approved template (JSON)": '{"name": "plan_full", "language": "en_US"}', "Text": "Your plan is full"},
    "push": {"Title": "Full", "Text": "Your plan is full", "Opens": "https://example.com/"},
    "in_app": {"Title": "Full", "Text": "Your plan is full", "Button leads to": "https://example.com/"},
    "webhook": {"Address": "https://example.com/hook", "Body (JSON)": '{"id": "{{person.id}}"}'},
}
BARE: dict[str, Any] = {
    **{
        name: {"kind": "message", "name": f"By {name}", "channel": "email", "content": {}, "then": after}
        for name, after in zip(CHANNELS, [*list(CHANNELS)[1:], "call"], strict=True)
    },
    "call": {"kind": "webhook", "name": "Ask stock", "url": "", "then": "rest"},
    "rest": {"kind": "wait", "name": "Rest", "for": "", "then": "which"},
    "which": {"kind": "split", "name": "Which way", "branches": [{"when": "", "then": "arms"}], "otherwise": "end"},
    "arms": {
        "kind": "experiment",
        "name": "Try two",
        "arms": [{"name": "a", "weight": 1, "then": "mark"}, {"name": "b", "weight": 1, "then": "mark"}],
    },
    "mark": {"kind": "update", "name": "Mark", "then": "over"},
    "over": {"kind": "handoff", "name": "Hand over", "journey": "", "then": "best"},
    "best": {
        "kind": "choose",
        "name": "Best offer",
        "options": [{"name": "", "then": "won"}, {"name": "", "then": "won"}],
        "otherwise": "won",
    },
    "won": {"kind": "goal", "name": "Won", "then": "end"},
    "end": {"kind": "exit", "name": "End"},
}
CARE = {"kind": "journey", "id": "care", "entry": {"on": ["asked"]}, "start": "end", "nodes": {"end": {"kind": "exit"}}}


def pick(page: Page, box: Locator, option: str) -> None:
    """An option of a list that opens below its box."""
    box.click()
    page.get_by_role("option", name=option, exact=True).click()


def test_every_kind_and_channel_is_written_by_its_form(house: Server, api: Api, browser: Browser) -> None:
    """Given steps with nothing in them, each is filled in by hand, and the real check has nothing to say."""
    api.send(identify("ann", first_name="Ann", seats_used=3, seats_limit=5))
    api.publish(CARE)
    document = {
        "kind": "journey",
        "id": "all",
        "name": "All",
        "goal": {"event": "bought"},
        "entry": {"on": ["went"]},
        "start": "email",
        "nodes": BARE,
    }
    api.ask("PUT", "/api/journeys/all/draft", {"document": document, "revision": 0})
    wait_for(lambda: "seats_limit" in api.ask("GET", "/api/tracking-plan")["traits"])
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        canvas = Canvas(page).open("all")
        for channel, name in CHANNELS.items():
            canvas.choose(f"By {channel}")
            canvas.panel.get_by_role("radiogroup", name="Channel").get_by_text(name, exact=True).click()
            for label, text in BOXES[channel].items():
                canvas.fill(label, text)
        display_rules(page, canvas)
        canvas.choose("Ask stock")
        canvas.fill("Address", "https://example.com/stock")
        canvas.choose("Rest")
        canvas.fill("How long", "2")
        rules(page, canvas)
        canvas.choose("Mark")
        canvas.panel.get_by_label("Join lists", exact=True).fill("seen")
        page.keyboard.press("Enter")
        hand_over(page, canvas)
        choice(page, canvas)
        canvas.leave_field()
        expect(canvas.checks()).to_have_text("Sound")
        canvas.saved()
        drawn = api.draft("all")
        assert api.ask("POST", "/api/check", {"document": drawn})["faults"] == []
        assert drawn["nodes"]["sms"]["content"] == {"body": "Your plan is full", "sender": "Shop"}
        assert drawn["nodes"]["in_app"]["content"] == {
            "title": "Full",
            "body": "Your plan is full",
            "url": "https://example.com/",
            "display": "modal",
            "expires_in": "3d",
            "priority": "high",
        }
        assert drawn["nodes"]["over"]["with"] == {"plan": "full"} and drawn["nodes"]["over"]["wait"] == "20d"
        assert [one.get("when") for one in drawn["nodes"]["best"]["options"]] == [None, "seats_used >= 5"]
        assert drawn["nodes"]["best"]["nothing"] == 10
        assert drawn["nodes"]["whatsapp"]["content"]["payload"] == '{"name": "plan_full", "language": "en_US"}'
        assert drawn["nodes"]["which"]["branches"][0]["when"] == 'seats_used >= seats_limit and clicked("push")'


def display_rules(page: Page, canvas: Canvas) -> None:
    """An in-app message is a dialog, urgent, and gone after three days."""
    canvas.choose("By in_app")
    panel = canvas.panel
    pick(page, panel.get_by_role("combobox", name="Shown as"), "A dialog over the page")
    panel.get_by_text("When it is shown", exact=True).click()
    canvas.fill("Gone after", "3d")
    pick(page, panel.get_by_role("combobox", name="Priority"), "High")


def hand_over(page: Page, canvas: Canvas) -> None:
    """Another journey takes the person in, is told something, and is waited for."""
    canvas.choose("Hand over")
    canvas.fill("Journey", "care")
    page.keyboard.press("Tab")
    canvas.panel.get_by_label("Wait until it has ended").click()
    canvas.fill("At most for", "20")
    canvas.panel.get_by_role("button", name="Tell it something").click()
    canvas.fill("Value 1", "plan")
    canvas.fill("Value of plan", "full")


def choice(page: Page, canvas: Canvas) -> None:
    """Two options, the second for some only; nothing is done for a tenth."""
    canvas.choose("Best offer")
    canvas.fill("Name of option 1", "gift")
    canvas.fill("Name of option 2", "call")
    second = canvas.panel.get_by_role("group", name="Option 2 is for those of whom")
    second.get_by_role("button", name="Add a rule").click()
    second.get_by_label("Field", exact=True).fill("seats_used")
    page.keyboard.press("Tab")
    pick(page, second.get_by_role("combobox", name="Comparison"), "at least")
    second.get_by_label("Value", exact=True).fill("5")
    page.keyboard.press("Tab")
    canvas.fill("Nothing is done for at least (%)", "10")


def rules(page: Page, canvas: Canvas) -> None:
    """Two fields are compared, and a message is asked about by its name."""
    canvas.choose("Which way")
    panel = canvas.panel
    panel.get_by_role("button", name="Add a rule").click()
    canvas.fill("Field", "seats_used")
    page.keyboard.press("Tab")
    pick(page, panel.get_by_role("combobox", name="Comparison"), "at least")
    pick(page, panel.get_by_role("combobox", name="Compared with"), "a field")
    canvas.fill("Other field", "seats_limit")
    page.keyboard.press("Tab")
    panel.get_by_role("button", name="Add a rule").click()
    pick(page, panel.get_by_role("combobox", name="What the rule looks at").nth(1), "A message was")
    pick(page, panel.get_by_role("combobox", name="Message step"), "By push (Push)")
    expect(panel.get_by_text("Counted once people are inside")).to_be_visible()
    expect(panel.get_by_text("leave it out")).to_have_count(0)


def test_a_session_that_ends_in_the_middle_of_work_loses_nothing(house: Server, api: Api, browser: Browser) -> None:
    """Given an open draft whose author is signed out, the way in is offered in place, and the draft is saved then."""
    document = {
        "kind": "journey",
        "id": "all",
        "entry": {"on": ["went"]},
        "start": "sms",
        "nodes": {"sms": {"kind": "message", "name": "By sms", "channel": "sms", "content": {"body": "Hi"}}},
    }
    api.ask("PUT", "/api/journeys/all/draft", {"document": document, "revision": 0})
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        canvas = Canvas(page).open("all")
        page.context.clear_cookies()
        canvas.choose("By sms")
        canvas.fill("Text", "Hello again")
        dialog = page.get_by_role("dialog", name="Your session has ended")
        dialog.get_by_role("textbox", name="E-mail").fill(OWNER["email"])
        dialog.get_by_role("textbox", name="Password").fill(OWNER["password"])
        dialog.get_by_role("button", name="Sign in").click()
        expect(dialog).to_have_count(0)
        canvas.saved()
        assert api.draft("all")["nodes"]["sms"]["content"] == {"body": "Hello again"}

        page.context.clear_cookies()
        page.goto("/people?q=ann")
        page.get_by_role("textbox", name="E-mail").fill(OWNER["email"])
        page.get_by_role("textbox", name="Password").fill(OWNER["password"])
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="People")).to_be_visible()
