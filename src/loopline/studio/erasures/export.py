"""All that is known of a person, as one JSON document (GDPR 15 and 20)."""

from typing import Any, Final, Protocol

import msgspec

from loopline.model.message import Rendered
from loopline.model.person import Person
from loopline.studio.context import StudioContext
from loopline.studio.erasures import schemas as shape
from loopline.studio.erasures.desk import PROVIDERS
from loopline.studio.erasures.known import WholePerson, known_person
from loopline.studio.names import shown_person
from loopline.studio.people.schemas import Profile

FACTS_MAX: Final = 100_000
MESSAGES_MAX: Final = 10_000
COLUMNS: Final = (
    "kind",
    "at",
    "decided_at",
    "name",
    "journey",
    "version",
    "enrollment",
    "node",
    "channel",
    "topic",
    "key",
    "arm",
    "held",
    "reason",
    "value",
    "account",
    "provider",
)
_LISTED: Final = ", ".join(f'"{name}"' for name in COLUMNS)
FACTS: Final = f"""
SELECT {_LISTED}, CAST(data AS VARCHAR) FROM facts WHERE list_contains($people, person)
ORDER BY "at", shard, position, seq LIMIT $limit
"""
ATTEMPTS: Final = """
SELECT key, list("at") FROM facts WHERE kind = 'attempt' AND list_contains($people, person) GROUP BY key LIMIT $limit
"""
RETENTION: Final = (
    "Events and decisions are kept as long as the facts are; the log as long as LOOPLINE_LOG_DAYS says.",
    "Copies of messages leave after the days and beyond the room that the settings say.",
    "Whoever is forgotten stays counted under a random name; a refusal stays by a keyed digest of the address.",
)
HIDDEN: Final = ("stash", "trigger_states", "awaits", "clicks")
"""Parts of the record that are the engine's own book-keeping, packed."""


class ShowsProfile(Protocol):
    """The people of the studio."""

    def profile(self, person: str) -> Profile: ...


class PersonExports:
    """Safe from any thread; blocks on facts."""

    def __init__(self, ctx: StudioContext, persons: ShowsProfile) -> None:
        self._ctx, self._persons = ctx, persons

    def export(self, person: str) -> shape.PersonExport:
        """Raises Missing `person_unknown`, Conflict `person_set_aside`, Unavailable `facts_unfit`."""
        ctx, known = self._ctx, known_person(self._ctx, person)
        asked = {"people": list(known.keys)}
        rows = ctx.facts.query(FACTS, {**asked, "limit": FACTS_MAX + 1})
        return shape.PersonExport(
            made_at=ctx.clock.now(),
            person=shown_person(known.person.key),
            ids=tuple(shown_person(key) for key in known.keys),
            profile=self._persons.profile(person),
            history=_record(known.person),
            facts=tuple(_fact(row) for row in rows[:FACTS_MAX]),
            complete=len(rows) <= FACTS_MAX,
            messages=self._messages(known),
            in_app=self._in_app(known),
            providers=tuple(str(row[0]) for row in ctx.facts.query(PROVIDERS, asked)),
            retention=RETENTION,
        )

    def _messages(self, known: WholePerson) -> tuple[shape.Plain, ...]:
        """Those of which there is a copy: of the archive, and of the sandbox."""
        ctx = self._ctx
        rows: list[Any] = ctx.facts.query(ATTEMPTS, {"people": list(known.keys), "limit": MESSAGES_MAX})
        sent = ctx.sent_archive.find({str(key): [int(at) for at in times] for key, times in rows})
        found = [{"key": key, **_plain(rendered)} for key, rendered in sorted(sent.items())]
        for key in known.keys:
            for one in ctx.studio_store.sandbox.latest(MESSAGES_MAX, key):
                content = _plain(msgspec.json.decode(one.rendered, type=Rendered))
                found.append({"key": one.key, "at": one.at, "address": one.address, "kept_in": "sandbox", **content})
        return tuple(found)

    def _in_app(self, known: WholePerson) -> tuple[shape.Plain, ...]:
        rows = self._ctx.studio_store.inbox.latest(known.keys, 0, MESSAGES_MAX, 1 << 62)
        return tuple({**_plain(row), "content": row.content.decode("utf-8", "replace")} for row in rows)


def _record(person: Person) -> shape.Plain:
    """The record as the engine holds it: what conditions ask of the past, journeys, grants, sends."""
    plain: dict[str, Any] = _plain(msgspec.structs.asdict(person))
    return {name: value for name, value in plain.items() if name not in HIDDEN and value not in (None, "", [], {}, 0)}


def _plain(value: object) -> dict[str, Any]:
    known = msgspec.structs.asdict(value) if isinstance(value, msgspec.Struct) else value
    plain: dict[str, Any] = msgspec.to_builtins(known, str_keys=True)
    return plain


def _fact(row: tuple[object, ...]) -> shape.Plain:
    *values, data = row
    said = {name: value for name, value in zip(COLUMNS, values, strict=True) if value not in (None, "", 0)}
    return said if data is None else {**said, "data": msgspec.json.decode(str(data))}
