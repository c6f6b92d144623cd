"""A broadcast in at most twelve acts: the number on the button is the number that was sent or explained."""

import pytest
from playwright.sync_api import Browser, expect

from tests.cli.served import Server, wait_for
from tests.e2e.acts import Acts
from tests.e2e.browser import window
from tests.e2e.studio import Api, identify, own

pytestmark = pytest.mark.browser

MOST_ACTS = 12
PEOPLE = 6


def crowd(api: Api) -> None:
    """Six people on the free plan, one of them without an address and one suppressed; one who pays."""
    for number in range(PEOPLE - 1):
        api.send(identify(f"p{number}", email=f"p{number}@example.com", plan="free"))
    api.send(identify("mute", plan="free"), identify("pays", email="pays@example.com", plan="pro"))
    api.ask("POST", "/api/suppressions", {"address": "p0@example.com", "note": "asked by phone"})
    api.ask("PUT", "/api/segments/free_plan", {"when": 'plan == "free"', "name": "On the free plan", "reason": "x"})
    wait_for(lambda: api.ask("POST", "/api/audience", {"when": 'plan == "free"'})["yes"] == PEOPLE)


def test_a_broadcast_goes_to_as_many_as_its_button_says(house: Server, api: Api, browser: Browser) -> None:
    """Given a segment with people whom rules keep from it, four get it now, and the list says what came of it."""
    crowd(api)
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        page.goto("/broadcasts")
        hand = Acts(page)
        hand.click(page.get_by_role("link", name="New broadcast"), "new broadcast")
        expect(page.get_by_role("textbox", name="Name")).to_be_focused()
        hand.write("Spring sale")
        hand.at("A segment")
        hand.pick("Segment", "On the free plan")
        hand.put("Subject", "Spring")
        hand.put("Body (HTML)", "<p>Spring</p>")
        hand.put("Plain text", "Spring")
        check = page.get_by_role("complementary", name="Check and send")
        expect(check.get_by_test_id("gets")).to_have_text("4")
        expect(check.get_by_text("there is no address for this channel")).to_be_visible()
        expect(check).to_contain_text("of 6 in the audience, of 7 whom you know")
        button = check.get_by_role("button", name="Send to 4 people now")
        expect(button).to_be_disabled()
        hand.click(check.get_by_label("Type the number of people, to be sure"), "the number")
        hand.write("4")
        expect(button).to_be_enabled()
        hand.click(button, "send")
        expect(page.get_by_role("status").filter(has_text="Broadcast to 4 people")).to_be_visible()
        print(f"the broadcast took {hand.count} acts")
        assert hand.count <= MOST_ACTS, hand.done
        [line] = api.ask("GET", "/api/broadcasts")["broadcasts"]
        assert (line["standing"], line["audience"]) == ("scheduled", "On the free plan")
        wait_for(lambda: api.ask("GET", "/api/broadcasts")["broadcasts"][0]["kept"] == 4, 180)
        [line] = api.ask("GET", "/api/broadcasts")["broadcasts"]
        assert (line["standing"], line["sent"], line["refused"]) == ("sent", 0, 2)
        page.goto("/broadcasts")
        expect(page.get_by_text("4 in the sandbox · 2 not sent")).to_be_visible()


def test_a_broadcast_of_a_day_stands_in_the_calendar(house: Server, api: Api, browser: Browser) -> None:
    """Given a day of the calendar, its plus opens a broadcast of that day, which stands there once it is sent."""
    crowd(api)
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        page.goto("/calendar")
        page.get_by_role("button", name="The next month").click()
        days = page.get_by_role("list", name="Days of")
        days.get_by_role("link", name="New broadcast on").last.click()
        page.get_by_role("textbox", name="Name").fill("Winter sale")
        page.get_by_role("radiogroup", name="Audience").get_by_text("Everybody", exact=True).click()
        page.get_by_label("Subject", exact=True).fill("Winter")
        page.get_by_label("Plain text", exact=True).fill("Winter")
        check = page.get_by_role("complementary", name="Check and send")
        expect(check.get_by_test_id("gets")).to_have_text("5")
        check.get_by_label("Type the number of people, to be sure").fill("5")
        check.get_by_role("button", name="Send to 5 people on").click()
        expect(page.get_by_role("row").filter(has_text="Winter sale")).to_contain_text("scheduled")
        page.goto("/calendar")
        page.get_by_role("button", name="The next month").click()
        expect(days.get_by_role("link").filter(has_text="Winter sale")).to_contain_text("E-mail to everybody")
