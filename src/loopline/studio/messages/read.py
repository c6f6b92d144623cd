"""Messages of the outbox: what was decided to send, its status, its content, its attempts and receipts."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, cast

from loopline.decisions.narrate import narrate
from loopline.decisions.published import PublishedSet
from loopline.model.channels import channel_named
from loopline.model.effect import SendMessage
from loopline.model.errors import Missing
from loopline.model.fact import Fact, FactKind
from loopline.model.history.message_events import MACHINE, PROXY
from loopline.model.person import Person
from loopline.model.push.devices import shown_address
from loopline.model.records import OutboxRow
from loopline.model.sms.text import sms_text
from loopline.pipeline.pruned import PRUNED, keys_of_ours, pruned_row
from loopline.studio.context import StudioContext
from loopline.studio.cursor import mark, place_of
from loopline.studio.messages import schemas as shape
from loopline.studio.messages.message_content import MessageContent
from loopline.studio.messages.unsent import Unsent
from loopline.studio.names import called, canonical, names_of, shown_person, stored_key

MESSAGES_MAX: Final = 200
LATEST: Final = 2**62
CODE: Final = re.compile(r"[a-z][a-z0-9_]{2,60}")
_ASKED: Final = """m.kind = 'message' AND ($person = '' OR m.person = $person)
    AND ($journey = '' OR m.journey = $journey) AND (m."at" < $at OR (m."at" = $at AND m.rowid < $row))"""
_NEWEST: Final = 'ORDER BY m."at" DESC, m.rowid DESC LIMIT $limit'
MESSAGES: Final = f'SELECT m.key, m."at", m.rowid FROM facts m WHERE {_ASKED} {_NEWEST}'
# Only this one looks at attempts: the last one's outcome says where a message stands.
MESSAGES_IN: Final = f"""
WITH tried AS (
    SELECT key, arg_max(name, (decided_at, shard, number, position, seq)) AS outcome FROM facts
    WHERE kind = 'attempt' GROUP BY key
)
SELECT m.key, m."at", m.rowid FROM facts m LEFT JOIN tried t USING (key)
WHERE {_ASKED} AND $status = CASE
    WHEN t.outcome IS NULL OR t.outcome IN ('retry', 'deferred') THEN 'pending' ELSE t.outcome END
{_NEWEST}
"""
STORY: Final = """
SELECT kind, "at", name, node, channel, reason, value, json_extract_string(data, '$.url'), provider,
    json_extract_string(data, '$.code') FROM facts
