"""Hand-made facts of one journey, carried into DuckDB: what the tests of queries and reports count."""

from zlib import crc32

from msgspec import Raw, json
from msgspec.structs import replace

from loopline.learning.comparisons.course import FOREVER
from loopline.model.fact import Fact, FactKind
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.transaction_rules import lines_of

JOURNEY = "hello"
WHOLE = {
    "compared": [1, 2, 3],
    "counted": [1, 2, 3],
    "ends_at": FOREVER,
    "until": FOREVER,
    "after_end": False,
}
"""The bounds of units where versions 1 to 3 are one comparison without an end."""


class Oracle:
    """Facts in the order in which they were written; each gets a position of its own unless it says otherwise."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def write(
        self, kind: FactKind, person: str, at: int, *, position: int = 0, data: object = None, **more: object
    ) -> "Oracle":
        """One line."""
        self.facts.append(
            Fact(
                kind,
                person,
                at=at,
                position=position or len(self.facts) + 1,
                seq=len(self.facts) + 1,
                journey=JOURNEY,
                data=Raw(json.encode(data)) if data is not None else None,
                **more,  # type: ignore[arg-type]  # fields of a fact by name
            )
        )
        return self

    def enter(
        self, enrollment: str, person: str, at: int, *, held: str = "", unit: str = "", version: int = 1
    ) -> "Oracle":
        """A person enters a version; `held` names the level that holds the unit out."""
        data = {"unit": unit or person}
        return self.write(
            "entered", person, at, enrollment=enrollment, node="start", held=held, version=version, data=data
        )

    def expose(self, enrollment: str, person: str, at: int, *, held: str = "", node: str = "mail") -> "Oracle":
        """A message is decided, or withheld from who is held out."""
        kind: FactKind = "withheld" if held else "message"
        key = f"{enrollment}:{node}:{at}"
        return self.write(kind, person, at, enrollment=enrollment, node=node, held=held, key=key, channel="email")

    def assign(self, enrollment: str, person: str, at: int, arm: str, *, held: str = "", version: int = 1) -> "Oracle":
        """The experiment "test" gives an arm, by the weights of this version."""
        return self.write(
            "assigned", person, at, enrollment=enrollment, node="test", name=arm, arm=arm, held=held, version=version
        )

    def reach(
        self, enrollment: str, person: str, at: int, value: float | None = None, *, since: int = 0, position: int = 0
    ) -> "Oracle":
        """The person does what the journey is for; `since` is when the enrollment began."""
        data = {"after_ms": at - since, "again": False}
        return self.write(
            "goal", person, at, position=position, enrollment=enrollment, name="bought", value=value, data=data
        )


SHARDS = 3


class Shelf:
    """One DuckDB in memory for many books: each is put there as a journey of its own.

    Each question is also asked of the same facts spread over shards by person, each counting positions by itself.
    """

    def __init__(self, shards: int = 1) -> None:
        self.facts = DuckFacts()
        self.shards = shards
        self.twin = Shelf(SHARDS) if shards == 1 else None
        self._number = 0

    def put(self, book: Oracle) -> str:
        """The name of the journey under which this book stands now."""
        self._number += 1
        name = f"{JOURNEY}_{self._number}"
        renamed = [replace(fact, journey=name if fact.journey == JOURNEY else fact.journey) for fact in book.facts]
        for shard in range(self.shards):
            if own := [fact for fact in renamed if crc32(fact.person.encode()) % self.shards == shard]:
                self.facts.append(self._number, lines_of(own if self.shards == 1 else _counted_anew(own)), shard)
        if self.twin is not None:
            assert self.twin.put(book) == name
        return name

    def beat(self, now: int) -> None:
        """Something that came in at this moment (ms), so that the facts reach up to it."""
        self._number += 1
        beat = Fact("event", "heart", at=now, decided_at=now, position=1, seq=1, name="beat")
        self.facts.append(self._number, lines_of([beat]))
        if self.twin is not None:
            self.twin.beat(now)

    def ask(self, book: Oracle, sql: str, **parameters: object) -> list[tuple[object, ...]]:
        """What a query answers about a book, in one shard and in several."""
        asked = {"journey": self.put(book), **parameters}
        found = self.facts.query(sql, asked)
        if self.twin is not None:
            assert sorted(map(_unordered, found)) == sorted(map(_unordered, self.twin.facts.query(sql, asked)))
        return found


def _counted_anew(facts: list[Fact]) -> list[Fact]:
    """The same facts at positions from 1 on, as a shard of its own counts them."""
    ranks = {position: rank for rank, position in enumerate(sorted({fact.position for fact in facts}), 1)}
    return [replace(fact, position=ranks[fact.position]) for fact in facts]


def _unordered(row: tuple[object, ...]) -> str:
    return repr([sorted(value) if isinstance(value, list) else value for value in row])
