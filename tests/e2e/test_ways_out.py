"""The story of a wait with several ways out: drawn by the form, published, and two people leave by two of them."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cli.served import Server, wait_for
from tests.e2e.browser import PHONE, WIDE, window
from tests.e2e.checks import accused, sideways
from tests.e2e.journeys import mail
from tests.e2e.studio import Api, Canvas, identify, own, track

pytestmark = pytest.mark.browser

ASKED = {
    "kind": "journey",
    "id": "trial",
    "name": "Trial",
    "entry": {"on": ["began"]},
    "start": "hold",
    "nodes": {
        "hold": {"kind": "wait", "until": {"event": "bought"}, "timeout": "7d", "then": "thanks", "name": "Hold"},
        "thanks": mail("Thank you"),
        "ending": mail("It ends tomorrow") | {"name": "Ending"},
    },
}


def test_a_wait_gets_more_ways_out_and_each_is_taken(house: Server, api: Api, browser: Browser) -> None:
    """A wait for an event becomes one for the first of two things, each of which leads to a mail of its own."""
    people = {"ann": "2999-01-01", "bob": "2020-01-01"}
    api.send(*(identify(one, trial_ends=day, email=f"{one}@example.com") for one, day in people.items()))
    api.send(track("carl", "bought"), track("carl", "began"))
    wait_for(lambda: "trial_ends" in api.ask("GET", "/api/tracking-plan")["traits"])
    api.ask("PUT", "/api/journeys/trial/draft", {"document": ASKED, "revision": 0})
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        canvas = Canvas(page).open("trial")
        canvas.choose("Hold")
        draw_ways(page, canvas)
        expect(canvas.card("Hold")).to_contain_text("Until the first of way 1, trial ends, at most 7 days")
        canvas.connect(canvas.edge("Hold", "trial ends"), "Ending")
        expect(canvas.checks()).to_have_text("Sound")
        canvas.choose("Hold")
        assert accused(page) == []
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert sideways(page) <= 0
        page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        canvas.saved()
    document = api.draft("trial")
    assert document["nodes"]["hold"]["ways"] == [
        {"name": "way 1", "event": "bought", "then": "thanks"},
        {"name": "trial ends", "date": {"field": "trial_ends", "offset": "-1d"}, "then": "ending"},
    ]
    api.publish(document)
    api.send(track("ann", "began"), track("bob", "began"))
    wait_for(lambda: api.ask("GET", "/api/messages?person=bob")["messages"])
    assert not api.ask("GET", "/api/messages?person=ann")["messages"], "neither of the two has happened to her"
    api.send(track("ann", "bought"))
    wait_for(lambda: api.ask("GET", "/api/messages?person=ann")["messages"])
    nodes = {one: [m["node"] for m in api.ask("GET", f"/api/messages?person={one}")["messages"]] for one in people}
    assert nodes == {"ann": ["thanks"], "bob": ["ending"]}


def draw_ways(page: Page, canvas: Canvas) -> None:
    """What was waited for is the first way; the second is a date, by a name of its own."""
    canvas.panel.get_by_role("combobox", name="Wait").click()
    page.get_by_role("option", name="Until the first of several things").click()
    canvas.panel.get_by_role("button", name="Add a way out").press("Enter")
    way = canvas.panel.get_by_role("group", name="Way 2", exact=True)
    way.get_by_label("Name of way 2").fill("trial ends")
    way.get_by_role("combobox", name="What opens way 2").click()
    page.get_by_role("option", name="A date comes").click()
    way.get_by_label("Date field").fill("trial_ends")
    way.get_by_label("Moved by").fill("-1d")
    canvas.leave_field()


TIPS = {
    "kind": "journey",
    "id": "tips",
    "name": "Tips",
    "entry": {"on": ["began"]},
    "start": "hold",
    "nodes": {"hold": {"kind": "wait", "for": "7d", "then": "tip"}, "tip": mail("A tip")},
}


def test_a_stop_rule_of_the_workspace_ends_a_wait_and_the_why_says_whose_it_is(
    house: Server, api: Api, browser: Browser
) -> None:
    """Two journeys are under way; a rule is written once in the settings, and a ticket stops the one not spared."""
    for name in ("tips", "receipts"):
        api.publish({**TIPS, "id": name})
    api.send(identify("ann", email="ann@example.com"), track("ann", "began"))
    wait_for(lambda: [one["people_inside"] for one in api.ask("GET", "/api/journeys")["journeys"]] == [1, 1])
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        page.goto(f"{house.note.url}/settings")
        page.get_by_role("button", name="Add a stop rule").click()
        rules = page.get_by_role("region", name="Stop rules")
        rules.get_by_label("Event").fill("ticket_opened")
        rules.get_by_label("Reason").fill("in_support")
        rules.get_by_label("Spare the journeys").fill("receipts")
        rules.get_by_label("Spare the journeys").press("Enter")
        page.get_by_label("Why this change").fill("Nobody sells to who complains")
        assert accused(page) == []
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert sideways(page) <= 0
        page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        page.get_by_role("button", name="Save the rules").click()
        expect(page.get_by_text("Saved. It holds from the next signal on.")).to_be_visible()
    assert api.ask("GET", "/api/workspace")["exits"] == [
        {"on": "ticket_opened", "reason": "in_support", "spare": ["receipts"]}
    ]
    api.send(track("ann", "ticket_opened"))
    wait_for(lambda: [one["journey"] for one in api.ask("GET", "/api/people/ann")["enrollments"]] == ["receipts"])
    words = 'Left "Tips": in support, by an exit rule of the workspace.'
    assert wait_for(lambda: words in str(api.ask("GET", "/api/people/ann/why?journey=tips")))
