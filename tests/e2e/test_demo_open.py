"""The demo opens without an account: it says what it is, and each act that it refuses says why and how to begin."""

import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import takewhile

import pytest
from playwright.sync_api import Browser, expect

from tests.cli.demo_sizes import SMALL
from tests.e2e.browser import PHONE, window
from tests.e2e.checks import accused, sideways

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """What `loopline demo` prints, small."""
    say = f"from loopline.cli.demo import Size, demo\ndemo(headless=False, port=0, data=None, size={SMALL!r})"
    command = [sys.executable, "-u", "-c", say]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as served:
        try:
            assert served.stdout is not None
            yield "".join(takewhile(lambda line: "loopline why" not in line, served.stdout))
        finally:
            served.terminate()
            served.wait(30)


def address(said: str) -> str:
    """Where it serves."""
    found = re.search(r"serves on (\S+) until", said)
    assert found, said
    return found[1]


def test_whoever_opens_the_demo_sees_it_and_changes_nothing(demo: str, browser: Browser) -> None:
    """Given no account, home, a journey and a person are there; a publish is refused with the way to begin for real."""
    with window(browser, address(demo)) as (page, _):
        page.goto("/")
        strip = page.get_by_role("complementary", name="About this demo")
        expect(strip).to_contain_text("nothing can be changed")
        page.goto("/journeys")
        page.get_by_role("link", name="Upsell at the limit").click()
        expect(page.get_by_test_id("canvas")).to_be_visible()
        expect(strip).to_be_visible()
        page.goto("/people/saas-00001")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        refused = page.request.post(
            "/api/journeys/upsell/pause", data={"reason": "x"}, headers={"X-Loopline-Studio": "1"}
        )
        assert refused.status == 403 and refused.json()["error"]["code"] == "demo_read_only"
        assert page.request.get("/api/keys").status == 403
        page.goto("/journeys/new")
        page.get_by_role("button", name="Empty canvas").click()
        page.get_by_role("dialog").get_by_role("textbox", name="Name").fill("Mine")
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("make the owner's account")


def test_the_strip_fits_a_phone(demo: str, browser: Browser) -> None:
    """Given a phone, the strip wraps, nothing scrolls sideways, and axe has nothing to say."""
    for scheme in ("light", "dark"):
        with window(browser, address(demo), PHONE, scheme) as (page, _):
            page.goto("/journeys")
            expect(page.get_by_role("complementary", name="About this demo")).to_be_visible()
            assert sideways(page) <= 0 and accused(page) == []


def test_the_link_of_the_demo_makes_it_ones_own(demo: str, browser: Browser) -> None:
    """Given the printed link, an owner is made, the strip is gone, and a stranger is asked to sign in."""
    link = re.search(r"http\S+/setup#token=\S+", demo)
    assert link, demo
    with window(browser, address(demo)) as (page, _):
        page.goto(link[0])
        page.get_by_role("textbox", name="Your name").fill("Ada")
        page.get_by_role("textbox", name="E-mail").fill("ada@example.com")
        page.get_by_label("Password").first.fill("a long password")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Start the loop")).to_be_visible()
        expect(page.get_by_role("complementary", name="About this demo")).to_have_count(0)
    with window(browser, address(demo)) as (page, _):
        page.goto("/journeys")
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
