"""Five stories of a marketer and the studio, each from an empty installation, in a real browser."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cli.served import Server, wait_for
from tests.e2e.browser import window
from tests.e2e.journeys import TRIAL, WELCOME
from tests.e2e.studio import OWNER, Api, Canvas, basic, identify, own, track

pytestmark = pytest.mark.browser


def test_the_first_run_ends_with_a_first_event(house: Server, browser: Browser) -> None:
    """Given a new installation, when the owner is made and an event is sent by the snippet, the page tells of it."""
    with window(browser, house.note.url) as (page, _):
        page.goto(f"/setup#token={house.setup_token()}")
        page.get_by_label("Your name").fill(OWNER["name"])
        page.get_by_role("textbox", name="E-mail").fill(OWNER["email"])
        page.get_by_role("textbox", name="Password").fill("short")
        expect(page.get_by_role("button", name="Create the owner")).to_be_disabled()
        page.get_by_role("textbox", name="Password").fill(OWNER["password"])
        page.get_by_role("button", name="Create the owner").click()
        expect(page.get_by_role("heading", name="Start the loop")).to_be_visible()
        expect(page.get_by_text("Listening. The event will appear here")).to_be_visible()

        page.get_by_role("button", name="Make a key for it").click()
        shown = page.get_by_text(re.compile(r"curl .*-u lw_", re.DOTALL)).first.inner_text()
        key, address = re.search(r"-u (lw_[\w-]+):", shown), re.search(r"curl (\S+)", shown)
        assert key and address and address[1] == f"{house.note.url}/v1/track", shown
        sent = page.request.post(
            address[1],
            data={"userId": "ann", "event": "signed_up", "properties": {"plan": "free"}},
            headers={"Authorization": basic(key[1])},
        )
        assert sent.ok, sent.text()

        expect(page.get_by_text("signed_up of ann has arrived")).to_be_visible()
        page.get_by_role("link", name="See the person").click()
        expect(page.get_by_role("heading", name="ann")).to_be_visible()
        expect(page.get_by_label("Timeline").get_by_text("signed_up").first).to_be_visible()
        sign_out_and_in(page)


def sign_out_and_in(page: Page) -> None:
    """The owner leaves and comes back."""
    page.get_by_role("button", name=OWNER["name"]).click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.get_by_role("textbox", name="E-mail").fill(OWNER["email"])
    page.get_by_role("textbox", name="Password").fill(OWNER["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name=OWNER["name"])).to_be_visible()


def test_a_journey_is_drawn_by_hand_and_by_keyboard_and_tried(house: Server, api: Api, browser: Browser) -> None:
    """Given an empty canvas, a journey is drawn, mended where the checks point, named, undone, redone and dry-run."""
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        canvas = begin_empty(page)
        canvas.drag("message", 420, 330)
        expect(canvas.checks()).to_contain_text("to mend")
        canvas.press("Escape")
        canvas.checks().click()
        page.get_by_label("Checks").get_by_role("button").first.click()
        expect(canvas.panel.get_by_role("heading", name="Message")).to_be_visible()
        canvas.fill("Subject", 'Welcome, {{fallback first_name "friend"}}')
        canvas.fill("Body (HTML)", "<p>Good that you are here.</p>")

        canvas.leave_field()
        canvas.press("w")
        expect(canvas.panel.get_by_label("Name", exact=True)).to_be_focused()
        canvas.press("Control+Enter", "s")
        branch(canvas)
        canvas.choose("Which plan?")
        canvas.press("u")
        expect(canvas.panel.get_by_role("heading", name="Update")).to_be_visible()
        expect(canvas.panel.get_by_label("Name", exact=True)).to_be_focused()
        canvas.press("Escape", "Control+z")
        expect(canvas.card("Update")).to_have_count(0)
        canvas.press("Control+y")
        expect(canvas.card("Update")).to_have_count(1)
        canvas.press("Delete")

        canvas.drag("message", 150, 480)
        canvas.fill("Name", "Why pro")
        canvas.fill("Subject", "What you get with pro")
        canvas.fill("Body (HTML)", "<p>More of it.</p>")
        canvas.leave_field()
        canvas.press("0")
        canvas.connect(canvas.edge("Which plan?", "otherwise"), "Why pro")
        expect(canvas.checks()).to_have_text("Sound")

        drawn = wait_for(lambda: api.draft("welcome") if "message_2" in api.draft("welcome")["nodes"] else None)
        assert drawn["start"] == "message" and drawn["nodes"]["message"]["then"] == "wait"
        assert drawn["nodes"]["split"]["branches"] == [{"when": 'plan == "pro"', "name": "Pays already"}]
        wait_for(lambda: api.draft("welcome")["nodes"]["split"].get("otherwise") == "message_2")
        dry_run(page)


def begin_empty(page: Page) -> Canvas:
    """A new journey on an empty canvas, entered by signed_up, an event that nobody has sent so far."""
    page.goto("/journeys/new")
    page.get_by_role("button", name="Empty canvas").click()
    page.get_by_role("textbox", name="Name").fill("Welcome")
    page.get_by_role("button", name="Open the canvas").click()
    canvas = Canvas(page)
    canvas.card("Entry").click()
    canvas.panel.get_by_label("People enter on").fill("signed_up")
    page.keyboard.press("Enter")
    expect(canvas.card("signed_up")).to_be_visible()
    return canvas


def branch(canvas: Canvas) -> None:
    """The split's one branch, by rows, and a name for the step by F2."""
    expect(canvas.panel.get_by_role("heading", name="Split")).to_be_visible()
    canvas.panel.get_by_role("button", name="Add a rule").click()
    canvas.fill("Field", "plan")
    canvas.fill("Value", "pro")
    canvas.fill("Name of branch 1", "Pays already")
    canvas.leave_field()
    canvas.press("F2")
    canvas.page.keyboard.type("Which plan?")
    canvas.leave_field()
    expect(canvas.card("Which plan?")).to_contain_text("Pays already")


