"""Two people talk about a journey beside its draft: each hears of it at once, and the document never does."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.cli.served import Server
from tests.e2e.browser import window
from tests.e2e.checks import accused
from tests.e2e.journeys import WELCOME
from tests.e2e.studio import Api, Canvas, own

pytestmark = pytest.mark.browser

JON = {"name": "Jon Roe", "email": "jon@example.com", "password": "another long password", "role": "viewer"}
DRAFT = "/api/journeys/welcome"


def pane(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Comments", exact=True)


def test_a_question_with_a_mention_is_heard_answered_and_settled(house: Server, api: Api, browser: Browser) -> None:
    """Given a draft that two read, a question about a step reaches the other; the draft stays as it is."""
    api.ask("PUT", f"{DRAFT}/draft", {"document": WELCOME, "revision": 0})
    with window(browser, house.note.url) as (ada, _), window(browser, house.note.url) as (jon, _):
        own(ada, house)
        api.ask("POST", "/api/operators", JON)
        signed = jon.request.post("/api/session", data={"email": JON["email"], "password": JON["password"]})
        assert signed.ok, signed.text()
        canvas = Canvas(ada).open("welcome")
        before = api.ask("GET", DRAFT)
        jon.goto("/journeys")

        canvas.choose("Until a project")
        ada.get_by_role("button", name="Comments: 0 open").click()
        box = pane(ada).get_by_role("combobox", name="Comment on Until a project")
        box.press_sequentially("Long enough? @Jo")
        pane(ada).get_by_role("option", name="Jon Roe").click()
        box.press("Control+Enter")
        expect(box).to_have_value("")
        thread = pane(ada).get_by_role("article", name="Comments on Until a project")
        expect(thread).to_contain_text("Long enough? @Jon Roe")
        assert accused(ada) == []

        jon.reload()
        jon.get_by_role("button", name="For you: 1 not read").click()
        jon.get_by_role("menuitem", name='at "Until a project": Long enough?').click()
        talk = pane(jon).get_by_role("article", name="Comments on Until a project")
        expect(talk).to_be_focused()
        talk.get_by_role("button", name="Answer").click()
        answer = talk.get_by_role("combobox")
        answer.fill("Yes.")
        answer.press("Control+Enter")
        expect(thread.get_by_text("Yes.")).to_be_visible()

        thread.get_by_role("button", name="Resolve").click()
        expect(thread).to_have_count(0)
        expect(jon.get_by_role("button", name="Comments: 0 open")).to_be_visible()
        pane(jon).get_by_text("Resolved 1").click()
        expect(talk).to_contain_text("Resolved by Ada")
        assert api.ask("GET", DRAFT) == before, "comments, mentions and reads are not in the document"
