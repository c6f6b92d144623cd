"""Lists as the facts know them: sizes, pages of people, and every page as CSV."""

from collections.abc import Iterator
from typing import Final

from loopline.model.errors import Invalid, Missing
from loopline.model.ids import ANONYMOUS, shown_id
from loopline.studio.context import StudioContext
from loopline.studio.csv_table import inert_lines
from loopline.studio.cursor import mark, place_of
from loopline.studio.lists import schemas as shape
from loopline.studio.names import shown_person

EXPORTED_AT_ONCE: Final = 5_000
LIST_CHARACTERS_MAX: Final = 256
COLUMNS: Final = ("user_id", "anonymous_id", "email")
"""Names that an import of lists, people or consent takes as they stand."""

SIZES: Final = """
SELECT name, sum(people)::BIGINT, sum(accounts)::BIGINT FROM (
    SELECT unnest(lists) AS name, 1 AS people, 0 AS accounts FROM people
    UNION ALL
    SELECT name, 0, 1 FROM facts WHERE kind = 'list' AND person = '' AND account <> ''
    GROUP BY name, account HAVING arg_max(reason, (position, seq)) = 'added'
) WHERE name > $after GROUP BY name ORDER BY name LIMIT $limit
"""
SIZE: Final = "SELECT count(*) FROM people WHERE list_contains(lists, $name)"
MEMBERS: Final = """
SELECT person, coalesce(name, ''), coalesce(email, '') FROM people
WHERE list_contains(lists, $name) AND person > $after ORDER BY person LIMIT $limit
"""
Member = tuple[str, str, str]


class Lists:
    """Safe from any thread. What was decided before a question is in its answer."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx

    def sizes(self, limit: int, cursor: str = "") -> shape.ListSizes:
        """The lists that anybody, or any account, is on, by name. Raises Invalid `cursor_invalid`."""
        after = place_of(cursor, "lists", tuple[str])[0] if cursor else ""
        self._ctx.export_facts()
        rows = self._ctx.facts.query(SIZES, {"after": after, "limit": limit + 1})
        found = tuple(
            shape.ListSize(str(name), int(str(people)), int(str(accounts))) for name, people, accounts in rows[:limit]
        )
        return shape.ListSizes(found, mark("lists", found[-1].name) if len(rows) > limit else None)

    def members(self, name: str, limit: int, cursor: str = "") -> shape.ListMembers:
        """The people on a list. Raises Missing `list_unknown` for one that nobody is on, Invalid `cursor_invalid`."""
        after = place_of(cursor, "members", tuple[str])[0] if cursor else ""
        size, rows = self._size(name), self._page(name, after, limit + 1)
        found = tuple(shape.ListMember(shown_person(key), called, email) for key, called, email in rows[:limit])
        return shape.ListMembers(name, size, found, mark("members", rows[limit - 1][0]) if len(rows) > limit else None)

    def exported(self, name: str) -> Iterator[bytes]:
        """Everybody on a list as CSV, in pieces; the first is there when this returns. Raises as `members`."""
        self._size(name)
        return self._pieces(name)

    def _pieces(self, name: str) -> Iterator[bytes]:
        yield inert_lines([COLUMNS])
        after = ""
        while rows := self._page(name, after, EXPORTED_AT_ONCE):
            yield inert_lines([_cells(key, email) for key, _, email in rows])
            after = rows[-1][0]

    def _size(self, name: str) -> int:
        if not 0 < len(name) <= LIST_CHARACTERS_MAX:
            raise Invalid("list_name", f"The name of a list has 1 to {LIST_CHARACTERS_MAX} characters.", at="name")
        self._ctx.export_facts()
        size = int(str(self._ctx.facts.query(SIZE, {"name": name})[0][0]))
        if not size:
            raise Missing("list_unknown", f"Nobody is on a list {name!r}.", at="name")
        return size

    def _page(self, name: str, after: str, limit: int) -> list[Member]:
        rows = self._ctx.facts.query(MEMBERS, {"name": name, "after": after, "limit": limit})
        return [(str(key), str(called), str(email)) for key, called, email in rows]


def _cells(key: str, email: str) -> tuple[str, str, str]:
    if key.startswith(ANONYMOUS):
        return "", key.removeprefix(ANONYMOUS), email
    return shown_id(key), "", email
