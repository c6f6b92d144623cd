"""What a team sets up before and beside its journeys, through the real forms and against the real server."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cli.served import Server, wait_for
from tests.e2e.browser import window
from tests.e2e.pages import at_rest, signed_in
from tests.e2e.studio import Api, identify, talking
from tests.providers.servers import post_office

pytestmark = pytest.mark.browser

PEOPLE = "user_id,email,Plan\nada,ada@example.com,pro\n,nobody@example.com,pro\nbob,bob@example.com,free\n"


def choose(page: Page, label: str, option: str) -> None:
    """An option of a select."""
    page.get_by_role("combobox", name=label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_a_provider_is_set_up_tried_and_removed(house: Server, browser: Browser) -> None:
    with post_office() as office, window(browser, house.note.url) as (page, _):
        signed_in(page, house)
        at_rest(page, "/channels")
        mail = page.get_by_role("region", name="E-mail")
        expect(mail).to_contain_text("nothing leaves")
        mail.get_by_role("button", name="Add a provider").click()
        dialog = page.get_by_role("dialog")
        choose(page, "Service", "smtp")
        dialog.get_by_label("Host").fill(f"127.0.0.1:{office.port}")
        dialog.get_by_label("Name here").fill("post")
        dialog.get_by_text("More", exact=True).click()
        dialog.get_by_label("Starttls").fill("never")
        dialog.get_by_role("button", name="Add the provider").click()
        expect(dialog).to_have_count(0)
        expect(mail).to_contain_text("post")
        mail.get_by_role("button", name="Send a test").click()
        mail.get_by_label("Send a test to").fill("ada@example.com")
        mail.get_by_role("button", name="Send", exact=True).click()
        expect(mail.get_by_role("status").filter(has_text="accepted")).to_be_visible()
        mail.get_by_label("Send a test to").fill("dead@example.com")
        mail.get_by_role("button", name="Send", exact=True).click()
        expect(mail.get_by_role("status").filter(has_text="refused")).to_be_visible()
        mail.get_by_role("button", name="Remove post").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove it").click()
        expect(mail).to_contain_text("nothing leaves")


def test_every_service_has_a_form_that_the_server_takes(house: Server, api: Api, browser: Browser) -> None:
    """What is needed is asked for: filled in, the URL is one that the server reads; one is enough for each shape."""
    filled = {
        "twilio": ("SMS", {"Account SID": "AC" + "0" * 32, "Auth token": "t/k?n", "Sender number": "+15005550006"}),
        "mailgun": ("E-mail", {"API key": "key@1", "Domain": "mg.example.com"}),
        "resend": ("E-mail", {"API key": "re_1"}),
    }
    with window(browser, house.note.url) as (page, _):
        signed_in(page, house)
        at_rest(page, "/channels")
        for kind, (channel, boxes) in filled.items():
            region = page.get_by_role("region", name=channel)
            region.get_by_role("button", name="Add").first.click()
            dialog = page.get_by_role("dialog")
            choose(page, "Service", kind)
            for label, value in boxes.items():
                dialog.get_by_label(label).fill(value)
            dialog.get_by_role("button", name="Add the provider").click()
            expect(dialog).to_have_count(0)
            expect(region).to_contain_text(kind)
    found = {one["name"]: one["kind"] for one in api.ask("GET", "/api/providers")["providers"]}
    assert found.items() >= {"twilio": "twilio", "mailgun": "mailgun", "resend": "resend"}.items()


def test_a_domain_gets_its_record(house: Server, api: Api, browser: Browser) -> None:
    with window(browser, house.note.url) as (page, _):
        signed_in(page, house)
        at_rest(page, "/domains")
        expect(page.get_by_text("No domain yet")).to_be_visible()
        page.get_by_label("Domain").fill("acme.example")
        page.get_by_role("button", name="Add a domain").click()
        card = page.get_by_role("region", name="acme.example")
        expect(card).to_be_visible()
        record = api.ask("GET", "/api/senders")["senders"][0]["record"]
        expect(card).to_contain_text(record["name"])
        expect(card).to_contain_text(record["value"][:60])
        card.get_by_role("button", name="Remove").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove it").click()
        expect(page.get_by_text("No domain yet")).to_be_visible()


def test_people_come_in_by_a_file_after_a_dry_run(house: Server, api: Api, browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE)
    with window(browser, house.note.url) as (page, _):
        signed_in(page, house)
        at_rest(page, "/imports")
        page.get_by_role("button", name="Import a file").first.click()
        dialog = page.get_by_role("dialog")
        dialog.locator("input[type=file]").set_input_files(file)
        dialog.get_by_role("button", name="Try it").click()
        expect(dialog).to_contain_text("2 of 3 rows can be taken")
        assert not api.ask("GET", "/api/people?q=ada")["people"], "nothing is stored before it was seen"
        dialog.get_by_label("What Plan becomes").fill("tier")
        expect(dialog).to_contain_text("try it again")
        dialog.get_by_role("button", name="Try again").click()
        expect(dialog.get_by_text("tier: pro")).to_have_count(1)
        dialog.get_by_role("button", name="Take 2 rows").click()
        table = page.get_by_role("table", name="Imports")
        expect(table).to_contain_text("done")
        at_rest(page, "/people")
        expect(page.get_by_role("link", name="bob")).to_be_visible()
    assert api.ask("GET", "/api/people/bob")["traits"]["tier"] == "free"


def test_somebody_is_put_on_a_list_and_taken_off(lived_in: Server, browser: Browser) -> None:
    with window(browser, lived_in.note.url) as (page, _), talking(lived_in) as api:
        api.send(identify("lena", first_name="Lena"))
        wait_for(lambda: api.ask("GET", "/api/people?q=lena")["people"])
        signed_in(page, lived_in)
        at_rest(page, "/lists")
        page.get_by_role("link", name="vip").click()
        page.get_by_label("Id of a person").fill("lena")
        page.get_by_role("button", name="Put on the list").click()
        on_it = page.get_by_role("table", name="People on vip")
        expect(page.get_by_text("lena is put on vip.")).to_be_visible()
        page.reload()
        expect(on_it).to_contain_text("Lena")
        on_it.get_by_role("button", name="Take Lena off the list").click()
        expect(page.get_by_text("lena is taken off vip.")).to_be_visible()
        page.reload()
        expect(on_it).to_contain_text("Ann")
        expect(on_it).not_to_contain_text("Lena")


def test_an_address_is_suppressed_and_lifted_with_a_reason(house: Server, browser: Browser) -> None:
    with window(browser, house.note.url) as (page, _):
        signed_in(page, house)
        at_rest(page, "/suppressions")
        page.get_by_role("button", name="Add an address").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Address").fill("not an address")
        dialog.get_by_role("button", name="Suppress it").click()
        expect(dialog.get_by_role("alert")).to_be_visible()
        dialog.get_by_label("Address").fill("ada@example.com")
        dialog.get_by_label("Note").fill("asked by phone")
        dialog.get_by_role("button", name="Suppress it").click()
        expect(dialog).to_have_count(0)
        page.reload()
        table = page.get_by_role("table", name="Suppressed addresses")
        expect(table).to_contain_text("asked by phone")
        table.get_by_role("button", name="Lift").click()
        page.get_by_role("dialog").get_by_label("Why").fill("asked to be back")
        page.get_by_role("dialog").get_by_role("button", name="Lift it").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.reload()
        expect(page.get_by_text("No address is suppressed")).to_be_visible()


def test_a_colleague_is_let_in_and_out(house: Server, browser: Browser) -> None:
    colleague = {"email": "bea@example.com", "password": "another long password"}
    with window(browser, house.note.url) as (page, _):
        signed_in(page, house)
        at_rest(page, "/team")
        page.get_by_role("button", name="Add somebody").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Name").fill("Bea")
        dialog.get_by_label("E-mail").fill(colleague["email"])
        dialog.get_by_label("First password").fill("short")
        dialog.get_by_role("button", name="Add", exact=True).click()
        expect(dialog.get_by_role("alert")).to_be_visible()
        dialog.get_by_label("First password").fill(colleague["password"])
        dialog.get_by_role("button", name="Add", exact=True).click()
        expect(page.get_by_role("table", name="Team")).to_contain_text("bea@example.com")
        with window(browser, house.note.url) as (other, _):
            assert other.request.post("/api/session", data=colleague).ok
        page.get_by_role("button", name="Remove").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        expect(page.get_by_role("table", name="Team")).not_to_contain_text("bea@example.com")
        with window(browser, house.note.url) as (other, _):
            assert not other.request.post("/api/session", data=colleague).ok


def test_a_template_is_written_seen_and_published(house: Server, api: Api, browser: Browser) -> None:
    api.send(identify("ada", first_name="Ada", plan="pro"))
    wait_for(lambda: api.ask("GET", "/api/people?q=ada")["people"])
    with window(browser, house.note.url) as (page, _):
        signed_in(page, house)
        at_rest(page, "/content")
        page.get_by_role("button", name="New content").first.click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Name").fill("Spring news")
        dialog.get_by_role("radio", name="Welcome").check()
        dialog.get_by_role("button", name="Begin").click()
        page.get_by_role("textbox", name="Subject").fill("Spring, ")
        page.get_by_role("button", name="Insert a field into Subject").click()
        page.get_by_role("menuitem", name="first_name").click()
        page.get_by_label("Where first_name is not known").fill("there")
        page.get_by_role("button", name="Put it in").click()
        expect(page.get_by_test_id("subject")).to_have_text("Spring, Ann")
        preview = page.get_by_role("region", name="Preview")
        preview.get_by_label("For").fill("ada")
        page.get_by_role("option", name="ada").click()
        expect(page.get_by_test_id("subject")).to_have_text("Spring, Ada")
        page.reload()
        expect(page.get_by_role("textbox", name="Subject")).to_have_value('Spring, {{fallback first_name "there"}}')
        blocks = page.get_by_role("list", name="Blocks")
        blocks.get_by_role("button").filter(has_text="footer").first.focus()
        page.keyboard.press("Delete")
        checks = page.get_by_role("status", name="Checks")
        expect(checks).to_contain_text("way out")
        page.get_by_role("button", name="Undo in the mail").click()
        expect(checks).not_to_contain_text("way out")
        page.get_by_role("button", name="Publish").click()
        page.get_by_role("dialog").get_by_label("Why this change?").fill("the news")
        page.get_by_role("dialog").get_by_role("button", name="Publish").click()
        expect(page.get_by_text("Same as live version 1.")).to_be_visible()
        assert page.get_by_role("button", name="Publish").is_disabled()
    line = next(one for one in api.ask("GET", "/api/content")["content"] if one["id"] == "spring_news")
    assert (line["version"], line["document"]["content"]["subject"]) == (1, 'Spring, {{fallback first_name "there"}}')
