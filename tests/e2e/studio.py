"""The studio as a marketer speaks of it: small page objects over what is on the screen."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx2
from playwright.sync_api import Locator, Page, expect

from tests.cli.served import SECONDS, Server

Json = dict[str, Any]  # documents and answers of the API
STILL_MS = 250
OWNER = {"name": "Ada", "email": "ada@example.com", "password": "a long password"}


class Api:
    """What a developer does from outside: signals through the public door, and reading back."""

    def __init__(self, client: httpx2.Client, admin_key: str) -> None:
        self._client, self._key = client, ""
        self._admin = {"Authorization": f"Bearer {admin_key}"}

    def send(self, *messages: Json) -> None:
        """A batch with a write key, as Segment's clients send it."""
        if not self._key:
            self._key = self.ask("POST", "/api/keys", {"role": "server"})["key"]
        answer = self._client.post(
            "/v1/batch", json={"batch": list(messages)}, headers={"Authorization": basic(self._key)}
        )
        assert answer.status_code == 200, answer.text

    def ask(self, method: str, path: str, body: Any = None) -> Json:
        """A question with an admin key."""
        answer = self._client.request(method, path, json=body, headers=self._admin)
        assert answer.status_code < 300, answer.text
        found: Json = answer.json() if answer.content else {}
        return found

    def publish(self, document: Json, reason: str = "to begin") -> None:
        """A journey goes live without the studio."""
        self.ask("POST", f"/api/journeys/{document['id']}/publish", {"document": document, "reason": reason})

    def draft(self, journey: str) -> Json:
        """The draft as the server keeps it."""
        document: Json = self.ask("GET", f"/api/journeys/{journey}")["draft"]["document"]
        return document


def middle(thing: Locator) -> tuple[float, float]:
    """Where its middle is on the screen, in pixels."""
    box = thing.bounding_box()
    assert box, "it must be on the screen"
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@contextmanager
def talking(server: Server) -> Iterator[Api]:
    """A developer beside a server."""
    with httpx2.Client(base_url=server.note.url, timeout=SECONDS, trust_env=False, verify=False) as client:
        yield Api(client, server.note.key)


def track(person: str, event: str, **properties: Any) -> Json:
    """Something a person did."""
    return {"type": "track", "userId": person, "event": event, "properties": properties}


def identify(person: str, **traits: Any) -> Json:
    """What is known of a person."""
    return {"type": "identify", "userId": person, "traits": traits}


def basic(key: str) -> str:
    """A write key in the way of the public API."""
    return "Basic " + b64encode(f"{key}:".encode()).decode()


def own(page: Page, house: Server) -> None:
    """The owner is made and signed in, without the form."""
    answer = page.request.post("/api/setup", data={**OWNER, "token": house.setup_token()})
    assert answer.ok, answer.text()


class Canvas:
    """The editor of one journey."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.board = page.get_by_test_id("canvas")
        self.panel = page.get_by_role("complementary", name="Settings of what is selected")

    def open(self, journey: str) -> "Canvas":
        """Go to a journey."""
        self.page.goto(f"/journeys/{journey}")
        expect(self.card("Entry")).to_be_visible()
        return self

    def card(self, name: str) -> Locator:
        """The card that bears this name or kind."""
        return self.board.locator(".react-flow__node").filter(has_text=name).first

    def drag(self, kind: str, x: int, y: int) -> None:
        """A step from the palette onto a spot of the canvas."""
        tile = self.page.get_by_role("toolbar", name="Steps to add").locator(f"button[data-kind={kind}]")
        tile.drag_to(self.board, target_position={"x": x, "y": y})

    def edge(self, card: str, name: str) -> Locator:
        """The end of a branch's edge."""
        return self.card(card).get_by_test_id("edge").filter(has_text=name).get_by_test_id("out")

    def connect(self, edge: Locator, name: str) -> None:
        """Drag from the end of an edge to the top of a card."""
        target = self.card(name).get_by_test_id("in")
        self.at_rest(target)
        start, end = middle(edge), middle(target)
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move(end[0], end[1] - 30, steps=6)
        mouse.move(*end, steps=3)
        mouse.up()

    def at_rest(self, thing: Locator) -> None:
        """Until the canvas has come to its new place: it glides there."""
        before = None
        while (now := middle(thing)) != before:
            before = now
            self.page.wait_for_timeout(STILL_MS)

    def choose(self, name: str) -> None:
        """Select a card; once more where the canvas glided on under the pointer."""
        heading = self.panel.get_by_role("heading", name=name)
        for _ in range(3):
            self.card(name).get_by_test_id("name").click()
            with suppress(AssertionError):
                expect(heading).to_be_visible(timeout=5_000)
                return
        expect(heading).to_be_visible()

    def press(self, *keys: str) -> None:
        """Keys, with the canvas in focus."""
        for key in keys:
            self.page.keyboard.press(key)

    def fill(self, label: str, text: str) -> None:
        """A field of the form."""
        self.panel.get_by_label(label, exact=True).fill(text)

    def leave_field(self) -> None:
        """Out of the form, so that keys mean the canvas again."""
        self.page.evaluate("document.activeElement && document.activeElement.blur()")

    def saved(self) -> None:
        """The draft has reached the server."""
        expect(self.page.get_by_role("status", name="Saving")).to_have_text("Draft saved")

    def checks(self) -> Locator:
        """The button that tells how many faults there are."""
        return self.page.get_by_test_id("checks")
