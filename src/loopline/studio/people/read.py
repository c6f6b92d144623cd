"""People: found, shown as the loop knows them now, explained; their consents and lists changed on their behalf."""

import asyncio
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from loopline.decisions.context import DecisionContext
from loopline.decisions.policy.recipient import tokens_stated
from loopline.model.change import Change
from loopline.model.channels import parse_channel
from loopline.model.consent.asking import ConsentAsked
from loopline.model.consent.proof import METHODS, Proof, ProvedWord, method_named
from loopline.model.consent.wishes import NO_RECORD
from loopline.model.errors import Invalid, Missing
from loopline.model.fact import Fact
from loopline.model.ids import stable_id
from loopline.model.person import Person, is_test
from loopline.model.signal import ConsentChanged, ListChanged
from loopline.reports import why as reports
from loopline.reports.measured.pauses import with_pause
from loopline.reports.why import NEWEST, WhyAnswer
from loopline.signals.lists.until import read_until
from loopline.studio.context import StudioContext
from loopline.studio.cursor import mark, place_of
from loopline.studio.names import canonical, names_of, shown_account, shown_person, stored_key
from loopline.studio.people import schemas as shape
from loopline.studio.people.addresses import address_lines, suppressed_of
from loopline.studio.people.devices import device_lines, removed_device, stated_device
from loopline.studio.people.enrollment_status import open_enrollment

QUERY_CHARACTERS_MAX: Final = 200
NAME_CHARACTERS_MAX: Final = 200
FOUND_MAX: Final = 100
FACTS_MAX: Final = 500

SEARCH: Final = """
WITH found AS (
    SELECT person, name, email, account, CAST(lower(person) = lower($q) AS INTEGER) AS exact, updated_at FROM people
    WHERE $q = '' OR starts_with(lower(person), lower($q)) OR contains(lower(coalesce(email, '')), lower($q))
        OR contains(lower(coalesce(name, '')), lower($q))
)
SELECT * FROM found
WHERE exact < $exact OR (exact = $exact AND updated_at < $changed)
    OR (exact = $exact AND updated_at = $changed AND person > $person)
ORDER BY exact DESC, updated_at DESC, person LIMIT $limit
"""
TOP: Final = (2, 0, "")
"""The place before the first: nothing ranks higher than an exact match."""

SEEN: Final = """
SELECT person, max("at") FROM facts WHERE kind = 'event' AND list_contains($people, person) GROUP BY person
"""