def dry_run(page: Page) -> None:
    """One invented person on the free plan gets two messages, and each decision has its reason."""
    page.get_by_role("button", name="Try", exact=True).click()
    page.get_by_label("Value of plan").fill("free")
    page.get_by_label("Value of first_name").fill("Bo")
    page.get_by_role("button", name="Go", exact=True).click()
    happened = page.get_by_label("What happened")
    expect(happened).to_contain_text('Entered "Welcome" by signed_up')
    expect(happened.get_by_role("button", name="Which plan?")).to_contain_text('plan was "free"')
    happened.get_by_text("2 messages").click()
    expect(page.get_by_test_id("subject")).to_have_text(["Welcome, Bo", "What you get with pro"])
    expect(page.frame_locator("iframe").first.get_by_text("Good that you are here.")).to_be_visible()


def test_people_are_watched_as_they_move_and_one_of_them_is_explained(
    house: Server, api: Api, browser: Browser
) -> None:
    """Given a draft, it is published with a reason; signals come in, people move on the canvas, and the why is told."""
    api.ask("PUT", "/api/journeys/welcome/draft", {"document": WELCOME, "revision": 0})
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        canvas = Canvas(page).open("welcome")
        page.get_by_role("button", name="Publish").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Why this change?").fill("New people hear from us on their first day")
        dialog.get_by_label("What do you expect it to cause?").fill("More of them come back")
        dialog.get_by_role("button", name="Publish").click()
        expect(page.get_by_text("Version 1 is live.")).to_be_visible()

        page.get_by_label("View").get_by_text("Watch").click()
        expect(canvas.card("Until a project")).to_contain_text("0 here")
        for person in ("ann", "bo"):
            api.send(identify(person, email=f"{person}@example.com", plan="free"), track(person, "signed_up"))
        expect(canvas.card("Until a project")).to_contain_text("2 here")
        api.send(track("ann", "project_created", name="First"))
        expect(canvas.card("Until a project")).to_contain_text("1 here")
        expect(canvas.card("Well done")).to_contain_text("1 came")

        canvas.card("Until a project").click()
        standing = page.get_by_label("People on this step")
        expect(standing.get_by_role("link")).to_have_text(["bo@example.com"])
        standing.get_by_role("link", name="bo").click()
        expect(page.get_by_role("heading", name="bo")).to_be_visible()
        why = page.get_by_label("Why", exact=True)
        expect(why).to_contain_text('Entered "Welcome" by signed_up')
        expect(why).to_contain_text("still inside")

        page.goto("/people/ann?tab=why&journey=welcome")
        expect(why).to_contain_text("Got no message: the sandbox kept 2")
        expect(why).to_contain_text("project_created")
        page.goto("/messages")
        expect(page.get_by_role("row").filter(has_text="Well done, ann").first).to_contain_text("in the sandbox")


def welcome(api: Api, *people: str) -> None:
    """The journey is live, and these people stand in it."""
    api.publish(WELCOME)
    for person in people:
        api.send(identify(person, email=f"{person}@example.com"), track(person, "signed_up"))
    wait_for(lambda: len(api.ask("GET", "/api/journeys/welcome/people")["people"]) == len(people))


