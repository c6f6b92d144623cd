"""Segments: the list, one segment, and the people for whom a condition holds."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from loopline.conditions.language import Condition, compile_condition
from loopline.conditions.sql.condition import SqlCondition, compile_sql
from loopline.decisions.published import PublishedSet
from loopline.model.errors import Missing
from loopline.model.journey import Segment
from loopline.model.records import StoredDocument
from loopline.studio.context import StudioContext
from loopline.studio.names import shown_person
from loopline.studio.segments import schemas as shape
from loopline.studio.segments.segment_sizes import SegmentSizes
from loopline.studio.segments.uses import uses_of

SHOWN_MAX: Final = 50
VALUES_MAX: Final = 4
SEGMENT: Final = "segment"
PREVIEW: Final = """
SELECT p.person, p.name, p.email, p.updated_at, p.traits, p.account_traits FROM people p
WHERE {when} ORDER BY p.updated_at DESC, p.person LIMIT ?
"""
AUDIENCE: Final = (
    "SELECT count(*) FILTER (t), count(*) FILTER (NOT t), count(*) FILTER (t IS NULL), count(*), "
    "count(DISTINCT account) FILTER (t AND account <> '') FROM (SELECT {when} AS t, p.account FROM people p)"
)
_read = msgspec.json.Decoder(Segment).decode


class Segments:
    """Reads only; safe from any thread."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx
        self._sizes = SegmentSizes(ctx)

    def listing(self) -> shape.SegmentList:
        """Every segment with its people and its journeys."""
        published = self._ctx.published()
        people = self._sizes.of(published)
        uses = uses_of(published, self._ctx.studio_store.drafts.all())
        history = self.history()
        askers = _askers(published)
        return shape.SegmentList(
            tuple(
                _line(name, entry, history.get(name, []), people.get(name), uses.get(name, ()), askers.get(name, ()))
                for name, entry in sorted(published.segment_documents.items())
            )
        )

    def detail(self, segment: str) -> shape.SegmentDetail:
        """One segment and its versions. Raises Missing `segment_unknown`."""
        found = next((line for line in self.listing().segments if line.id == segment), None)
        if found is None:
            raise Missing("segment_unknown", f'There is no segment "{segment[:64]}"; choose one from the list.')
        versions = tuple(shown_segment_version(stored) for stored in reversed(self.history().get(segment, [])))
        return shape.SegmentDetail(found, versions)

    def preview(self, body: shape.PreviewBody) -> shape.Preview:
        """Some people for whom a condition holds. Raises Invalid with the code of the condition's first fault."""
        self._ctx.export_facts()
        condition = compile_condition(body.when)
        made = self._in_sql(condition)
        when = f"{made.sql} IS NULL" if body.which == "unknown" else made.sql
        limit = max(1, min(body.limit, SHOWN_MAX))
        rows = self._ctx.facts.query(PREVIEW.format(when=when), [*made.params, limit])
        return shape.Preview(tuple(_person(row, condition) for row in rows))

    def audience(self, when: str) -> shape.Audience:
        """How many people a condition holds for. Raises Invalid with the code of the condition's first fault."""
        self._ctx.export_facts()
        made = self._in_sql(compile_condition(when))
        row = self._ctx.facts.query(AUDIENCE.format(when=made.sql), made.params)[0]
        return shape.Audience(*(count if isinstance(count, int) else 0 for count in row))

    def _in_sql(self, condition: Condition) -> SqlCondition:
        published = self._ctx.published()
        return compile_sql(condition, published.segments, self._ctx.clock.now(), published.workspace.zone)

    def history(self) -> Mapping[str, list[StoredDocument]]:
        """The published versions of each segment, oldest first; one that cannot be read is set aside."""
        found: dict[str, list[StoredDocument]] = {}
        unreadable = self._ctx.published().unreadable
        for stored in self._ctx.state.documents():
            if stored.kind == SEGMENT and (SEGMENT, stored.name, stored.version) not in unreadable:
                found.setdefault(stored.name, []).append(stored)
        return found


def _line(
    name: str,
    entry: tuple[int, Segment],
    stored: list[StoredDocument],
    people: shape.Audience | None,
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


def shown_segment_version(stored: StoredDocument) -> shape.SegmentVersion:
    """A stored version as the API shows it."""
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


def _askers(published: PublishedSet) -> dict[str, tuple[str, ...]]:
    """The segments that use each segment in their own conditions."""
    found: dict[str, list[str]] = {}
    for name, condition in sorted(published.segments.items()):
        for asked in condition.segments:
            found.setdefault(asked, []).append(name)
    return {name: tuple(askers) for name, askers in found.items()}


def _person(row: tuple[object, ...], condition: Condition) -> shape.PreviewLine:
    key, name, email, updated_at, traits, account = row
    assert isinstance(updated_at, int)
    values = {path: _at(traits, path) for path in sorted(condition.traits)}
    values |= {
        f"account.{path}": _at(account, path) for path in sorted(condition.account_traits - condition.of_account.keys())
    }
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
