"""Whatever was done in the studio can be done by a call: the text that it gives works when it is pasted in a shell."""

import os
import subprocess

import pytest
from playwright.sync_api import Browser, expect

from tests.cli.served import Server
from tests.e2e.browser import window
from tests.e2e.pages import at_rest, signed_in
from tests.e2e.studio import Api

pytestmark = pytest.mark.browser

SHELL_SECONDS = 60


def test_the_last_act_is_a_call_that_works_when_pasted(house: Server, api: Api, browser: Browser) -> None:
    """Given an address that was suppressed by hand and is gone again, the pasted call suppresses it once more."""
    with window(browser, house.note.url) as (page, _):
        signed_in(page, house)
        at_rest(page, "/suppressions")
        page.keyboard.press("Control+k")
        page.get_by_role("combobox", name="Search for anything").fill("as a call")
        page.get_by_role("option", name="As a call").click()
        expect(page.get_by_text("Nothing was changed in this window yet.")).to_be_visible()

        page.get_by_role("button", name="Add an address").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Address").fill("ada@example.com")
        dialog.get_by_label("Note").fill("It's by phone")
        dialog.get_by_role("button", name="Suppress it").click()
        expect(dialog).to_have_count(0)
        page.keyboard.press("Control+k")
        page.get_by_role("combobox", name="Search for anything").fill("as a call")
        page.get_by_role("option", name="As a call").click()
        told = page.get_by_role("dialog", name="As a call").get_by_label("Code", exact=True).inner_text()

    line = api.ask("GET", "/api/suppressions")["suppressions"][0]
    api.ask("POST", "/api/suppressions/lift", {"address": line["address"], "note": "to try the call"})
    assert api.ask("GET", "/api/suppressions")["suppressions"] == []
    environment = {**os.environ, "LOOPLINE_KEY": house.note.key, "NO_PROXY": "*"}
    done = subprocess.run(
        ["bash", "-c", told], env=environment, capture_output=True, text=True, timeout=SHELL_SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    again = api.ask("GET", "/api/suppressions")["suppressions"][0]
    assert (again["address"], again["note"]) == (line["address"], "It's by phone")


def test_the_border_of_an_input_is_the_one_that_is_seen(house: Server, browser: Browser) -> None:
    """The token whose contrast is computed is the colour that the browser paints, in both schemes."""
    for scheme in ("light", "dark"):
        with window(browser, house.note.url, scheme=scheme) as (page, _):
            signed_in(page, house)
            at_rest(page, "/messages")
            painted = page.evaluate(
                """() => {
                  const of = (colour) => {
                    const it = document.createElement("i");
                    it.style.color = colour;
                    document.body.append(it);
                    const found = getComputedStyle(it).color;
                    it.remove();
                    return found;
                  };
                  const token = getComputedStyle(document.documentElement).getPropertyValue("--field").trim();
                  const box = document.querySelector("input[aria-label=Person]");
                  return [getComputedStyle(box).borderTopColor, of(token)];
                }"""
            )
            assert painted[0] == painted[1], scheme
