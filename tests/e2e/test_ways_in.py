"""The stories of ways in that are no events: drawn by the form, published, and a person enters by them."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.cli.served import Server, wait_for
from tests.e2e.browser import PHONE, WIDE, window
from tests.e2e.checks import accused, sideways
from tests.e2e.journeys import mail
from tests.e2e.studio import Api, Canvas, identify, own

pytestmark = pytest.mark.browser

POWER = {"when": "seats >= 10", "name": "Power users", "reason": "to thank them"}
THANKS = {
    "kind": "journey",
    "id": "thanks",
    "name": "Thanks",
    "entry": {"on": [], "triggers": [{"change": "plan", "from": "free", "where": "seats > 2"}]},
    "start": "hello",
    "nodes": {"hello": mail("Thank you")},
}
NEWS = {
    "kind": "journey",
    "id": "news",
    "name": "News",
    "entry": {"on": []},
    "start": "hello",
    "nodes": {"hello": mail("It is here")},
}
SECONDS_AHEAD = 20
"""So long the author has from choosing the time to the publish; the story ends when it has come."""


def test_people_enter_by_a_segment_that_the_form_names(house: Server, api: Api, browser: Browser) -> None:
    """Given a segment, a way in is drawn by the form; who joins enters, and who was in it at the publish does not."""
    api.ask("PUT", "/api/segments/power_users", POWER)
    people = {"old": 20, "ann": 1}
    api.send(*(identify(one, seats=seats, plan="pro", email=f"{one}@example.com") for one, seats in people.items()))
    wait_for(lambda: "plan" in api.ask("GET", "/api/tracking-plan")["traits"])
    api.ask("PUT", "/api/journeys/thanks/draft", {"document": THANKS, "revision": 0})
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        canvas = Canvas(page).open("thanks")
        canvas.card("Entry").click()
        expect(canvas.card("Entry")).to_contain_text("When plan is no longer free, if seats is more than 2")
        add_segment(page, canvas)
        assert accused(page) == []
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert sideways(page) <= 0
        page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        canvas.saved()
        assert api.draft("thanks")["entry"] == {
            "triggers": [
                {"change": "plan", "from": "free", "where": "seats > 2"},
                {"segment": "power_users", "existing": "skip"},
            ],
        }
        publish(page)

    wait_for(lambda: api.ask("GET", "/api/journeys/thanks")["live"])
    api.send(identify("ann", seats=12))
    wait_for(lambda: api.ask("GET", "/api/messages?person=ann")["messages"])
    assert not api.ask("GET", "/api/messages?person=old")["messages"], "she was in the segment at the publish"


def test_a_broadcast_to_a_segment_goes_out_at_its_time(house: Server, api: Api, browser: Browser) -> None:
    """Given a segment, a schedule of one time is drawn by the form; its members enter then, and nobody else does."""
    api.ask("PUT", "/api/segments/power_users", POWER)
    people = {"old": 20, "ann": 1}
    api.send(*(identify(one, seats=seats, email=f"{one}@example.com") for one, seats in people.items()))
    wait_for(lambda: "seats" in api.ask("GET", "/api/tracking-plan")["traits"])
    api.ask("PUT", "/api/journeys/news/draft", {"document": NEWS, "revision": 0})
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        canvas = Canvas(page).open("news")
        canvas.card("Entry").click()
        card = add_schedule(page, canvas)
        assert accused(page) == []
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert sideways(page) <= 0
        page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        soon = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=SECONDS_AHEAD)
        card.get_by_label("At", exact=True).fill(f"{soon:%H:%M:%S}")
        card.get_by_label("Date", exact=True).fill(f"{soon:%Y-%m-%d}")
        expect(canvas.card("Entry")).to_contain_text(f"at {soon:%H:%M:%S}, those in the segment Power users")
        expect(canvas.checks()).to_have_text("Sound")
        page.get_by_role("button", name="Publish").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_role("list", name="Who enters")).to_contain_text(f"{soon:%H:%M}, to 1 person")
        dialog.get_by_role("button", name="Publish").click()
        expect(dialog).to_have_count(0)
    [trigger] = api.ask("GET", "/api/journeys/news")["live"]["document"]["entry"]["triggers"]
    assert trigger == {"schedule": f"{soon:%Y-%m-%d %H:%M:%S}", "segment": "power_users"}
    assert not api.ask("GET", "/api/messages?person=old")["messages"], "the time has not come"
    wait_for(lambda: api.ask("GET", "/api/messages?person=old")["messages"])
    assert datetime.now(UTC) >= soon
    assert not api.ask("GET", "/api/messages?person=ann")["messages"], "she is not in the segment"


def way(canvas: Canvas, number: int) -> Locator:
    """The card of a way in."""
    return canvas.panel.get_by_role("group", name=f"Way in {number}", exact=True)


def add_segment(page: Page, canvas: Canvas) -> None:
    """By keyboard: the menu, the segment by its name, and what becomes of those who are in it."""
    canvas.panel.get_by_role("button", name="Add another way in").press("Enter")
    page.get_by_role("menuitem", name="Someone joins or leaves a segment").press("Enter")
    card = way(canvas, 2)
    segment = card.get_by_role("combobox", name="Segment")
    expect(segment).to_be_focused()
    page.keyboard.type("Power")
    page.get_by_role("option", name="Power users").click()
    expect(card).to_contain_text("1 of 2 people")
    expect(card.get_by_role("radio", name="Stay out")).to_be_checked()
    expect(canvas.card("Entry")).to_contain_text("Or when someone joins the segment Power users")
    expect(canvas.checks()).to_have_text("Sound")


def add_schedule(page: Page, canvas: Canvas) -> Locator:
    """By keyboard: the menu, and for whom; its card. The time is still to be chosen, and no segment counts before."""
    canvas.panel.get_by_role("button", name="Add a way in").press("Enter")
    page.get_by_role("menuitem", name="On a schedule").press("Enter")
    card = way(canvas, 1)
    expect(card.get_by_role("combobox", name="How often")).to_be_focused()
    card.get_by_role("combobox", name="Who enters").click()
    page.get_by_role("option", name="Those in a segment").click()
    card.get_by_role("combobox", name="Segment").click()
    page.get_by_role("option", name="Power users").click()
    expect(card).to_contain_text("1 of 2 people")
    expect(canvas.card("Entry")).to_contain_text("On a schedule, those in the segment Power users")
    expect(canvas.checks()).not_to_have_text("Sound")
    return card


def publish(page: Page) -> None:
    """The dialog says how people get in."""
    page.get_by_role("button", name="Publish").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("or when someone joins the segment Power users")
    dialog.get_by_role("button", name="Publish").click()
    expect(dialog).to_have_count(0)
