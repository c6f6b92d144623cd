"""The scripts of docs/howto/web-push.md in a real browser: a push is shown as it came, and its click is told."""

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Worker

from docs.codes import ROOT
from tests.cli.served import wait_for
from tests.providers.push.aside import aside
from tests.providers.servers import Call, HttpServer, http_answer, running

pytestmark = pytest.mark.browser
GUIDE = (ROOT / "docs" / "howto" / "web-push.md").read_text(encoding="utf-8")
WORKER, PAGE = re.findall(r"^```js\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
REGISTERED = """async () => {
  await navigator.serviceWorker.register("/loopline-worker.js");
  await navigator.serviceWorker.ready;
}"""
SHOWN = """async () => (await self.registration.getNotifications()).map(
  ({title, body, tag, data}) => ({title, body, tag, data}))"""
COUNTED = """() => {
  const show = self.registration.showNotification.bind(self.registration);
  self.shows = 0;
  self.registration.showNotification = async (...told) => { await show(...told); self.shows += 1; };
}"""
CLICKED = """async () => {
  const [notification] = await self.registration.getNotifications();
  self.dispatchEvent(new NotificationEvent("notificationclick", {notification}));
}"""


class Site(HttpServer):
    """A site with the worker and a page that has the script; it hears of opens, too."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    async def respond(self, call: Call) -> bytes | None:
        await asyncio.sleep(0)
        if call.target == "/loopline-worker.js":
            return http_answer(200, WORKER.encode(), {"Content-Type": "text/javascript"})
        if call.target.startswith("/opened"):
            self.opened.append(f"{call.method} {call.target}")
            return http_answer(204, b"")
        return http_answer(200, f"<script>{PAGE}</script>".encode(), {"Content-Type": "text/html"})


class Visit:
    """A page on which somebody has said yes to notifications, with the site's worker."""

    def __init__(self, session: CDPSession, origin: str, worker: Worker, registration: str) -> None:
        self._session, self._origin, self.worker, self._registration = session, origin, worker, registration

    def push(self, data: dict[str, Any] | str) -> None:
        """What the browser's service would deliver, read; ends when it is shown.

        Asked for its notifications while it is about to show one, Chromium forgets that one.
        """
        text = data if isinstance(data, str) else json.dumps(data)
        told = {"origin": self._origin, "registrationId": self._registration, "data": text}
        before = self.worker.evaluate("self.shows")
        self._session.send("ServiceWorker.deliverPushMessage", told)
        wait_for(lambda: self.worker.evaluate("self.shows") > before)

    def shown(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.worker.evaluate(SHOWN)
        return found


@pytest.fixture
def site() -> Iterator[Site]:
    with aside(running(Site())) as service:
        yield service


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    origin = site.url("")
    context = browser.new_context()
    context.grant_permissions(["notifications"], origin=origin)
    page = context.new_page()
    session = context.new_cdp_session(page)
    registrations: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: registrations.extend(one["registrationId"] for one in told["registrations"]),
    )
    session.send("ServiceWorker.enable")
    page.goto(origin + "/")
    with context.expect_event("serviceworker") as found:
        page.evaluate(REGISTERED)
    found.value.evaluate(COUNTED)
    yield Visit(session, origin, found.value, registrations[-1])
    context.close()


def test_a_push_is_shown_and_its_click_is_told(visit: Visit, site: Site) -> None:
    data = {"url": "/trial", "loopline_message": "k1", "loopline_open": site.url("/opened/k1"), "n": 3}
    visit.push({"title": "Hello", "notification": {"body": "Your trial ends", "tag": "t1", "data": data}})
    (shown,) = visit.shown()
    assert shown == {"title": "Hello", "body": "Your trial ends", "tag": "t1", "data": data}
    visit.worker.evaluate(CLICKED)
    wait_for(lambda: site.opened)
    assert site.opened == ["POST /opened/k1"]
    assert visit.shown() == [], "it is closed"


def test_a_second_push_takes_the_place_of_the_first(visit: Visit) -> None:
    for body in ("one", "two"):
        visit.push({"title": "Hello", "notification": {"body": body, "tag": "t1"}})
        assert [one["body"] for one in visit.shown()] == [body]


def test_an_empty_push_is_shown_by_the_name_of_the_site(visit: Visit) -> None:
    visit.push({})
    (shown,) = visit.shown()
    assert shown["title"] == "127.0.0.1"
