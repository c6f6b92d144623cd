"""What mails carry, how fast they leave, where push messages go: the real forms, and what the server keeps of them."""

from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.cli.served import Server, wait_for
from tests.e2e.browser import window
from tests.e2e.pages import at_rest, signed_in
from tests.e2e.studio import Api, Json, identify

pytestmark = pytest.mark.browser

PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
GUIDE: Json = {
    "kind": "template",
    "id": "guide",
    "name": "Guide",
    "content": {"subject": "Your guide", "preheader": "All that you need to begin, in one file."},
    "mjml": '<mj-section><mj-column><mj-image src="cid:logo" alt="Acme" width="80px" /></mj-column></mj-section>'
    "{{> footer}}",
    "attachments": [{"file": "logo", "cid": "logo"}],
}
TOKEN = "token-of-anns-phone-" + "x" * 20


def put_away(page: Page, button: Locator, act: str, reason: str) -> Locator:
    """The dialog, as its act was pressed."""
    button.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Why?").fill(reason)
    dialog.get_by_role("button", name=act).click()
    return dialog


def test_a_file_is_added_renewed_and_removed_and_says_where_it_is_used(
    house: Server, api: Api, browser: Browser, tmp_path: Path
) -> None:
    logo, other, large = tmp_path / "Logo 2026.png", tmp_path / "new.png", tmp_path / "film.mp4"
    logo.write_bytes(PNG)
    other.write_bytes(PNG + bytes(1_500))
    large.write_bytes(bytes(10 * 1024 * 1024 + 1))
    with window(browser, house.note.url) as (page, _):
        signed_in(page, house)
        at_rest(page, "/files")
        expect(page.get_by_text("No file yet")).to_be_visible()
        page.get_by_role("button", name="Add a file").first.click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Why?").fill("our new look")
        dialog.locator("input[type=file]").set_input_files(large)
        expect(dialog).to_contain_text("Put it on a page, and link to it.")
        expect(dialog.get_by_role("button", name="Publish the file")).to_be_disabled()
        dialog.locator("input[type=file]").set_input_files(logo)
        dialog.get_by_label("Id").fill("logo")
        dialog.get_by_role("button", name="Publish the file").click()
        expect(dialog).to_have_count(0)
        table = page.get_by_role("table", name="Files")
        row = table.get_by_role("row").filter(has_text="Logo 2026.png")
        expect(row).to_contain_text("image/png")
        expect(row).to_contain_text(f"{len(PNG)} bytes")
        expect(row).to_contain_text("nowhere")
        api.ask("POST", "/api/documents", {"document": GUIDE, "publish": True, "reason": "to begin"})
        page.reload()
        expect(row.get_by_role("link", name="Guide")).to_be_visible()
        row.get_by_role("button", name="New version").click()
        dialog.locator("input[type=file]").set_input_files(other)
        dialog.get_by_label("Why?").fill("a larger one")
        dialog.get_by_role("button", name="Publish the new version").click()
        expect(dialog).to_have_count(0)
        renewed = table.get_by_role("row").filter(has_text="new.png")
        expect(renewed).to_contain_text("1.6 KB")
        refused = put_away(page, renewed.get_by_role("button", name="Remove logo"), "Remove it", "not ours")
        expect(refused.get_by_role("alert")).to_contain_text("guide")
        refused.get_by_role("button", name="Keep it").click()
        plain = {**GUIDE, "mjml": GUIDE["mjml"].replace("cid:logo", "https://acme.test/a.png"), "attachments": []}
        api.ask("POST", "/api/documents", {"document": plain, "publish": True, "reason": "without it"})
        done = put_away(page, renewed.get_by_role("button", name="Remove logo"), "Remove it", "not ours")
        expect(done).to_have_count(0)
        expect(renewed).to_contain_text("removed")
        back = put_away(page, renewed.get_by_role("button", name="Bring logo back"), "Bring it back", "ours again")
        expect(back).to_have_count(0)
        expect(renewed).not_to_contain_text("removed")


