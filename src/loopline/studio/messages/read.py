"""The outbox and the sandbox's mailbox: what was decided to send, what became of it, what it reads."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from loopline.decisions.narrate import FactRow, say
from loopline.decisions.program import Program
from loopline.model.channels import label_of
from loopline.model.effect import SendMessage
from loopline.model.errors import Conflict, Missing
from loopline.model.person import Person
from loopline.pipeline.attempts import answer
from loopline.ports import OutboxRow
from loopline.studio.context import AtHand
from loopline.studio.cursor import mark, place_of
from loopline.studio.messages import schemas as shape
from loopline.studio.messages.content import Readings
from loopline.studio.names import called, canonical, names_of, shown_person, stored_key

MESSAGES_MAX: Final = 200
LATEST: Final = 2**62
OPEN_QUESTIONS: Final = ("unknown", "held")
_ASKED: Final = """m.kind = 'message' AND ($person = '' OR m.person = $person)
    AND ($journey = '' OR m.journey = $journey) AND (m."at" < $at OR (m."at" = $at AND m.rowid < $row))"""
_NEWEST: Final = 'ORDER BY m."at" DESC, m.rowid DESC LIMIT $limit'
MESSAGES: Final = f'SELECT m.key, m."at", m.rowid FROM facts m WHERE {_ASKED} {_NEWEST}'
# Only this one looks at attempts: the last one's outcome says where a message stands.
MESSAGES_IN: Final = f"""
WITH tried AS (
    SELECT key, arg_max(name, (number, position, seq)) AS outcome FROM facts WHERE kind = 'attempt' GROUP BY key
)
SELECT m.key, m."at", m.rowid FROM facts m LEFT JOIN tried t USING (key)
WHERE {_ASKED} AND $status = CASE
    WHEN t.outcome IS NULL OR t.outcome IN ('retry', 'deferred') THEN 'pending' ELSE t.outcome END
{_NEWEST}
"""
STORY: Final = """
SELECT kind, "at", name, node, channel, reason, value, json_extract_string(data, '$.url') FROM facts
WHERE key = $key AND kind IN ('attempt', 'receipt') ORDER BY "at", number, position, seq LIMIT 500
"""


class Messages:
    """Reads are safe from any thread; `resolve` is a coroutine of the app's event loop."""

    def __init__(self, at_hand: AtHand) -> None:
        self._at, self._readings = at_hand, Readings(at_hand)

    def listing(
        self, person: str, journey: str, status: str, before: int | None, limit: int, cursor: str = ""
    ) -> shape.MessageList:
        """Messages, newest first, behind the place of `cursor`, or from `before` (ms) back.

        Raises Invalid `cursor_invalid`.
        """
        self._at.carry()
        at, row = place_of(cursor, "messages", tuple[int, int]) if cursor else (LATEST if before is None else before, 0)
        limit = max(1, min(limit, MESSAGES_MAX))
        asked: dict[str, object] = {
            "person": canonical(stored_key(person), self._at.people) if person else "",
            "journey": journey,
            "at": at,
            "row": row,
            "limit": limit + 1,
        }
        if status:
            asked["status"] = "pending" if status == "sending" else status
        told = self._at.facts.query(MESSAGES_IN if status else MESSAGES, asked)
        more = mark("messages", *map(_int, told[limit - 1][1:])) if len(told) > limit else None
        keys = [str(row[0]) for row in told[:limit]]
        rows = self._at.state.messages(keys)
        found = [rows[key] for key in keys if key in rows]
        subjects = self._readings.subjects(found)
        people, program = self._at.people.get([row.message.person for row in found]), self._at.program()
        return shape.MessageList(
            tuple(_line(row, subjects.get(row.message.key, ""), _named(row.message, people, program)) for row in found),
            more,
        )

    def detail(self, key: str) -> shape.MessageDetail:
        """One message whole. Raises Missing `message_unknown`."""
        row = self._row(key)
        self._at.carry()
        m, rendered = row.message, self._readings.of(row)
        named = _named(m, self._at.people.get([m.person]), self._at.program())
        story = self._at.facts.query(STORY, {"key": key})
        return shape.MessageDetail(
            key=key,
            person=shown_person(m.person),
            channel=m.channel,
            topic=m.topic,
            journey=m.journey,
            version=m.version,
            node=m.node,
            enrollment=m.enrollment,
            address=m.address,
            status=row.status,
            reason=row.reason,
            created_at=m.created_at,
            due_at=row.due_at,
            subject=rendered.subject or rendered.title,
            rendered=rendered,
            attempts=tuple(_attempt(told, named[2]) for told in story if told[0] == "attempt"),
            receipts=tuple(_receipt(told, named[2]) for told in story if told[0] == "receipt"),
            person_name=named[0],
            journey_name=named[1],
            node_name=named[2],
        )

    async def resolve(self, key: str, found_out: str) -> str:
        """What an operator found out becomes a signal. Raises Missing `message_unknown`, Conflict `message_settled`."""
        row, now = await asyncio.to_thread(self._row, key), self._at.clock.now()
        if row.status not in OPEN_QUESTIONS:
            raise Conflict(
                "message_settled", f"What became of this message is known: {row.status}. Nothing is left to resolve."
            )
        if found_out == "sent":
            told = answer(row, now, "sent", "resolved_sent", attempt=row.attempt)
        else:
            told = answer(row, now, "retry", "resolved_resend", attempt=row.attempt, next_at=now)
        await self._at.tell([told])
        return (await asyncio.to_thread(self._row, key)).status

    def _row(self, key: str) -> OutboxRow:
        row = self._at.state.messages([key]).get(key)
        if row is None:
            raise Missing("message_unknown", f'There is no message "{key[:80]}" in the outbox; look it up in the list.')
        return row


def _line(row: OutboxRow, subject: str, named: tuple[str, str, str]) -> shape.MessageLine:
    m = row.message
    place = (m.key, shown_person(m.person), m.channel, m.journey, m.node)
    return shape.MessageLine(*place, row.status, m.created_at, subject, row.attempt, *named)


def _named(m: SendMessage, people: Mapping[str, Person], program: Program) -> tuple[str, str, str]:
    """The names of the person, the journey and the node, "" where they have none."""
    found = people.get(m.person)
    return called(found.traits) if found else "", *names_of(program, m.journey, m.node, m.version)


def _attempt(told: Sequence[object], place: str) -> shape.AttemptLine:
    _, at, name, node, channel, reason, value, _url = told
    node = f'"{place}"' if place else str(node)
    spoken = label_of(str(channel))
    fact = FactRow("attempt", _int(at), str(name), node=node, channel=spoken, reason=str(reason))
    attempt = int(value) if isinstance(value, int | float) else 0
    return shape.AttemptLine(fact.at, fact.name, say(fact), fact.reason, attempt)


def _receipt(told: Sequence[object], place: str) -> shape.ReceiptLine:
    _, at, name, node, channel, reason, _value, url = told
    node = f'"{place}"' if place else str(node)
    fact = FactRow("receipt", _int(at), str(name), node=node, channel=str(channel), reason=str(reason))
    return shape.ReceiptLine(fact.at, fact.name, say(fact), fact.reason == "machine", str(url or ""))


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value
