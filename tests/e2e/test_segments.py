"""The story of a segment: made from nothing, its count moves as signals come, and a journey decides by it."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cli.served import Server, wait_for
from tests.e2e.browser import window
from tests.e2e.journeys import WELCOME
from tests.e2e.studio import Api, Canvas, identify, own, track

pytestmark = pytest.mark.browser


def test_a_segment_is_made_counted_used_and_changed(house: Server, api: Api, browser: Browser) -> None:
    """Given nothing, a segment is made by hand; signals move its count; a journey asks for it; a change is kept."""
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        page.goto("/segments")
        expect(page.get_by_role("heading", name="No segment yet")).to_be_visible()
        page.get_by_role("link", name="Make a segment").click()
        make(page)
        people = page.get_by_label("People", exact=True)
        expect(people).to_contain_text("Nobody is in it now")

        api.send(identify("ann", plan="free", seats=4, name="Ann"), identify("bob", plan="pro", seats=9))
        expect(people.get_by_role("link", name="Ann")).to_be_visible()
        expect(people).to_contain_text("plan free")
        condition = page.get_by_role("group", name="People are in it when")
        expect(condition).to_contain_text("1 of 2 people")
        api.send(track("cy", "login"))
        expect(condition).to_contain_text("1 unknown")
        people.get_by_text("Unknown", exact=True).click()
        expect(people.get_by_role("link", name="cy")).to_be_visible()

        use(page)
        wait_for(lambda: api.draft("welcome")["entry"].get("where") == 'in_segment("free_and_growing")')
        api.publish(api.draft("welcome"))
        change(page, api)


def make(page: Page) -> None:
    """By rows, then by text: what is wrong is told while it is typed, with its code."""
    form = page.get_by_label("The segment")
    form.get_by_label("Name").fill("Free and growing")
    expect(form).to_contain_text("free_and_growing")
    form.get_by_role("button", name="Add a rule").click()
    form.get_by_label("Field", exact=True).fill("plan")
    form.get_by_label("Value", exact=True).fill("free")
    form.get_by_text("Text", exact=True).click()
    text = form.get_by_role("textbox", name="People are in it when")
    expect(text).to_have_value('plan == "free"')
    text.fill('plan == "free" and seats =')
    expect(form.get_by_label("Checks")).to_contain_text("condition_syntax")
    form.get_by_label("Why this segment?").fill("To greet those who will need more")
    expect(form.get_by_role("button", name="Make the segment")).to_be_disabled()
    text.fill('plan == "free" and seats >= 3')
    form.get_by_text("Rows", exact=True).click()
    expect(form.get_by_label("Field", exact=True)).to_have_count(2)
    form.get_by_role("button", name="Make the segment").click()
    expect(page.get_by_role("heading", name="Free and growing")).to_be_visible()
    expect(page.get_by_label("History")).to_contain_text("To greet those who will need more")
    expect(page.get_by_label("Used by")).to_contain_text("No journey asks for it yet")


def use(page: Page) -> None:
    """A journey that only they enter, by the name that people gave the segment."""
    put = page.request.put(
        "/api/journeys/welcome/draft", data={"document": WELCOME, "revision": 0}, headers={"X-Loopline-Studio": "1"}
    )
    assert put.ok, put.text()
    canvas = Canvas(page).open("welcome")
    canvas.card("Entry").click()
    canvas.panel.get_by_role("button", name="Add a rule").click()
    canvas.panel.get_by_role("combobox", name="What the rule looks at").click()
    page.get_by_role("option", name="In a segment, list or journey").click()
    canvas.panel.get_by_role("combobox", name="Name").click()
    page.get_by_role("option", name="Free and growing").click()
    canvas.saved()


def change(page: Page, api: Api) -> None:
    """What it means for the journey is told before it is saved; who was faster is not overwritten in silence."""
    page.goto("/segments/free_and_growing")
    expect(page.get_by_label("Used by")).to_contain_text("who enters")
    form = page.get_by_label("The segment")
    value = form.get_by_label("Value", exact=True).nth(1)
    value.fill("9")
    value.blur()
    expect(form).to_contain_text(re.compile(r"1 → 0.*Welcome decides by the new answer", re.DOTALL))
    theirs = {"when": "seats > 1", "name": "Free and growing", "reason": "simpler", "over": 1}
    assert api.ask("PUT", "/api/segments/free_and_growing", theirs) == {"version": 2}
    form.get_by_label("Why this change?").fill("Only those who are nearly full")
    form.get_by_role("button", name="Save the change").click()
    expect(form.get_by_role("alert")).to_contain_text("saved version 2 meanwhile")
    form.get_by_role("button", name="Save mine over it").click()
    history = page.get_by_label("History")
    expect(history.get_by_role("listitem")).to_have_count(3)
    expect(history).to_contain_text("Only those who are nearly full")
    expect(form.get_by_role("status")).to_contain_text("Nothing has changed")

    page.get_by_role("link", name="Segments").first.click()
    row = page.get_by_role("row").filter(has_text="Free and growing")
    expect(row).to_contain_text("plan is free and seats is at least 9")
    expect(row.get_by_role("link", name="Welcome")).to_be_visible()
