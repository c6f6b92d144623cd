"""Segments: what they are, whom they hold now, which journeys ask for them, and changing one with care."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from loopline.api.answer import Telling
from loopline.conditions.language import Condition, compile_condition
from loopline.conditions.sql import compile_sql
from loopline.decisions.program import Program
from loopline.model.errors import Conflict, Missing
from loopline.model.journey import Segment
from loopline.ports import StoredDocument
from loopline.studio.context import AtHand
from loopline.studio.documents.write import Documents
from loopline.studio.journeys.schemas import PublishedVersion
from loopline.studio.names import shown_person
from loopline.studio.people.schemas import Audience
from loopline.studio.segments import schemas as shape
from loopline.studio.segments.segment_sizes import Headcount
from loopline.studio.segments.uses import uses_of

SHOWN_MAX: Final = 50
VALUES_MAX: Final = 4
SEGMENT: Final = "segment"
PREVIEW: Final = """
SELECT p.person, p.name, p.email, p.updated_at, p.traits, p.account_traits FROM people p
WHERE {when} ORDER BY p.updated_at DESC, p.person LIMIT ?
"""
_read = msgspec.json.Decoder(Segment).decode


class SegmentConflict(Conflict, Telling):
    """Somebody else changed the segment in between; `theirs` is what stands there now, so that nothing is lost."""

    def __init__(self, theirs: shape.SegmentVersion) -> None:
        self.beside = {"theirs": theirs}
        super().__init__(
            "segment_changed", "Somebody else changed this segment meanwhile. Compare the two, then save over theirs."
        )


class Segments:
    """Reads are safe from any thread; `publish` is a coroutine of the app's event loop."""

    def __init__(self, at_hand: AtHand, documents: Documents) -> None:
        self._at, self._documents = at_hand, documents
        self._headcount = Headcount(at_hand)
        self._one = asyncio.Lock()

    def listing(self) -> shape.SegmentList:
        """Every segment with its people and its journeys."""
        program = self._at.program()
        people = self._headcount.of(program)
        uses = uses_of(program, self._at.desk.drafts.all())
        history = self._history()
        askers = _askers(program)
        return shape.SegmentList(
            tuple(
                _line(name, entry, history.get(name, []), people.get(name), uses.get(name, ()), askers.get(name, ()))
                for name, entry in sorted(program.segment_documents.items())
            )
        )

    def detail(self, segment: str) -> shape.SegmentDetail:
        """One segment and what it was. Raises Missing `segment_unknown`."""
        found = next((line for line in self.listing().segments if line.id == segment), None)
        if found is None:
            raise Missing("segment_unknown", f'There is no segment "{segment[:64]}"; choose one from the list.')
        versions = tuple(_version(stored) for stored in reversed(self._history().get(segment, [])))
        return shape.SegmentDetail(found, versions)

    async def publish(self, segment: str, body: shape.SegmentBody, by: str) -> PublishedVersion:
        """Make it live; one that is what it was keeps its version. Raises SegmentConflict, FaultsFound, Invalid."""
        document = Segment(
            id=segment, when=body.when.strip(), name=body.name.strip(), description=body.description.strip()
        )
        async with self._one:  # between the look at what stands there and the publish nobody else may save
            known = self._at.program().segment_documents.get(segment)
            version = known[0] if known else 0
            if known is not None and body.over is not None and body.over != version and known[1] != document:
                stored = (await asyncio.to_thread(self._history)).get(segment, [])
                raise SegmentConflict(_theirs(known, stored))
            pushed = await self._documents.push(document, publish=True, reason=body.reason, by=by)
        return PublishedVersion(pushed.version or 0)

    def preview(self, body: shape.PreviewBody) -> shape.Preview:
        """Some people of a condition. Raises Invalid with the code of the condition's first fault."""
        self._at.carry()
        condition = compile_condition(body.when)
        made = compile_sql(condition, self._at.program().segments, self._at.clock.now())
        when = f"{made.sql} IS NULL" if body.which == "unknown" else made.sql
        limit = max(1, min(body.limit, SHOWN_MAX))
        rows = self._at.facts.query(PREVIEW.format(when=when), [*made.params, limit])
        return shape.Preview(tuple(_person(row, condition) for row in rows))

    def _history(self) -> Mapping[str, list[StoredDocument]]:
        """What was published of each segment, oldest first."""
        found: dict[str, list[StoredDocument]] = {}
        for stored in self._at.state.documents():
            if stored.kind == SEGMENT:
                found.setdefault(stored.name, []).append(stored)
        return found


def _line(
    name: str,
    entry: tuple[int, Segment],
    stored: list[StoredDocument],
    people: Audience | None,
    journeys: tuple[shape.SegmentUse, ...],
    segments: tuple[str, ...],
) -> shape.SegmentLine:
    version, segment = entry
    last = stored[-1] if stored else None
    return shape.SegmentLine(
        id=name,
        name=segment.name,
        description=segment.description,
        when=segment.when,
        version=version,
        changed_at=last.published_at if last else 0,
        by=last.by if last else "",
        reason=last.reason if last else "",
        people=people,
        journeys=journeys,
        segments=segments,
    )


def _version(stored: StoredDocument) -> shape.SegmentVersion:
    segment = _read(stored.document)
    return shape.SegmentVersion(
        stored.version,
        segment.name,
        segment.description,
        segment.when,
        stored.published_at,
        stored.reason,
        stored.by,
    )


def _theirs(known: tuple[int, Segment], stored: list[StoredDocument]) -> shape.SegmentVersion:
    """What stands there; the program may know of it a moment before the store does."""
    version, segment = known
    if stored and stored[-1].version == version:
        return _version(stored[-1])
    return shape.SegmentVersion(version, segment.name, segment.description, segment.when, 0, "", "")


def _askers(program: Program) -> dict[str, tuple[str, ...]]:
    """Which segments ask for each segment in their own conditions."""
    found: dict[str, list[str]] = {}
    for name, condition in sorted(program.segments.items()):
        for asked in condition.segments:
            found.setdefault(asked, []).append(name)
    return {name: tuple(askers) for name, askers in found.items()}


def _person(row: tuple[object, ...], condition: Condition) -> shape.PreviewLine:
    key, name, email, updated_at, traits, account = row
    assert isinstance(updated_at, int)
    values = {path: _at(traits, path) for path in sorted(condition.traits)}
    values |= {f"account.{path}": _at(account, path) for path in sorted(condition.account_traits)}
    return shape.PreviewLine(
        shown_person(str(key)),
        str(name or ""),
        str(email or ""),
        updated_at,
        dict(list(values.items())[:VALUES_MAX]),
    )


def _at(text: object, path: str) -> Any:  # the customer's own JSON
    found = msgspec.json.decode(text) if isinstance(text, str) else None
    for part in path.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found
