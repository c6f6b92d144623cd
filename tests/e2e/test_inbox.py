"""In-app messages in a real browser, on a site of another origin under a strict policy, by the script that we serve."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cli.served import Server, server, wait_for
from tests.e2e.browser import PATIENCE_MS, REFUSED_BY_SERVER
from tests.e2e.checks import accused
from tests.e2e.site import Site, site
from tests.e2e.studio import Api, identify, talking, track

pytestmark = pytest.mark.browser

EVIL = "<img src=x onerror=\"document.title='owned'\"><b>bold</b>"
SCRIPT_BYTES_MAX = 6_000
Content = dict[str, Any]
MESSAGES: dict[str, Content] = {
    "asked_banner": {"title": "Seats", "body": "Hello {{name}}", "url": "/plans"},
    "asked_modal": {"display": "modal", "title": "Second", "body": "Two", "url": "/two"},
    "asked_urgent": {"display": "modal", "title": "First", "body": "One", "url": "/one", "priority": "high"},
    "asked_trigger": {"display": "modal", "title": "Cart", "body": "Free shipping", "trigger": "cart_opened"},
    "asked_letter": {"display": "inbox", "title": "Letter {{n}}", "body": "Read me"},
    "asked_evil": {"title": EVIL, "body": EVIL},
    "asked_evil_list": {"display": "inbox", "title": EVIL, "body": EVIL},
}


def publish(api: Api, event: str) -> None:
    """The journey of this event, which sends its message."""
    node = {"kind": "message", "channel": "in_app", "content": {"body": "", **MESSAGES[event]}}
    entry = {"on": [event], "reentry": {"policy": "always"}}
    goal = {"event": "bought", "within": "14d"}
    api.publish(
        {"kind": "journey", "id": event, "entry": entry, "goal": goal, "start": "note", "nodes": {"note": node}}
    )


def token_of(api: Api, person: str, expires_in: str = "12h") -> str:
    """What the site's server gets for its visitor."""
    return str(api.ask("POST", "/api/inbox/token", {"person": person, "expires_in": expires_in})["token"])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("inbox") / "data"
    folder.mkdir()
    with server(folder) as started:
        yield started


@pytest.fixture(scope="module")
def api(served: Server) -> Iterator[Api]:
    with talking(served) as spoken:
        for event in MESSAGES:
            publish(spoken, event)
        yield spoken


@pytest.fixture(scope="module")
def shop(served: Server, api: Api) -> Iterator[Site]:
    with site(served.note.url) as opened:
        api.ask("POST", "/api/keys", {"role": "browser", "origins": [opened.url]})
        yield opened


