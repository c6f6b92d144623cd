"""Two authors draw one journey at once, each in a browser: nothing is lost, and each undoes what is their own."""

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from loopline.decisions.documents.read import read_document, to_plain
from tests.cli.served import Server, wait_for
from tests.e2e.browser import window
from tests.e2e.journeys import WELCOME
from tests.e2e.studio import Api, Canvas, Json, own

pytestmark = pytest.mark.browser

JON = {"name": "Jon Roe", "email": "jon@example.com", "password": "another long password"}
ACTS = 24
SEED = 7


@contextmanager
def two(house: Server, api: Api, browser: Browser) -> Iterator[tuple[Canvas, Canvas]]:
    """Ada and Jon, each in a browser of their own, with the journey open."""
    api.ask("PUT", "/api/journeys/welcome/draft", {"document": WELCOME, "revision": 0})
    with window(browser, house.note.url) as (ada, _), window(browser, house.note.url) as (jon, _):
        own(ada, house)
        api.ask("POST", "/api/operators", JON)
        signed = jon.request.post("/api/session", data={"email": JON["email"], "password": JON["password"]})
        assert signed.ok, signed.text()
        yield Canvas(ada).open("welcome"), Canvas(jon).open("welcome")


def rename(canvas: Canvas, step: str, name: str) -> None:
    """A step's name, by its form."""
    canvas.choose(step)
    canvas.fill("Name", name)
    canvas.leave_field()


def node_of(api: Api, node: str) -> Json:
    """A step of the draft on the server."""
    found: Json = api.draft("welcome")["nodes"][node]
    return found


def test_two_authors_see_each_other_and_where_each_of_them_is(house: Server, api: Api, browser: Browser) -> None:
    """Given one journey in two browsers, each bar shows the other author, and the other's step is ringed."""
    with two(house, api, browser) as (ada, jon):
        here = ada.page.get_by_role("list", name="Also here").get_by_role("listitem")
        expect(here).to_have_attribute("aria-label", "Jon Roe is here")
        jon.choose("Until a project")
        expect(here).to_have_attribute("aria-label", 'Jon Roe is here, at "Until a project"')
        expect(ada.card("Until a project").locator("[data-others]")).to_have_attribute("data-others", "JR")
        expect(ada.card("Hello").locator("[data-others]")).to_have_count(0)
        jon.page.goto("/journeys")
        expect(here).to_have_count(0)


def test_changes_of_different_steps_and_fields_are_both_kept_without_a_question(
    house: Server, api: Api, browser: Browser
) -> None:
    """Given two authors, what one saves appears at the other, also while that one has something unsaved."""
    with two(house, api, browser) as (ada, jon):
        rename(ada, "Until a project", "Until Ada's project")
        expect(jon.card("Until Ada's project")).to_be_visible()
        expect(jon.page.get_by_role("status", name="Changes by others")).to_contain_text("Ada")

        jon.choose("Until Ada's project")
        ada.choose("Hello")
        jon.fill("Name", "Jon's project")
        ada.fill("Name", "Ada's hello")
        for one in (ada, jon):
            one.leave_field()
        for one in (ada, jon):
            one.saved()
            expect(one.card("Ada's hello")).to_be_visible()
            expect(one.card("Jon's project")).to_be_visible()
            expect(one.page.get_by_role("dialog")).to_have_count(0)
        assert node_of(api, "hello")["name"] == "Ada's hello" and node_of(api, "project")["name"] == "Jon's project"

        ada.press("Control+z")
        expect(ada.card("Ada's hello")).to_have_count(0)
        expect(ada.card("Jon's project")).to_be_visible()
        ada.saved()
        assert wait_for(lambda: "name" not in node_of(api, "hello"))
        assert node_of(api, "project")["name"] == "Jon's project", "undo takes back one's own alone"


def test_one_field_that_both_changed_is_asked_about_with_both_values(house: Server, api: Api, browser: Browser) -> None:
    """Given one field changed by both, the first one saved stands, and the second author chooses."""
    with two(house, api, browser) as (ada, jon):
        offline(jon.page)
        rename(jon, "Until a project", "Until Jon's project")
        expect(jon.page.get_by_role("status", name="Saving")).to_have_text("Not saved. Try again")
        rename(ada, "Until a project", "Until Ada's project")
        assert wait_for(lambda: node_of(api, "project")["name"] == "Until Ada's project")
        jon.page.unroute_all()

        asked = jon.panel.get_by_role("region", name="Changed by two")
        expect(asked).to_contain_text("You and Ada changed name at the same time")
        expect(asked).to_contain_text("Until Ada's project")
        expect(asked).to_contain_text("Until Jon's project")
        assert node_of(api, "project")["name"] == "Until Ada's project", "nothing was overwritten in silence"
        jon.page.get_by_role("button", name="1 change by two").click()
        asked.get_by_role("button", name="Use mine").click()
        expect(asked).to_have_count(0)
        expect(ada.card("Until Jon's project")).to_be_visible()
        assert node_of(api, "project")["name"] == "Until Jon's project"


