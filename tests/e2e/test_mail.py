"""A mail is built by blocks and by code, seen as somebody gets it, and leaves as it was seen: in the real studio."""

import email
import email.policy
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.cli.served import Server, wait_for
from tests.e2e.browser import Scheme, window
from tests.e2e.pages import at_rest, signed_in
from tests.e2e.studio import STILL_MS, Api, Canvas, identify, track
from tests.providers.servers import Mailroom, post_office

pytestmark = pytest.mark.browser

BRAND = {"kind": "brand", "id": "brand", "name": "Acme", "address": "1 Market Street"}
LEFT = re.compile(r'href="[^"]*/l/[^"]*"')
RUN = {
    "kind": "journey",
    "id": "hello",
    "owner": "growth",
    "entry": {"on": ["came"], "reentry": {"policy": "always"}},
    "goal": {"event": "bought"},
    "start": "mail",
}


def html_of(mail: bytes) -> tuple[str, str]:
    """Subject and HTML of a mail as a mail program reads them."""
    found = email.message_from_bytes(mail, policy=email.policy.default)
    part = found.get_body(("html",))
    assert part is not None
    return str(found["Subject"]), str(part.get_content()).replace("\r\n", "\n")


def with_provider(api: Api, office: Mailroom) -> None:
    url = f"smtp://127.0.0.1:{office.port}?starttls=never"
    api.ask("POST", "/api/providers", {"name": "post", "channel": "email", "url": url})


def publish(api: Api, document: Mapping[str, object]) -> None:
    api.ask("POST", "/api/documents", {"document": document, "publish": True, "reason": "to begin"})


def block(page: Page, words: str) -> Locator:
    """The row of a block in the list."""
    return page.get_by_role("list", name="Blocks").get_by_role("button").filter(has_text=words).first


def begun(page: Page, name: str, starter: str) -> None:
    at_rest(page, "/content")
    page.get_by_role("button", name="New content").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_role("radio", name=starter).check()
    dialog.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("region", name="Body of the mail")).to_be_visible()


def test_a_mail_is_built_by_blocks_and_leaves_as_it_was_seen(house: Server, api: Api, browser: Browser) -> None:
    publish(api, BRAND)
    api.send(identify("bea", email="bea@example.com", first_name="Bea"))
    with post_office() as office, window(browser, house.note.url) as (page, _):
        signed_in(page, house)
        with_provider(api, office)
        begun(page, "Hello", "Welcome")
        page.get_by_role("textbox", name="Subject").fill("Hello there")
        block(page, "Text").click()
        form = page.get_by_role("group", name="Settings of the block")
        expect(form).to_be_visible()
        page.get_by_role("button", name="Add a block").click()
        page.get_by_role("menuitem", name="Text", exact=True).click()
        words = form.get_by_role("textbox", name="Text")
        words.click()
        page.keyboard.press("Control+a")
        page.keyboard.type("Good to see you, ")
        form.get_by_role("button", name="Insert a field into Text").click()
        page.get_by_role("menuitem", name="first_name").click()
        put = page.get_by_role("button", name="Put it in")
        expect(put).to_be_disabled()
        page.get_by_label("Where first_name is not known").fill("friend")
        put.click()
        expect(words).to_contain_text("first_name, else “friend”")
        page.get_by_role("button", name="Add a block").click()
        page.get_by_role("menuitem", name="Line", exact=True).click()
        line = block(page, "Line")
        line.focus()
        page.keyboard.press("Alt+ArrowUp")
        preview = page.get_by_role("region", name="Preview")
        frame = preview.frame_locator("iframe")
        expect(frame.get_by_text("Good to see you, Ann")).to_be_visible()
        preview.get_by_label("For").click()
        preview.get_by_label("For").fill("bea")
        page.get_by_role("option", name="Bea").click()
        expect(frame.get_by_text("Good to see you, Bea")).to_be_visible()
        expect(preview.get_by_text("rules of mail programs hold")).to_be_visible()
        preview.get_by_text("Dark", exact=True).click()
        card = frame.locator(".ll-card").first
        expect(card).to_have_css("background-color", "rgb(31, 34, 40)")
        preview.get_by_label("Send a test to").fill("me@example.com")
        preview.get_by_role("button", name="Send a test").click()
        expect(preview.get_by_role("status").filter(has_text="post took it")).to_be_visible()
        subject, tested = html_of(office.mails[0][1])
        assert subject == "[Test] Hello there" and "Good to see you, Bea" in tested
        seen = frame.locator("body").inner_text()
        page.get_by_role("button", name="Publish").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Why this change?").fill("to greet")
        dialog.get_by_role("button", name="Publish").click()
        expect(page.get_by_text("Same as live version 1")).to_be_visible()
        node = {"kind": "message", "channel": "email", "template": "hello", "track": False}
        api.publish({**RUN, "nodes": {"mail": node}})
        api.send(track("bea", "came"))
        wait_for(lambda: len(office.mails) == 2)
        subject, html = html_of(office.mails[1][1])
        assert subject == "Hello there"
        document = api.ask("GET", "/api/content/template/hello")["versions"][0]["document"]
        expected = api.ask("POST", "/api/content/preview", {"document": document, "of": "bea"})["html"]
        assert LEFT.sub('href="#unsubscribe"', html).strip() == expected.strip()
        other = page.context.new_page()
        other.set_content(html)
        assert words_of(other.locator("body").inner_text()) == words_of(seen)
        assert "<mj-divider" in document["mjml"] and "{{> step number=" in document["mjml"]
    assert len(api.ask("GET", "/api/messages")["messages"]) == 1, "the test is in no list and no figure"