@contextmanager
def visiting(browser: Browser, api: Api, shop: Site, person: str, expires_in: str = "12h") -> Iterator[Page]:
    """A person at the shop. A fault on the console, a broken policy among them, fails the story."""
    shop.token = token_of(api, person, expires_in)
    context = browser.new_context(reduced_motion="reduce", locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    faults: list[str] = []
    page = context.new_page()
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    try:
        with page.expect_response(lambda answer: answer.url.endswith("/api/inbox/stream")):
            page.goto(shop.url)
        yield page
        assert [fault for fault in faults if not fault.startswith(REFUSED_BY_SERVER)] == []
    finally:
        context.close()


def send(api: Api, person: str, *events: str) -> None:
    """The person gets the messages of these events, one after the other."""
    api.send(identify(person, name=person.title(), n="1"))
    for event in events:
        wanted = sent(api, person) + 1
        api.send(track(person, event))
        wait_for(lambda wanted=wanted: sent(api, person) == wanted)


def sent(api: Api, person: str) -> int:
    """How many messages have left for this person."""
    return len(api.ask("GET", f"/api/messages?person={person}&status=sent")["messages"])


def receipts(api: Api, person: str) -> list[str]:
    """What is known of what the person did with messages, as the timeline of facts tells it."""
    lines = api.ask("GET", f"/api/messages?person={person}")["messages"]
    return [one["kind"] for line in lines for one in api.ask("GET", f"/api/messages/{line['key']}")["receipts"]]


def test_a_message_comes_by_the_stream_and_its_receipts_reach_the_facts(api: Api, shop: Site, browser: Browser) -> None:
    with visiting(browser, api, shop, "ann") as page:
        send(api, "ann", "asked_banner")
        banner = page.get_by_role("region", name="Seats")
        expect(banner).to_contain_text("Hello Ann")
        wait_for(lambda: receipts(api, "ann") == ["opened"])
        box = banner.bounding_box()
        assert box and box["y"] > 0 and box["width"] > 200, (
            "it has our style, though the policy allows none of the page"
        )
        assert banner.evaluate("box => getComputedStyle(box).animationName") == "none", "motion is not asked for"
        banner.get_by_role("link", name="Open").click()
        page.wait_for_url("**/plans")
        wait_for(lambda: receipts(api, "ann") == ["opened", "clicked"])
        expect(page.get_by_role("button", name="Messages")).to_have_text("Messages")
        page.get_by_role("button", name="Messages").click()
        expect(page.get_by_role("listitem")).to_contain_text("Hello Ann")


def test_what_is_read_in_one_tab_is_read_in_the_other_and_the_focus_stays(
    api: Api, shop: Site, browser: Browser
) -> None:
    with visiting(browser, api, shop, "tia") as page, visiting(browser, api, shop, "tia") as other:
        send(api, "tia", "asked_letter")
        for one in (page, other):
            expect(one.get_by_role("button", name="Messages")).to_have_text("Messages (1)")
        page.get_by_role("button", name="Messages").click()
        remove = page.get_by_role("button", name="Remove: Letter 1")
        remove.focus()
        expect(other.get_by_role("button", name="Messages")).to_have_text("Messages")
        other.get_by_role("button", name="Messages").click()
        expect(remove).to_be_focused()
        other.get_by_role("button", name="Remove: Letter 1").click()
        expect(page.get_by_text("No messages")).to_be_visible()


def test_a_dialog_keeps_the_focus_and_gives_it_back_and_there_is_one_at_a_time(
    api: Api, shop: Site, browser: Browser
) -> None:
    send(api, "bob", "asked_modal", "asked_urgent")
    with visiting(browser, api, shop, "bob") as page:
        dialog = page.get_by_role("dialog")
        expect(dialog).to_have_count(1)
        expect(dialog).to_have_accessible_name("First")
        assert accused(page) == []
        follow, close = dialog.get_by_role("link", name="Open"), dialog.get_by_role("button", name="Close")
        expect(follow).to_be_focused()
        for key, focused in (("Tab", close), ("Tab", follow), ("Shift+Tab", close), ("Shift+Tab", follow)):
            page.keyboard.press(key)
            expect(focused).to_be_focused()
        page.keyboard.press("Escape")
        expect(dialog).to_have_accessible_name("Second")
        close.click()
        expect(dialog).to_have_count(0)
        wait_for(lambda: sorted(receipts(api, "bob")) == ["dismissed", "dismissed", "opened", "opened"])
        page.get_by_role("button", name="Buy").focus()
        send(api, "bob", "asked_modal")
        expect(dialog).to_have_accessible_name("Second")
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Buy")).to_be_focused()
        page.reload()
        expect(page.get_by_role("button", name="Messages")).to_be_visible()
        expect(dialog).to_have_count(0)


def test_a_message_waits_for_its_event(api: Api, shop: Site, browser: Browser) -> None:
    send(api, "cleo", "asked_trigger")
    with visiting(browser, api, shop, "cleo") as page:
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.evaluate("loopline.track('signed_in')")
        expect(page.get_by_role("dialog")).to_have_count(0)
        assert receipts(api, "cleo") == []
        page.evaluate("loopline.track('cart_opened')")
        expect(page.get_by_role("dialog")).to_contain_text("Free shipping")


def test_the_list_counts_what_is_unread(api: Api, shop: Site, browser: Browser) -> None:
    send(api, "dora", "asked_letter")
    with visiting(browser, api, shop, "dora") as page:
        bell = page.get_by_role("button", name="Messages")
        expect(bell).to_have_text("Messages (1)")
        send(api, "dora", "asked_letter")
        expect(bell).to_have_text("Messages (2)")
        bell.focus()
        page.keyboard.press("Enter")
        expect(bell).to_have_attribute("aria-expanded", "true")
        expect(page.get_by_role("listitem")).to_have_count(2)
        expect(bell).to_have_text("Messages")
        assert accused(page) == []
        wait_for(lambda: receipts(api, "dora") == ["opened", "opened"])
        page.get_by_role("button", name="Remove: Letter 1").first.click()
        expect(page.get_by_role("listitem")).to_have_count(1)
        wait_for(lambda: sorted(receipts(api, "dora")) == ["dismissed", "opened", "opened"])
        page.keyboard.press("Escape")
        expect(bell).to_be_focused()
        expect(bell).to_have_attribute("aria-expanded", "false")
        page.reload()
        expect(bell).to_have_text("Messages")
        bell.click()
        expect(page.get_by_role("listitem")).to_have_count(1)


def test_words_are_words_whatever_stands_in_them(api: Api, shop: Site, browser: Browser) -> None:
    send(api, "eva", "asked_evil", "asked_evil_list")
    with visiting(browser, api, shop, "eva") as page:
        expect(page.get_by_role("region").get_by_text(EVIL).first).to_be_visible()
        page.get_by_role("button", name="Messages").click()
        expect(page.get_by_role("listitem").first).to_contain_text(EVIL)
        assert page.title() == "Shop"
        assert page.locator("img, b").count() == 0


def test_a_page_goes_on_after_its_token_and_its_server_were_away(
    api: Api, shop: Site, browser: Browser, tmp_path: Path
) -> None:
    """Given a token that is over soon, and a server that is started anew, the page asks again by itself."""
    folder = tmp_path / "data"
    folder.mkdir()
    with server(folder) as first, talking(first) as spoken, site(first.note.url) as opened:
        port = int(first.note.url.rpartition(":")[2])
        spoken.ask("POST", "/api/keys", {"role": "browser"})
        publish(spoken, "asked_banner")
        with visiting(browser, spoken, opened, "kim", expires_in="2s") as page:
            opened.token = token_of(spoken, "kim")
            wait_for(lambda: opened.asked.count("/inbox-token") >= 2)
            first.stop()
            with server(folder, port=port) as second, talking(second) as again:
                send(again, "kim", "asked_banner")
                expect(page.get_by_role("region", name="Seats")).to_contain_text("Hello Kim")


def test_another_persons_token_sees_nothing(api: Api, shop: Site, browser: Browser) -> None:
    send(api, "flo", "asked_banner", "asked_letter")
    with visiting(browser, api, shop, "mallory") as page:
        send(api, "flo", "asked_letter")
        page.get_by_role("button", name="Messages").click()
        expect(page.get_by_text("No messages")).to_be_visible()
        assert page.get_by_role("region").count() == 0
    assert receipts(api, "flo") == []


def test_a_page_of_another_origin_gets_nothing(api: Api, shop: Site, served: Server, browser: Browser) -> None:
    """It has a token, by whatever way; the browser lets it read no answer."""
    send(api, "gina", "asked_banner")
    with site(served.note.url) as other, browser.new_context() as context:
        other.token = token_of(api, "gina")
        page = context.new_page()
        with page.expect_request_finished(lambda asked: asked.url.endswith("/inbox.js")):
            page.goto(other.url)
        wait_for(lambda: "/inbox-token" in other.asked)
        expect(page.get_by_role("button", name="Messages")).to_be_visible()
        page.wait_for_timeout(1_000)
        assert page.get_by_role("region").count() == 0
    assert receipts(api, "gina") == []


def test_the_script_is_small_and_may_be_loaded_from_anywhere(served: Server) -> None:
    answer = served.ask("GET", "/inbox.js")
    assert answer.status_code == 200
    assert len(answer.content) < SCRIPT_BYTES_MAX
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "max-age=3600" in answer.headers["cache-control"]
    for word in (b"innerHTML", b"eval(", b"Function(", b"document.write"):
        assert word not in answer.content
