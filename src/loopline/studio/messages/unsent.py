"""What was not sent, and people who did not enter: each with its reason, newest first."""

from typing import Any, Final, Literal, get_args

from loopline.model.fact import Fact
from loopline.reports.why import COLUMNS, NEWEST, fact_of, narrated
from loopline.studio.context import StudioContext
from loopline.studio.cursor import mark, place_of
from loopline.studio.messages import schemas as shape
from loopline.studio.names import called, canonical, names_of, shown_person, stored_key

UnsentKind = Literal["refused", "withheld", "deferred", "not_entered"]
UNSENT_MAX: Final = 200
_ASKED: Final = "($person = '' OR person = $person) AND ($journey = '' OR journey = $journey)"
# What is put off is told while it waits: what came of it afterwards is a message, or a line of its own.
UNSENT: Final = f"""
WITH put_off AS (
    SELECT arg_max(kind, place) AS kind, arg_max(row, place) AS row FROM (
        SELECT key, kind, rowid AS row, (decided_at, shard, number, position, seq) AS place FROM facts
        WHERE kind IN ('deferred', 'message', 'refused', 'withheld')
            AND key IN (SELECT key FROM facts WHERE kind = 'deferred' AND {_ASKED})
    ) GROUP BY key
)
SELECT rowid, person, {COLUMNS} FROM facts
WHERE list_contains($kinds, kind) AND {_ASKED} AND ("at" < $at OR ("at" = $at AND rowid < $row))
    AND (kind <> 'deferred' OR rowid IN (SELECT row FROM put_off WHERE kind = 'deferred'))
ORDER BY "at" DESC, rowid DESC LIMIT $limit
"""
KINDS: Final = get_args(UnsentKind)


class Unsent:
    """Safe from any thread."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx

    def listing(
        self, person: str, journey: str, kind: UnsentKind | Literal[""], limit: int, cursor: str = ""
    ) -> shape.UnsentList:
        """A page of it, behind the place of `cursor`. Raises Invalid `cursor_invalid`."""
        self._ctx.export_facts()
        limit = max(1, min(limit, UNSENT_MAX))
        at, row = place_of(cursor, "unsent", tuple[int, int]) if cursor else NEWEST
        asked: dict[str, object] = {
            "person": canonical(stored_key(person), self._ctx.people) if person else "",
            "journey": journey,
            "kinds": [kind] if kind else list(KINDS),
            "at": at,
            "row": row,
            "limit": limit + 1,
        }
        rows: list[Any] = self._ctx.facts.query(UNSENT, asked)
        people, published = self._ctx.people.get([str(one[1]) for one in rows[:limit]]), self._ctx.published()

        def names(fact: Fact) -> tuple[str, str]:
            return names_of(published, fact.journey, fact.node, fact.version)

        lines = []
        for one in rows[:limit]:
            found = people.get(one[1])
            told = narrated(fact_of(one[1], one[2:]), names)
            name = called(found.traits) if found else ""
            lines.append(shape.UnsentLine(f"{one[3]}-{one[0]}", shown_person(one[1]), name, told))
        more = mark("unsent", rows[limit - 1][3], rows[limit - 1][0]) if len(rows) > limit else None
        return shape.UnsentList(tuple(lines), more)