WHERE key = $key AND kind IN ('attempt', 'receipt') ORDER BY "at", shard, number, position, seq LIMIT 500
"""


class Messages:
    """Safe from any thread."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx, self._content, self.unsent = ctx, MessageContent(ctx), Unsent(ctx)

    def listing(
        self, person: str, journey: str, status: str, before: int | None, limit: int, cursor: str = ""
    ) -> shape.MessageList:
        """Messages, newest first, behind the place of `cursor`, or from `before` (ms) back.

        Raises Invalid `cursor_invalid`.
        """
        self._ctx.export_facts()
        at, row = place_of(cursor, "messages", tuple[int, int]) if cursor else (LATEST if before is None else before, 0)
        limit = max(1, min(limit, MESSAGES_MAX))
        asked: dict[str, object] = {
            "person": canonical(stored_key(person), self._ctx.people) if person else "",
            "journey": journey,
            "at": at,
            "row": row,
            "limit": limit + 1,
        }
        if status:
            asked["status"] = "pending" if status == "sending" else status
        listed = self._ctx.facts.query(MESSAGES_IN if status else MESSAGES, asked)
        more = mark("messages", *map(_int, listed[limit - 1][1:])) if len(listed) > limit else None
        keys = [str(row[0]) for row in listed[:limit]]
        rows = self._rows(keys)
        found = [rows[key] for key in keys if key in rows]
        subjects = self._content.subjects(found)
        people, published = self._ctx.people.get([row.message.person for row in found]), self._ctx.published()
        return shape.MessageList(
            tuple(
                _line(row, subjects.get(row.message.key, ""), _named(row.message, people, published)) for row in found
            ),
            more,
        )

    def detail(self, key: str) -> shape.MessageDetail:
        """One message whole. Raises Missing `message_unknown`."""
        self._ctx.export_facts()
        row = self._row(key)
        m, rendered = row.message, self._content.of(row)
        named = _named(m, self._ctx.people.get([m.person]), self._ctx.published())
        story = self._ctx.facts.query(STORY, {"key": key})
        return shape.MessageDetail(
            key=key,
            person=shown_person(m.person),
            channel=m.channel,
            topic=m.topic,
            journey=m.journey,
            version=m.version,
            node=m.node,
            enrollment=m.enrollment,
            address=shown_address(m.channel, m.address),
            status=row.status,
            reason=row.reason,
            created_at=m.created_at,
            due_at=row.due_at,
            subject=rendered.subject or rendered.title,
            rendered=rendered,
            attempts=tuple(_attempt(one, named[2]) for one in story if one[0] == "attempt"),
            receipts=tuple(_receipt(one, named[2]) for one in story if one[0] == "receipt"),
            person_name=named[0],
            journey_name=named[1],
            node_name=named[2],
            provider=row.provider,
            sms=sms_text(rendered.body) if m.channel == "sms" else None,
        )

    def _rows(self, keys: Sequence[str]) -> dict[str, OutboxRow]:
        """The messages with these keys; those that have left the outbox as the facts remember them."""
        rows = self._ctx.state.messages(keys)
        if gone := keys_of_ours(key for key in keys if key not in rows):
            rows |= {row.message.key: row for row in map(pruned_row, self._ctx.facts.query(PRUNED, {"keys": gone}))}
        return rows

    def _row(self, key: str) -> OutboxRow:
        row = self._rows([key]).get(key)
        if row is None:
            raise Missing("message_unknown", f'There is no message "{key[:80]}"; look it up in the list.')
        return row


def _line(row: OutboxRow, subject: str, named: tuple[str, str, str]) -> shape.MessageLine:
    m = row.message
    place = (m.key, shown_person(m.person), m.channel, m.journey, m.node)
    return shape.MessageLine(*place, row.status, m.created_at, subject, row.attempt, *named, provider=row.provider)


def _named(m: SendMessage, people: Mapping[str, Person], published: PublishedSet) -> tuple[str, str, str]:
    """The names of the person, the journey and the node, "" where they have none."""
    found = people.get(m.person)
    return called(found.traits) if found else "", *names_of(published, m.journey, m.node, m.version)


def _attempt(row: Sequence[object], place: str) -> shape.AttemptLine:
    fact, value = _fact(row, place), row[6]
    attempt = int(value) if isinstance(value, int | float) else 0
    return shape.AttemptLine(fact.at, fact.name, narrate(fact), fact.reason, attempt, fact.provider, _code(row))


def _code(row: Sequence[object]) -> str:
    """The code of an attempt: beside the words of its fact, or in their place where nobody said more."""
    return str(row[9] or (row[5] if CODE.fullmatch(str(row[5])) else ""))


def _receipt(row: Sequence[object], place: str) -> shape.ReceiptLine:
    fact, url = _fact(row, place), row[7]
    return shape.ReceiptLine(fact.at, fact.name, narrate(fact), fact.reason in (MACHINE, PROXY), str(url or ""))


def _fact(row: Sequence[object], place: str) -> Fact:
    """A row of STORY as a fact, with the name of its node where it has one."""
    kind, at, name, node, channel, reason, _, _, provider, _ = row
    return Fact(
        cast(FactKind, kind),  # as it was written, also by another version
        "",
        _int(at),
        name=str(name),
        node=f'"{place}"' if place else str(node),
        channel=channel_named(str(channel)) or "",
        reason=str(reason),
        provider=str(provider or ""),
    )


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value