def test_a_preview_shows_the_pictures_that_the_mail_carries(house: Server, api: Api, browser: Browser) -> None:
    body = {"id": "logo", "name": "logo.png", "content": b64encode(PNG).decode(), "content_type": "image/png"}
    api.ask("POST", "/api/files", {**body, "reason": "to show it"})
    api.ask("POST", "/api/documents", {"document": GUIDE, "publish": True, "reason": "to begin"})
    with window(browser, house.note.url) as (page, _):
        signed_in(page, house)
        at_rest(page, "/content/template/guide")
        preview = page.get_by_role("region", name="Preview")
        picture = preview.frame_locator("iframe").get_by_role("img", name="Acme")
        expect(picture).to_have_attribute("src", f"data:image/png;base64,{b64encode(PNG).decode()}")
        assert picture.evaluate("shown => shown.naturalWidth") == 1


def test_the_rules_of_delivery_are_set_and_leave_all_others_as_they_are(
    house: Server, api: Api, browser: Browser
) -> None:
    with window(browser, house.note.url) as (page, _):
        signed_in(page, house)
        at_rest(page, "/delivery-rules")
        page.get_by_role("button", name="Add a pace").click()
        page.get_by_role("combobox", name="Domains of line 1").press_sequentially("gmail.com,")
        page.get_by_label("At most", exact=True).fill("600")
        page.get_by_label("Within").fill("1h")
        page.get_by_label("A journey: bounces (%)").fill("5")
        page.get_by_label("Source", exact=True).fill("acme")
        page.get_by_label("Campaign", exact=True).fill("{{journey}}")
        page.get_by_role("combobox", name="Countries that messages go to").press_sequentially("de,")
        page.get_by_label("Postal address").fill("1 Market Street, Berlin")
        page.get_by_role("button", name="Add a warm-up").click()
        page.get_by_label("Why this change?").fill("we grow")
        page.get_by_role("button", name="Save the rules").click()
        expect(page.get_by_role("alert").first).to_be_visible()  # a warm-up of nobody
        page.get_by_role("button", name="Remove the warm-up of a provider").click()
        api.ask("PUT", "/api/workspace", {"document": {"kind": "workspace", "zone": "Europe/Berlin"}, "reason": "x"})
        page.get_by_role("button", name="Save the rules").click()
        expect(page.get_by_text("Saved. It holds for what leaves from now on.")).to_be_visible()
        page.reload()
        expect(page.get_by_label("At most", exact=True)).to_have_value("600")
    assert api.ask("GET", "/api/workspace") == {
        "kind": "workspace",
        "zone": "Europe/Berlin",
        "countries": ["DE"],
        "postal_address": "1 Market Street, Berlin",
        "utm": {"source": "acme", "campaign": "{{journey}}"},
        "delivery": {
            "domain_rates": [{"domains": ["gmail.com"], "limit": 600, "within": "1h"}],
            "auto_pause": {"bounces": 5.0},
        },
    }


def test_a_device_of_a_person_is_seen_and_removed(house: Server, api: Api, browser: Browser) -> None:
    api.send(identify("ann", first_name="Ann"))
    wait_for(lambda: api.ask("GET", "/api/people?q=ann")["people"])
    device = {"token": TOKEN, "platform": "ios", "app": "Shop", "app_version": "4.2"}
    api.ask("PUT", "/api/people/ann/devices", device)
    with window(browser, house.note.url) as (page, _):
        signed_in(page, house)
        at_rest(page, "/people/ann")
        devices = page.get_by_role("list", name="Devices")
        expect(devices).to_contain_text("iOS, Shop 4.2")
        assert TOKEN not in page.content(), "who has a token can write there"
        devices.get_by_role("button", name="Remove iOS, Shop 4.2").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove it").click()
        expect(page.get_by_text("The device is removed.")).to_be_visible()
        expect(devices).to_contain_text("removed")
        expect(devices.get_by_role("button")).to_have_count(0)
    assert [one["state"] for one in api.ask("GET", "/api/people/ann")["devices"]] == ["removed"]
