"""Real parts on a folder, small signals and one small journey: what the tests of the runtime are made of."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from loopline.app import App
from loopline.decisions.documents.read import build_document
from loopline.model.channels import ChannelName
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest
from loopline.model.journey import Document
from loopline.model.message import Accepted, Dispatch, Outcome, Unknown, UnknownPolicy
from loopline.model.signal import ConsentChanged, EventReceived, TraitsChanged
from loopline.ports import Clock, Provider
from loopline.runtime.clock import VirtualClock
from loopline.settings import Settings

DAY = 86_400_000
NOON = 1_772_366_400_000  # 2026-03-01 12:00 UTC
PATIENCE_SECONDS = 20.0
HELLO: dict[str, Any] = {
    "kind": "message",
    "channel": "email",
    "content": {"subject": "Hello {{name}}", "text": "Hello {{name}}"},
}


def event(
    person: str, name: str, at: int, *, number: int = 0, received_at: int = 0, **properties: Any
) -> EventReceived:
    """Somebody did something; `number` tells two at the same time apart."""
    identity = f"{person}/{name}/{at}/{number}"
    return EventReceived(
        key=person,
        id=identity,
        name=name,
        at=at,
        received_at=received_at or at,
        properties=msgspec.json.encode(properties),
    )


def stated(person: str, at: int, **traits: Any) -> TraitsChanged:
    """Traits of a person."""
    return TraitsChanged(key=person, id=f"{person}/traits/{at}", at=at, received_at=at, traits=traits)


def consent(person: str, at: int, channel: ChannelName = "email", *, allowed: bool) -> ConsentChanged:
    """A person's wish."""
    return ConsentChanged(
        key=person,
        id=f"{person}/{channel}/{allowed}/{at}",
        at=at,
        received_at=at,
        channel=channel,
        topic="",
        allowed=allowed,
    )


def journey(nodes: Mapping[str, Any] | None = None, **fields: Any) -> Document:
    """A journey "hello", begun by `signed_up`; one e-mail unless told otherwise."""
    nodes = nodes or {"hello": HELLO}
    return build_document(
        {
            "kind": "journey",
            "id": "hello",
            "entry": {"on": ["signed_up"], "reentry": {"policy": "always"}},
            "start": next(iter(nodes)),
            "nodes": nodes,
            **fields,
        }
    )


class Postbox:
    """A provider that says what it is told to say, and keeps what it was given. `gate` holds it while it is closed."""

    name = "postbox"
    channels: frozenset[ChannelName] = frozenset({"email", "push", "sms"})

    def __init__(self, *answers: Outcome, unknown_policy: UnknownPolicy = "hold") -> None:
        self.unknown_policy: UnknownPolicy = unknown_policy
        self.answers = list(answers)
        self.given: list[Dispatch] = []
        self.asked: list[str] = []
        self.known: Outcome = Unknown("nobody knows")
        self.gate = asyncio.Event()
        self.gate.set()

    async def open(self) -> None:
        """Nothing to open."""

    async def close(self) -> None:
        """Nothing to close."""

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        """The next answers, then Accepted for ever."""
        self.given += batch
        await self.gate.wait()
        return [self.answers.pop(0) if self.answers else Accepted(d.outgoing.key) for d in batch]

    async def ask(self, key: str) -> Outcome:
        """What was planted."""
        self.asked.append(key)
        return self.known

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """Nothing comes back by this way."""
        return HookRefusal("receipts_none", "A box answers nobody.", 404)

    def subjects(self) -> list[str]:
        """The subjects of what came, in order."""
        return [dispatch.rendered.subject for dispatch in self.given]


@asynccontextmanager
async def opened(
    folder: Path,
    channel: Provider | None = None,
    clock: Clock | None = None,
    settings: Settings | None = None,
) -> AsyncIterator[App]:
    """A whole app on a folder, from start to stop; `channel` carries the e-mails."""
    app = App(folder, settings or Settings(), clock, {"email": channel} if channel else None)
    await app.start()
    try:
        yield app
    finally:
        await app.stop()


async def publish(app: App, document: Document) -> int:
    """Make a document live; its version."""
    pushed = await app.studio.documents.push(document, publish=True, reason="a test needs it")
    return pushed.version or 0


def move(app: App, clock: VirtualClock, at: int) -> None:
    """Let it be later, and let the worker look at the clock."""
    clock.move_to(at)
    app.worker.wake()


async def until(true: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until it is so; fails when that does not come."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "this never came true"
        await asyncio.sleep(0.01)


def wait_until(true: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    """The same without an event loop."""
    asyncio.run(until(true, seconds))


def status_of(app: App, key: str = "") -> str:
    """Where a message of the outbox stands; the only one when no key is given."""
    return statuses(app)[key] if key else next(iter(statuses(app).values()), "")


def statuses(app: App) -> dict[str, str]:
    """Key to status of every message that was ever decided."""
    app.exporter.catch_up()
    rows = app.facts.query("SELECT DISTINCT key FROM facts WHERE kind = 'message'")
    return {key: row.status for key, row in app.state.messages([str(row[0]) for row in rows]).items()}