def test_a_box_is_not_rewritten_while_somebody_types_in_it(house: Server, api: Api, browser: Browser) -> None:
    """Given a box with the cursor in it, somebody else's words for it arrive when it is left, as a question."""
    with two(house, api, browser) as (ada, jon):
        jon.choose("Until a project")
        name = jon.panel.get_by_label("Name", exact=True)
        name.press("End")
        name.press_sequentially(", Jon")
        assert wait_for(lambda: node_of(api, "project")["name"] == "Until a project, Jon")
        expect(ada.card("Until a project, Jon")).to_be_visible()
        rename(ada, "Until a project, Jon", "Ada's words")
        assert wait_for(lambda: node_of(api, "project")["name"] == "Ada's words")
        name.press_sequentially(" says")
        expect(name).to_have_value("Until a project, Jon says")
        jon.leave_field()
        asked = jon.panel.get_by_role("region", name="Changed by two")
        expect(asked).to_contain_text("Until a project, Jon says")
        asked.get_by_role("button", name="Keep theirs").click()
        expect(asked).to_have_count(0)
        jon.saved()
        assert node_of(api, "project")["name"] == "Ada's words"


def test_a_save_whose_answer_was_lost_is_made_once(house: Server, api: Api, browser: Browser) -> None:
    """Given an added step whose save arrived but whose answer did not, going on leaves one step, not two."""
    with window(browser, house.note.url) as (page, _):
        api.ask("PUT", "/api/journeys/welcome/draft", {"document": WELCOME, "revision": 0})
        own(page, house)
        canvas = Canvas(page).open("welcome")

        def lost(route: object) -> None:
            route.fetch()  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]

        page.route("**/api/journeys/welcome/draft", lost)
        canvas.drag("wait", 500, 420)
        expect(page.get_by_role("status", name="Saving")).to_have_text("Not saved. Try again")
        page.unroute_all()
        canvas.fill("Name", "Only once")
        canvas.leave_field()
        canvas.saved()
        added = [one for name, one in api.draft("welcome")["nodes"].items() if name not in WELCOME["nodes"]]
        assert [one.get("name") for one in added] == ["Only once"]


def test_two_who_act_at_random_end_with_one_document_and_lose_nothing(
    house: Server, api: Api, browser: Browser
) -> None:
    """Given many acts of both at once, both windows and the server end with the same text, each one's steps in it."""
    chance = random.Random(SEED)
    with two(house, api, browser) as authors:
        added: list[str] = []
        for number in range(ACTS):
            canvas = authors[chance.randrange(2)]
            name = f"Step {number}"
            act = chance.choice(("add", "add", "rename", "note", "undo"))
            if act == "add":
                canvas.drag(chance.choice(("wait", "exit")), 250 + 40 * (number % 9), 90 + 18 * number)
                canvas.fill("Name", name)
                added.append(name)
            elif act == "rename" and added:
                old = chance.choice(added)
                canvas.card(old).get_by_test_id("name").dispatch_event("click")  # it may lie under another card
                expect(canvas.panel.get_by_role("heading", name=old)).to_be_visible()
                canvas.fill("Name", name)
                added[added.index(old)] = name
            elif act == "undo":
                canvas.leave_field()
                canvas.press("Control+z", "Control+Shift+z")
            canvas.leave_field()
        for canvas in authors:
            canvas.page.get_by_role("radiogroup", name="View").get_by_text("YAML").click()
        assert wait_for(lambda: text_of(authors[0]) == text_of(authors[1]) == api.draft("welcome"))
        nodes = api.draft("welcome")["nodes"]
        assert set(added) <= {one.get("name") for one in nodes.values()}, "what an author added is there"
        assert set(WELCOME["nodes"]) <= set(nodes)


def text_of(canvas: Canvas) -> Json:
    """The document as this window shows it."""
    text = canvas.page.get_by_role("textbox", name="The journey as YAML")
    expect(text).to_have_value(re.compile("kind: journey"))
    return to_plain(read_document(text.input_value().encode()))


def offline(page: Page) -> None:
    """Nothing that this page saves arrives."""
    page.route("**/api/journeys/welcome/draft", lambda route: route.abort())
