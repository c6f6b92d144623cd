"""A browser for each file of stories, and an empty installation for each story."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.cli.served import Server, server, wait_for
from tests.e2e.browser import chromium
from tests.e2e.fonts import FONT_SETS, FontSet, chromium_with
from tests.e2e.journeys import TRIAL, WELCOME
from tests.e2e.studio import Api, identify, talking, track

HELLO = {
    "kind": "template",
    "id": "hello",
    "name": "Hello",
    "content": {"subject": 'Hello {{fallback first_name "you"}}', "preheader": "A first word"},
    "mjml": "<mj-section><mj-column><mj-text><h1>Good to have you</h1></mj-text></mj-column></mj-section>{{> footer}}",
}
RULES = {
    "kind": "workspace",
    "countries": ["DE"],
    "utm": {"source": "acme"},
    "delivery": {
        "domain_rates": [{"domains": ["gmail.com"], "limit": 600}],
        "warm_ups": [{"provider": "ses", "starts": "2026-12-01", "days": [50, 100], "growth": 2, "most": 900}],
        "auto_pause": {"bounces": 5},
    },
}
FREE_PLAN = {"when": 'plan == "free"', "name": "On the free plan", "reason": "to ask for it in one place"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Open as long as one file's tests: its event loop must be gone before other tests start theirs."""
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module", params=FONT_SETS)
def font_set(request: pytest.FixtureRequest) -> FontSet:
    """Each set of fonts that a machine may have."""
    name: FontSet = request.param
    return name


@pytest.fixture(scope="module")
def dressed(font_set: FontSet, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser that finds this set of fonts on its machine and no other."""
    with chromium_with(tmp_path_factory.mktemp("fonts"), font_set) as opened:
        yield opened


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Server]:
    """`loopline serve` on an empty data folder."""
    folder = tmp_path / "data"
    folder.mkdir()
    with server(folder) as served:
        yield served


@pytest.fixture
def api(house: Server) -> Iterator[Api]:
    """A developer beside that installation."""
    with talking(house) as spoken:
        yield spoken


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An installation with two journeys and some people in them."""
    folder = tmp_path_factory.mktemp("lived") / "data"
    folder.mkdir()
    with server(folder) as served, talking(served) as api:
        for document in (WELCOME, TRIAL):
            api.publish(document)
        api.ask("PUT", "/api/segments/free_plan", FREE_PLAN)
        api.ask("POST", "/api/documents", {"document": HELLO, "publish": True, "reason": "to begin"})
        api.ask("POST", "/api/suppressions", {"address": "gone@example.com", "note": "asked by phone"})
        names = ["ann", *(f"p{n}" for n in range(20))]
        api.send(*(identify(one, email=f"{one}@example.com", first_name=one.title(), plan="free") for one in names))
        api.send(*(track(one, event) for one in names for event in ("signed_up", "trial_began")))
        api.send(track("ann", "project_created", name="First"), track("ann", "bought", amount=20))
        wait_for(lambda: api.ask("GET", "/api/journeys/trial/report")["converted"] == 1)
        wait_for(lambda: api.ask("GET", "/api/messages?person=ann")["messages"])
        api.send({"type": "group", "userId": "ann", "groupId": "acme", "traits": {"name": "Acme", "seats": 5}})
        api.ask("PUT", "/api/people/ann/lists/vip", {"member": True})
        api.ask("PUT", "/api/people/ann/devices", {"token": "t" * 40, "platform": "ios", "app": "Shop"})
        api.ask("POST", "/api/files", {"id": "logo", "name": "logo.png", "content": "AAAA", "reason": "to show it"})
        api.ask("PUT", "/api/workspace", {"document": RULES, "reason": "to begin"})
        wait_for(lambda: api.ask("GET", "/api/lists")["lists"] and api.ask("GET", "/api/accounts")["accounts"])
        yield served