def words_of(text: str) -> list[str]:
    """The words as somebody reads them, whatever the lines."""
    return text.split()


def test_a_mail_is_written_by_code_and_undone_by_one_key(house: Server, api: Api, browser: Browser) -> None:
    publish(api, BRAND)
    api.send(identify("ann", first_name="Ann"))
    with window(browser, house.note.url) as (page, _):
        signed_in(page, house)
        begun(page, "Coded", "An empty mail")
        page.get_by_role("textbox", name="Subject").fill("Coded")
        body = page.get_by_role("region", name="Body of the mail")
        body.get_by_text("Code", exact=True).click()
        code = body.locator(".cm-content")
        code.click()
        page.keyboard.type("<mj-section><mj-column><mj-txt>Hi</mj-txt></mj-column></mj-section>")
        expect(body.locator(".cm-lint-marker-error")).to_be_visible()
        expect(page.get_by_role("status", name="Checks")).to_contain_text("There is no element <mj-txt>")
        page.keyboard.press("Control+a")
        page.keyboard.type("<mj-section><mj-column><mj-text>Hi {{fir")
        page.wait_for_timeout(STILL_MS)  # an offer is not taken in the moment in which it appears
        page.get_by_role("option", name="first_name").click()
        expect(code).to_contain_text('{{fallback first_name "there"}}')
        page.keyboard.press("Control+End")
        page.keyboard.type("</mj-text></mj-column></mj-section>")
        frame = page.get_by_role("region", name="Preview").frame_locator("iframe")
        expect(frame.get_by_text("Hi Ada")).to_be_visible()
        body.get_by_text("Blocks", exact=True).click()
        block(page, "Text").focus()
        page.keyboard.press("Delete")
        expect(block(page, "Text")).to_have_count(0)
        page.keyboard.press("Control+z")
        expect(block(page, "Text")).to_be_visible()


def test_a_step_has_a_mail_of_its_own_in_a_wide_sheet(house: Server, api: Api, browser: Browser) -> None:
    publish(api, BRAND)
    api.send(identify("bea", email="bea@example.com", first_name="Bea"))
    empty = {"kind": "message", "name": "Mail", "channel": "email", "content": {}}
    api.ask("PUT", "/api/journeys/hello/draft", {"document": {**RUN, "nodes": {"mail": empty}}, "revision": 0})
    with post_office() as office, window(browser, house.note.url) as (page, _):
        signed_in(page, house)
        with_provider(api, office)
        canvas = Canvas(page).open("hello")
        canvas.choose("Mail")
        canvas.panel.get_by_role("button", name="Write the mail").click()
        sheet = page.get_by_role("dialog")
        sheet.get_by_role("combobox", name="Begin with").click()
        page.get_by_role("option", name="Welcome").click()
        expect(sheet.frame_locator("iframe").get_by_text("Good to have you here")).to_be_visible()
        block(page, "Heading").click()
        heading = sheet.get_by_role("textbox", name="Heading")
        heading.click()
        page.keyboard.press("Control+a")
        page.keyboard.type("Hello at last")
        expect(sheet.frame_locator("iframe").get_by_role("heading", name="Hello at last")).to_be_visible()
        expect(sheet.get_by_text("rules of mail programs hold")).to_be_visible()
        sheet.get_by_role("button", name="Back to the canvas").click()
        canvas.saved()
        draft = api.draft("hello")
        assert "Hello at last" in draft["nodes"]["mail"]["mjml"]
        api.publish(draft)
        api.send(track("bea", "came"))
        wait_for(lambda: office.mails)
        assert "Hello at last" in html_of(office.mails[0][1])[1]


def test_the_editor_holds_on_a_phone_and_in_the_dark(house: Server, api: Api, browser: Browser, tmp_path: Path) -> None:
    publish(api, BRAND)
    sizes: tuple[tuple[int, Scheme], ...] = ((1440, "light"), (390, "dark"))
    for width, scheme in sizes:
        with window(browser, house.note.url, size=(width, 900), scheme=scheme) as (page, _):
            signed_in(page, house)
            begun(page, "Hello", "Product recommendation")
            block(page, "Picture").click()
            expect(page.get_by_label("What it says", exact=True)).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            page.screenshot(path=tmp_path / f"mail-{width}.png", full_page=True)