class Persons:
    """Reads are safe from any thread; the two that change something are coroutines of the app's event loop."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx

    def search(self, query: str, limit: int, cursor: str = "") -> shape.PersonList:
        """By the beginning of the id, or by a part of the e-mail address or name; "" gives the last changed first.

        Raises Invalid `cursor_invalid`.
        """
        text, limit = query.strip()[:QUERY_CHARACTERS_MAX], max(1, min(limit, FOUND_MAX))
        exact, changed_at, person = place_of(cursor, "people", tuple[int, int, str]) if cursor else TOP
        asked = {"q": text, "limit": limit + 1, "exact": exact, "changed": changed_at, "person": person}
        rows = self._ctx.facts.query(SEARCH, asked)
        more = mark("people", *_place(rows[limit - 1])) if len(rows) > limit else None
        keys = [str(row[0]) for row in rows[:limit]]
        seen = {str(key): at for key, at in self._ctx.facts.query(SEEN, {"people": keys})}
        return shape.PersonList(
            tuple(
                shape.PersonLine(
                    person=shown_person(str(key)),
                    name=str(name or email or ""),
                    email=str(email or ""),
                    account=shown_account(str(account or "")),
                    last_seen_at=_maybe(seen.get(str(key))),
                )
                for key, name, email, account, *_ in rows[:limit]
            ),
            more,
        )

    def profile(self, person: str) -> shape.Profile:
        """A person as the loop knows them now, with the segments that hold now. Raises Missing `person_unknown`."""
        found, published = self._find(person), self._ctx.published()
        record = found.consent_record or NO_RECORD
        return shape.Profile(
            person=shown_person(found.key),
            traits=found.traits,
            consent=found.consent_now(),
            lists=found.lists,
            list_ends=found.list_ends or {},
            segments=self._segments(found),
            account=shown_account(found.account),
            account_traits=found.account_traits or {},
            zone=found.zone,
            first_seen_at=found.first_seen_at,
            enrollments=tuple(open_enrollment(enrollment, published) for enrollment in found.enrollments),
            proofs=tuple(_word(one) for one in record.proofs),
            at_most_a_week=record.wishes.at_most,
            paused_until=record.wishes.paused_until or None,
            language=record.wishes.language,
            pending=tuple(record.pending or ()),
            suppressed=suppressed_of(found),
            addresses=address_lines(found),
            devices=device_lines(found, published),
            test=is_test(found),
        )

    def _segments(self, person: Person) -> tuple[str, ...]:
        published, now = self._ctx.published(), self._ctx.clock.now()
        scope = DecisionContext(person, Change(at=now), published, now, []).scope()
        return tuple(name for name, when in sorted(published.segments.items()) if when.evaluate(scope) is True)

    def timeline(self, person: str, before: int | None, limit: int, cursor: str = "") -> shape.Timeline:
        """A person's facts in words, newest first, behind the place of `cursor`, or from `before` (ms) back.

        Without a cursor a page may hold a few more than `limit`, since it does not end within a millisecond:
        going on by `before` loses nothing. Raises Invalid `cursor_invalid`.
        """
        self._ctx.export_facts()
        key = canonical(stored_key(person), self._ctx.people)
        after = place_of(cursor, "timeline", tuple[int, int]) if cursor else (NEWEST if before is None else (before, 0))
        limit = max(1, min(limit, FACTS_MAX))
        page = reports.timeline(self._ctx.facts, key, after=after, limit=limit, whole=not cursor, names=self._names)
        return shape.Timeline(page.lines, mark("timeline", *page.next) if page.next else None)

    def why(self, person: str, journey: str = "") -> WhyAnswer:
        """Why a person did or did not get a journey's messages. Raises Missing `person_unknown`."""
        self._ctx.export_facts()
        key = canonical(stored_key(person), self._ctx.people)
        found = reports.explain_messages(self._ctx.facts, key, journey, names=self._names)
        name = names_of(self._ctx.published(), journey, "", 0)[0] if journey else ""
        return replace(with_pause(self._ctx.facts, found, name), person=person)

    def _names(self, fact: Fact) -> tuple[str, str]:
        return names_of(self._ctx.published(), fact.journey, fact.node, fact.version)

    async def set_consent(self, person: str, wish: shape.ConsentBody, source: str) -> None:
        """Durable when this returns; `source` says who states it, and how.

        Raises Invalid `channel_unknown`, `proof_method_unknown`, Missing `person_unknown`.
        """
        channel = parse_channel(wish.channel, at="channel")
        topic = _short(wish.topic, "topic")
        key, now = (await asyncio.to_thread(self._find, person)).key, self._ctx.clock.now()
        identity = stable_id("consent", key, channel, topic, str(wish.allowed), str(now))
        head: dict[str, Any] = {
            "key": key,
            "id": identity,
            "at": now,
            "received_at": now,
            "channel": channel,
            "topic": topic,
        }
        told: dict[str, Any] = {**head, "source": source, "proof": _proof(wish.proof, source, wish.reason)}
        asked = wish.allowed and wish.double_opt_in
        await self._ctx.submit([ConsentAsked(**told) if asked else ConsentChanged(**told, allowed=wish.allowed)])

    async def set_list(self, person: str, name: str, *, member: bool, until: int | str | None = None) -> None:
        """Durable when this returns. Raises Missing `person_unknown`, Invalid `list_until`."""
        key, now = (await asyncio.to_thread(self._find, person)).key, self._ctx.clock.now()
        listed = _short(name, "name")
        end = read_until(until, now) if member else 0
        identity = stable_id("list", key, listed, str(member), str(now), *([str(end)] if end else []))
        head: dict[str, Any] = {"key": key, "id": identity, "at": now, "received_at": now}
        await self._ctx.submit([ListChanged(**head, name=listed, member=member, until=end)])

    async def add_device(self, person: str, body: shape.DeviceBody) -> None:
        """Durable when this returns; who was not known is known then. Raises Invalid `device_invalid`."""
        await self._ctx.submit([stated_device(stored_key(person), body, self._ctx.clock.now())])

    async def remove_device(self, person: str, device: str) -> None:
        """Durable when this returns. Raises Missing `person_unknown`, `device_unknown`."""
        found = await asyncio.to_thread(self._find, person)
        stated = tokens_stated(found, self._ctx.published())
        await self._ctx.submit([removed_device(found, device, stated, self._ctx.clock.now())])

    def _find(self, person: str) -> Person:
        key = stored_key(person)
        found = self._ctx.people.get([key]).get(key)
        if found is None:
            raise Missing("person_unknown", f'Nothing is known of "{person[:64]}"; look the id up with the search.')
        return found


def _word(one: ProvedWord) -> shape.WordProof:
    said: dict[str, Any] = msgspec.structs.asdict(one.proof)
    return shape.WordProof(one.name, one.allowed, one.at, one.received_at, one.source, **said)


def _proof(told: shape.ProofBody | None, source: str, reason: str) -> Proof:
    """What a caller tells of a word, with the caller."""
    if told is None:
        return Proof("operator" if "@" in source else "api", _short(reason, "reason"), operator=source)
    method = method_named(told.method)
    if method is None:
        raise Invalid("proof_method_unknown", f"Choose one of {', '.join(METHODS[1:])}.", at="proof.method")
    return Proof(method or "api", told.text, told.form, told.ip, told.agent, source, told.language)


def _short(name: str, at: str) -> str:
    if len(name) > NAME_CHARACTERS_MAX:
        raise Invalid("name_too_long", f"A name has at most {NAME_CHARACTERS_MAX} characters.", at=at)
    return name


def _place(row: tuple[object, ...]) -> tuple[int, int, str]:
    person, _, _, _, exact, changed_at = row
    assert isinstance(exact, int) and isinstance(changed_at, int)
    return exact, changed_at, str(person)


def _maybe(value: object) -> int | None:
    return value if isinstance(value, int) else None
