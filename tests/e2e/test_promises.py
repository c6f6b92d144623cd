"""What holds on every page: nothing serious for axe, nothing asked of others, no policy broken, a light first load."""

import gzip
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from loopline.api.built_studio import BUILT
from tests.cli.served import Server, server, wait_for
from tests.e2e.browser import PHONE, WIDE, Scheme, window
from tests.e2e.checks import accused, sideways
from tests.e2e.journeys import TRIAL, WELCOME
from tests.e2e.studio import OWNER, identify, own, talking, track

pytestmark = pytest.mark.browser

FIRST_LOAD_BYTES = 400 * 1024
PAGES = {
    "start": "/start",
    "journeys": "/journeys",
    "templates": "/journeys/new",
    "canvas": "/journeys/welcome",
    "people": "/people",
    "person": "/people/ann",
    "why": "/people/ann?tab=why&journey=welcome",
    "segments": "/segments",
    "segment": "/segments/free_plan",
    "new segment": "/segments/new",
    "a faulty segment": "/segments/new?name=Free&when=plan%20%3D%3D%20%22free%22%20and%20seats%20=%203",
    "catalog": "/catalog",
    "messages": "/messages",
    "message": "/messages/{message}",
    "results": "/results",
    "report": "/results/trial",
    "settings": "/settings",
    "lost": "/nowhere",
}
FREE_PLAN = {"when": 'plan == "free"', "name": "On the free plan", "reason": "to ask for it in one place"}
SIGN_IN = {field: OWNER[field] for field in ("email", "password")}
LOOKS: list[tuple[tuple[int, int], Scheme]] = [(WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), (PHONE, "dark")]


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An installation with two journeys and some people in them."""
    folder = tmp_path_factory.mktemp("lived") / "data"
    folder.mkdir()
    with server(folder) as served, talking(served) as api:
        for document in (WELCOME, TRIAL):
            api.publish(document)
        api.ask("PUT", "/api/segments/free_plan", FREE_PLAN)
        names = ["ann", *(f"p{n}" for n in range(20))]
        api.send(*(identify(one, email=f"{one}@example.com", first_name=one.title(), plan="free") for one in names))
        api.send(*(track(one, event) for one in names for event in ("signed_up", "trial_began")))
        api.send(track("ann", "project_created", name="First"), track("ann", "bought", amount=20))
        wait_for(lambda: api.ask("GET", "/api/journeys/trial/report")["converted"] == 1)
        wait_for(lambda: api.ask("GET", "/api/messages?person=ann")["messages"])
        yield served


def signed_in(page: Page) -> None:
    """As the owner, who is made by whoever comes first."""
    if page.request.get("/api/session").json()["state"] == "setup":
        own(page)
    else:
        assert page.request.post("/api/session", data=SIGN_IN).ok, "the owner could not sign in"


def at_rest(page: Page, address: str) -> None:
    """The page has all that it waits for."""
    page.goto(address)
    page.locator("h1, h2").first.wait_for()
    expect(page.locator(".bones")).to_have_count(0)
    page.wait_for_timeout(250)


@pytest.mark.parametrize(("size", "scheme"), LOOKS, ids=[f"{scheme}-{size[0]}" for size, scheme in LOOKS])
def test_every_page_is_accessible_and_keeps_to_itself(
    lived_in: Server, browser: Browser, size: tuple[int, int], scheme: Scheme
) -> None:
    """No serious fault for axe-core, no page wider than its window, no other host, no broken policy (see `window`)."""
    with talking(lived_in) as api:
        key = api.ask("GET", "/api/messages?person=ann")["messages"][0]["key"]
    faults: list[str] = []
    with window(browser, lived_in.note.url, size, scheme) as (page, watch):
        at_rest(page, "/sign-in")
        faults += [f"sign-in: {one}" for one in accused(page)]
        signed_in(page)
        for name, address in PAGES.items():
            at_rest(page, address.format(message=key))
            faults += [f"{name}: {one}" for one in accused(page)]
            if size == PHONE and sideways(page) > 0:
                faults.append(f"{name}: {sideways(page)} px wider than the window")
            if watch.verdict():
                faults.append(f"{name}: {watch.verdict()}")
                watch.outside.clear()
                watch.faults.clear()
    assert not faults, "\n".join(faults)


def test_the_first_page_of_all_is_accessible(house: Server, browser: Browser) -> None:
    """The owner's setup, before anybody is there."""
    for size, scheme in LOOKS:
        with window(browser, house.note.url, size, scheme) as (page, _):
            at_rest(page, "/setup")
            assert not accused(page)


def test_axe_finds_what_is_wrong(lived_in: Server, browser: Browser) -> None:
    """A picture without words and pale letters are told; else the silence above would prove nothing."""
    with window(browser, lived_in.note.url) as (page, watch):
        at_rest(page, "/sign-in")
        page.evaluate(
            "const p = document.createElement('p'); p.textContent = 'pale'; p.style.color = '#eee';"
            "document.querySelector('main').append(p, document.createElement('img'))"
        )
        assert {one.split(":")[0] for one in accused(page)} >= {"image-alt", "color-contrast"}
        page.evaluate("fetch('http://example.invalid/').catch(() => 0)")
        page.wait_for_timeout(100)
        assert watch.verdict(), "a request to another host was not seen"
        watch.outside.clear()
        watch.faults.clear()


def test_the_first_load_is_light() -> None:
    """The scripts that the first page names, compressed, weigh less than 400 KB."""
    html = (BUILT / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r'(?:src|href)="/([^"]+\.js)"', html)
    assert scripts, "the first page names no script, so this measures nothing"
    weight = sum(len(gzip.compress((BUILT / one).read_bytes(), 9)) for one in scripts)
    assert weight < FIRST_LOAD_BYTES, f"{weight / 1024:.0f} KB in {len(scripts)} scripts"


def test_the_first_load_of_a_page_is_light(lived_in: Server, browser: Browser) -> None:
    """Also what the pages load by themselves: the list of journeys, from nothing, as it came over the wire."""
    with window(browser, lived_in.note.url) as (page, _):
        signed_in(page)
        at_rest(page, "/journeys")
        loaded = page.evaluate(
            "performance.getEntriesByType('resource').filter((one) => one.name.endsWith('.js'))"
            ".reduce((sum, one) => sum + one.encodedBodySize, 0)"
        )
        assert 0 < loaded < FIRST_LOAD_BYTES, f"{loaded / 1024:.0f} KB of script"