def test_a_second_version_goes_live_with_people_in_flight(house: Server, api: Api, browser: Browser) -> None:
    """Given three people in a journey, a step is taken away; the author sees who stands there and moves them."""
    welcome(api, "ann", "bo", "cy")
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        canvas = Canvas(page).open("welcome")
        canvas.choose("Until a project")
        canvas.press("Delete")
        expect(canvas.card("Until a project")).to_have_count(0)
        canvas.choose("Hello")
        canvas.press("w")
        canvas.fill("Name", "A quiet day")
        canvas.panel.get_by_role("combobox", name="Then").click()
        page.get_by_role("option", name="Well done").click()
        expect(canvas.checks()).not_to_contain_text("to mend")
        canvas.saved()

        page.get_by_role("button", name="Publish").click()
        dialog = page.get_by_role("dialog", name="Publish version 2")
        expect(dialog).to_contain_text("A quiet day")
        expect(dialog.get_by_text("3 people are in flight")).to_be_visible()
        expect(dialog.get_by_text("3 here")).to_be_visible()
        dialog.get_by_label("They move to the new version").check()
        dialog.get_by_role("combobox", name="which is gone, go to").click()
        page.get_by_role("option", name="A quiet day").click()
        dialog.get_by_label("Why this change?").fill("A day of quiet does better than waiting for a project")
        dialog.get_by_role("button", name="Publish").click()
        expect(page.get_by_text("Version 2 is live.")).to_be_visible()

        page.get_by_label("View").get_by_text("Watch").click()
        expect(canvas.card("A quiet day")).to_contain_text("3 here")
        page.get_by_role("button", name="More").click()
        page.get_by_role("menuitem", name="Versions").click()
        versions = page.get_by_role("dialog", name="Versions")
        expect(versions.get_by_role("heading", name=re.compile(r"Version \d"))).to_have_count(2)
        expect(versions).to_contain_text("A day of quiet does better than waiting for a project")
        expect(versions).to_contain_text(OWNER["name"])


def test_nobody_is_thrown_out_by_a_step_that_is_taken_away(house: Server, api: Api, browser: Browser) -> None:
    """Given people on a step that is gone, the next step is offered; they leave only where the author says so."""
    welcome(api, "ann", "bo")
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        canvas = Canvas(page).open("welcome")
        canvas.choose("Until a project")
        canvas.press("Delete")
        expect(canvas.card("Until a project")).to_have_count(0)
        canvas.choose("Hello")
        canvas.panel.get_by_role("combobox", name="Then").click()
        page.get_by_role("option", name="Well done").click()
        canvas.saved()

        page.get_by_role("button", name="Publish").click()
        dialog = page.get_by_role("dialog", name="Publish version 2")
        dialog.get_by_label("Why this change?").fill("No pause")
        dialog.get_by_label("They move to the new version").check()
        target = dialog.get_by_role("combobox", name="which is gone, go to")
        expect(target).not_to_have_value("")
        target.click()
        page.get_by_role("option", name="They leave the journey").click()
        dialog.get_by_role("button", name="Publish").click()
        expect(page.get_by_text("Version 2 is live.")).to_be_visible()
        page.goto("/people/ann?tab=why&journey=welcome")
        expect(page.get_by_text("lets people leave where they stood")).to_be_visible()


def test_the_report_is_read(house: Server, api: Api, browser: Browser, tmp_path: Path) -> None:
    """Given people who entered and some who bought, the report shows what is missing, the funnel, its table and CSV."""
    api.publish(TRIAL)
    people = [f"p{n}" for n in range(40)]
    api.send(
        *(identify(one, email=f"{one}@example.com") for one in people), *(track(one, "trial_began") for one in people)
    )
    api.send(*(track(one, "bought", amount=20) for one in people[:9]))
    wait_for(lambda: api.ask("GET", "/api/journeys/trial/report")["converted"] == 9)
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        page.goto("/results")
        page.get_by_role("link", name="Trial").click()
        verdict = page.get_by_label("Verdict")
        expect(verdict).to_contain_text("Checked before any verdict")
        expect(verdict).to_contain_text(re.compile(r"\d+ of \d+ conversions"))
        expect(page.get_by_test_id("figures")).to_contain_text("40")

        funnel = page.get_by_label("How far people come", exact=True)
        expect(funnel).to_contain_text("Remember")
        funnel.get_by_text("Table").click()
        row = funnel.get_by_role("row").filter(has_text="Remember")
        expect(row).to_contain_text("40")
        with page.expect_download() as waiting:
            funnel.get_by_role("button", name="CSV").click()
        place = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(place)
        assert place.name == "trial-funnel.csv"
        with place.open(encoding="utf-8", newline="") as lines:
            rows = {line["step"]: line for line in csv.DictReader(lines)}
        assert rows["Remember"]["entered"] == "40", rows
