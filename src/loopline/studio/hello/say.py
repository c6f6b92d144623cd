"""Says hello: makes whoever begins a test person, publishes a journey of one message, and lets its event come in."""

import asyncio
from importlib.resources import files
from typing import Any, Final

from loopline.decisions.documents.read import read_document, without_pins
from loopline.model.errors import Conflict
from loopline.model.ids import stable_id
from loopline.model.journey import Journey
from loopline.model.person import TEST, TEST_JOURNEY, TEST_LIST, is_test
from loopline.model.signal import EventReceived, ListChanged, TraitsChanged
from loopline.studio.access.roster import checked_email, operator_name
from loopline.studio.context import StudioContext
from loopline.studio.documents.write import Documents
from loopline.studio.hello.schemas import HelloBody, HelloSaid
from loopline.studio.names import stored_key

JOURNEY: Final = "hello_loopline"
EVENT: Final = "hello_loopline"
REASON: Final = "The first message"
KEY_CHARACTERS_MAX: Final = 200
LOOKS, LOOK_SECONDS = 40, 0.05
MESSAGE: Final = """
SELECT key FROM facts WHERE kind = $kind AND journey = $journey AND person = $person AND "at" >= $since
ORDER BY "at" DESC LIMIT 1
"""


def hello_journey() -> Journey:
    """The journey of one message, as it ships."""
    document = read_document((files("loopline.studio.hello") / "hello.yaml").read_text(encoding="utf-8"))
    assert isinstance(document, Journey)  # held by a test
    return document


class Hello:
    """A coroutine of the app's event loop."""

    def __init__(self, ctx: StudioContext, documents: Documents) -> None:
        self._ctx, self._documents, self._one = ctx, documents, asyncio.Lock()

    async def say(self, body: HelloBody, by: str) -> HelloSaid:
        """Durable and decided when it returns. Raises Invalid of a name or an address, Conflict `hello_person_known`,
        and what a publish raises."""
        email, name = checked_email(body.email), operator_name(body.name)
        person, now = email[:KEY_CHARACTERS_MAX], self._ctx.clock.now()
        key = stored_key(person)
        known = (await asyncio.to_thread(self._ctx.people.get, [key])).get(key)
        if known is not None and known.first_seen_at and not is_test(known):
            text = "Somebody is known under this address already. Take another one, or make them a test person first."
            raise Conflict("hello_person_known", text, at="email")
        async with self._one:
            await self._go_live(by)

        def head(kind: str) -> dict[str, Any]:
            return {"key": key, "id": stable_id("hello", kind, key, str(now)), "at": now, "received_at": now}

        await self._ctx.submit(
            [
                TraitsChanged(
                    **head("traits"), traits={"email": email, "first_name": name.split()[0]}, source="studio"
                ),
                ListChanged(**head("list"), name=TEST_LIST, member=True),
                EventReceived(**head("event"), name=EVENT),
            ]
        )
        message = ""
        for _ in range(LOOKS):
            message = await asyncio.to_thread(self._made, key, now)
            if message:
                break
            await asyncio.sleep(LOOK_SECONDS)
        return HelloSaid(person, JOURNEY, message, "email" in self._ctx.sandboxed())

    async def _go_live(self, by: str) -> None:
        published = self._ctx.published()
        live, state = published.live.get(JOURNEY), published.states.get(JOURNEY)
        if live is None or state == "stopped":
            given = without_pins(live.journey) if live else hello_journey()
            await self._documents.push(given, publish=True, reason=REASON, by=by)
        elif state == "paused":
            await self._documents.change_state(JOURNEY, "resume", str(by))

    def _made(self, person: str, since: int) -> str:
        self._ctx.export_facts()
        asked = {"kind": f"{TEST}message", "journey": TEST_JOURNEY + JOURNEY, "person": person, "since": since}
        found = self._ctx.facts.query(MESSAGE, asked)
        return str(found[0][0]) if found else ""
