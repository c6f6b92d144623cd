"""What an import, a provider with its domain, and a publish with people in flight cost, counted in acts."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.cli.served import Server, wait_for
from tests.e2e.acts import Acts
from tests.e2e.browser import window
from tests.e2e.journeys import WELCOME
from tests.e2e.pages import at_rest, signed_in
from tests.e2e.studio import Api, Canvas, Json, identify, track
from tests.providers.servers import post_office

pytestmark = pytest.mark.browser

IMPORT_MOST, PROVIDER_MOST, AUTHOR_MOST = 8, 11, 5
PEOPLE = "user_id,email,Plan\nada,ada@example.com,pro\n,nobody@example.com,pro\nbob,bob@example.com,free\n"


def test_an_import_costs_eight_acts_at_most(house: Server, api: Api, browser: Browser, tmp_path: Path) -> None:
    """Given a file with a bad row and a column of another name, its good rows are people within the budget."""
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE)
    with window(browser, house.note.url) as (page, _):
        signed_in(page, house)
        at_rest(page, "/people")
        hand = Acts(page)
        hand.click(page.get_by_role("link", name="Imports"), "imports")
        hand.click(page.get_by_role("button", name="Import a file").first, "import a file")
        dialog = page.get_by_role("dialog")
        dialog.locator("input[type=file]").set_input_files(file)
        hand.done.append("drop the file")
        hand.click(dialog.get_by_role("button", name="Try it"), "try it")
        expect(dialog).to_contain_text("2 of 3 rows can be taken")
        assert not api.ask("GET", "/api/people?q=ada")["people"], "nothing is stored before it was seen"
        hand.click(dialog.get_by_label("What Plan becomes"), "what Plan becomes")
        hand.write("tier")
        hand.click(dialog.get_by_role("button", name="Try again"), "try again")
        hand.click(dialog.get_by_role("button", name="Take 2 rows"), "take them")
        expect(page.get_by_role("table", name="Imports")).to_contain_text("done")
        print(f"an import took {hand.count} acts")
        assert hand.count <= IMPORT_MOST, hand.done
    assert wait_for(lambda: api.ask("GET", "/api/people/bob")["traits"].get("tier") == "free")


def test_a_provider_and_a_domain_cost_eleven_acts_at_most(house: Server, api: Api, browser: Browser) -> None:
    """Given a mail server, it is added, tried, and a domain gets its record within the budget."""
    with post_office() as office, window(browser, house.note.url) as (page, _):
        signed_in(page, house)
        at_rest(page, "/channels")
        hand = Acts(page)
        mail = page.get_by_role("region", name="E-mail")
        hand.click(mail.get_by_role("button", name="Add a provider"), "add a provider")
        dialog = page.get_by_role("dialog")
        hand.click(dialog.get_by_role("combobox", name="Service"), "service")
        hand.click(page.get_by_role("option", name="smtp", exact=True), "smtp")
        hand.put("Host", f"127.0.0.1:{office.port}")
        hand.click(dialog.get_by_text("More", exact=True), "more")
        hand.put("Starttls", "never")
        hand.click(dialog.get_by_role("button", name="Add the provider"), "add it")
        expect(dialog).to_have_count(0)
        hand.click(mail.get_by_role("button", name="Send a test"), "send a test")
        mail.get_by_label("Send a test to").focus()
        hand.write("ada@example.com")
        hand.press("Send")
        expect(mail.get_by_role("status").filter(has_text="accepted")).to_be_visible()
        hand.click(page.get_by_role("link", name="Domains"), "domains")
        hand.click(page.get_by_label("Domain", exact=True), "domain")
        hand.write("acme.example")
        hand.click(page.get_by_role("button", name="Add a domain"), "add the domain")
        expect(page.get_by_role("region", name="acme.example")).to_be_visible()
        print(f"a provider and a domain took {hand.count} acts")
        assert hand.count <= PROVIDER_MOST, hand.done
    assert api.ask("GET", "/api/senders")["senders"][0]["domain"] == "acme.example"


def without_the_wait() -> Json:
    """The journey whose wait is taken out: people stand where nothing is any more."""
    nodes = {name: node for name, node in WELCOME["nodes"].items() if name != "project"}
    return {**WELCOME, "nodes": {**nodes, "hello": {**nodes["hello"], "then": "well_done"}}}


def test_a_publish_with_people_in_flight_costs_its_author_five_acts_at_most(
    house: Server, api: Api, browser: Browser
) -> None:
    """Given people at a step that the draft removes, their next step is offered, and the author decides."""
    api.publish(WELCOME)
    for one in ("ann", "bob"):
        api.send(identify(one, email=f"{one}@example.com"), track(one, "signed_up"))
    wait_for(lambda: api.ask("GET", "/api/journeys/welcome/impact")["standing"] == {"project": 2})
    api.ask("PUT", "/api/journeys/welcome/draft", {"document": without_the_wait(), "revision": 0})
    with window(browser, house.note.url) as (page, _):
        signed_in(page, house)
        Canvas(page).open("welcome")
        hand = Acts(page)
        hand.click(page.get_by_role("button", name="Publish"), "publish")
        dialog = page.get_by_role("dialog")
        hand.click(dialog.get_by_role("radio", name="They move to the new version"), "move everybody")
        target = dialog.get_by_role("combobox", name="which is gone, go to")
        expect(target).not_to_have_value("")
        hand.click(target, "where they go")
        hand.click(page.get_by_role("option", name="They leave the journey"), "they leave")
        dialog.get_by_label("Why this change?").focus()
        hand.write("Nobody waits any more")
        hand.click(dialog.get_by_role("button", name="Publish"), "publish, confirmed")
        expect(page.get_by_text("Version 2 is live.")).to_be_visible()
        print(f"a publish with people in flight took {hand.count} acts")
        assert hand.count <= AUTHOR_MOST, hand.done
    assert wait_for(lambda: api.ask("GET", "/api/journeys/welcome/impact")["standing"] == {})
