"""Reports' views say the same as the facts of all kinds, however these came and however much of them is settled."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeVar
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Raw, json

from loopline.learning.queries import journey as queries
from loopline.learning.queries import units
from loopline.model.errors import Unavailable
from loopline.model.fact import Fact, FactKind
from loopline.storage.duckdb import journeys
from loopline.storage.duckdb import schema as q
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.transaction_rules import lines_of
from tests.learning.facts_made import WHOLE
from tests.learning.queries import defined
from tests.storage.duckdb.before import as_of_schema_6

WITHIN: Final = 150
T = TypeVar("T")
JOURNEYS: Final = ("hello", "again")
PEOPLE: Final = ("p:ann", "p:bob", "p:anon")
NODES: Final = ("start", "mail", "end")
REASONS: Final = ("cap", "completed", "quiet_hours")
OF_UNITS: Final = ("journey", "within", "now", "versions", "strata", *WHOLE)
FIGURES: Final = (
    (queries.TOTALS, defined.TOTALS, ("journey", "within", "counted")),
    (queries.FUNNEL, defined.FUNNEL, ("journey",)),
    (queries.EXITS, defined.EXITS, ("journey",)),
    (queries.MESSAGES, defined.MESSAGES, ("journey",)),
    (queries.REFUSALS, defined.REFUSALS, ("journey",)),
    (units.CELLS, defined.CELLS, (*OF_UNITS, "goal", "zone")),
    (defined.BY_PLAN, defined.BY_PLAN_DEFINED, (*OF_UNITS, "pointer", "most")),
)


class Tale:
    """Facts of two journeys, each at a place and a time of its own; but several enrollments write one event down."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self.facts: list[Fact] = []
        self.enrollments: list[dict[str, object]] = []

    def tell(self, kind: FactKind, person: str, *, data: object = None, **more: object) -> None:
        """One fact; `at` and `position` grow unless they are said."""
        place = len(self.facts) + 1
        more = {"at": place * 10, "position": place, "seq": place, **more}
        said = Raw(json.encode(data)) if data is not None else None
        self.facts.append(Fact(kind, person, data=said, **more))  # type: ignore[arg-type]  # fields of a fact by name

    def step(self) -> None:
        """Something happens."""
        pick, person = self._draw(st.integers(0, 13)), self._one(PEOPLE)
        if pick < 3 or not self.enrollments:
            return self._enter(person)
        inside = self._one(self.enrollments)
        head = {name: inside[name] for name in ("journey", "enrollment", "version", "held")}
        who, node, reason = str(inside["person"]), self._one(NODES), self._one(REASONS)
        key = f"{head['enrollment']}:{node}"
        match pick:
            case 3:
                kind: FactKind = "withheld" if head["held"] else "message"
                self.tell(kind, who, **head, node=node, key=key, channel="email", reason=reason)
            case 4:
                self.tell("called", who, **head, node=node, key=key, name=self._one(("look_up", "")), channel="webhook")
            case 5:
                given = {**head, "version": self._draw(st.integers(1, 3))}
                self.tell("assigned", who, **given, node="test", arm=self._one(("a", "b")))
            case 6:
                self._reach(who)
            case 7:
                step: FactKind = self._one(("stepped", "waited", "exited", "goal"))
                self.tell(step, who, **head, node=node, reason=reason, name="node" if step == "goal" else "")
            case 8:
                outcome = self._one(("sent", "failed"))
                self.tell("attempt", who, **head, node=node, key=key, name=outcome, channel="email")
            case 9:
                by = self._one(("machine", ""))
                self.tell("receipt", who, **head, node=node, key=key, name="opened", channel="email", reason=by)
            case 10:
                refusal: FactKind = self._one(("refused", "deferred", "not_entered"))
                self.tell(refusal, who, journey=head["journey"], node=node, reason=reason)
            case 11:
                self._speak(person)
            case _:
                self._merge(self._one(PEOPLE), person)
        return None

    def _enter(self, person: str) -> None:
        unit = self._one((person, "@acme"))
        inside: dict[str, object] = {
            "journey": self._one(JOURNEYS),
            "enrollment": f"e{len(self.enrollments)}",
            "version": self._draw(st.integers(1, 3)),
            "held": self._one(("", "", "journey", "global")),
        }
        self.tell("entered", person, **inside, node="start", data={"unit": unit})
        self.enrollments.append({**inside, "person": person})

    def _reach(self, person: str) -> None:
        """Every enrollment of the person writes the same event down."""
        position, value = len(self.facts) + 1, self._one((None, 1.0, 2.5))
        at = self._draw(st.integers(1, 400))
        for inside in self.enrollments:
            if inside["person"] == person:
                head = {name: inside[name] for name in ("journey", "enrollment", "version")}
                after = {"after_ms": self._draw(st.integers(0, 300)), "again": False}
                self.tell("goal", person, **head, at=at, position=position, name="bought", value=value, data=after)

    def _speak(self, person: str) -> None:
        if self._draw(st.booleans()):
            return self.tell("event", person, name="bought", at=self._draw(st.integers(1, 400)))
        data = {"traits": {"plan": self._one(("free", "pro"))}, "account": "", "lists": [], "zone": ""}
        return self.tell("person", person, key=person, data=data)

    def _merge(self, other: str, into: str) -> None:
        if other != into:
            self.tell("merged", into, name=other)
            self.tell("person", other, reason="merged")

    def _one(self, among: Sequence[T]) -> T:
        return self._draw(st.sampled_from(among))


@st.composite
def chunks(draw: st.DrawFn) -> list[tuple[int, bytes]]:
    """What happened, cut anywhere, also inside a chunk; some of it late, and some of it read twice."""
    tale = Tale(draw)
    for _ in range(draw(st.integers(0, 12)) * 4):
        tale.step()
    late = draw(st.sets(st.integers(0, len(tale.facts)), max_size=5))
    told = [fact for n, fact in enumerate(tale.facts) if n not in late]
    told += [fact for n, fact in enumerate(tale.facts) if n in late]
    cuts = sorted(draw(st.sets(st.integers(0, len(told)), max_size=6)))
    found: list[tuple[int, bytes]] = []
    number = 1
    for begin, end in zip([0, *cuts], [*cuts, len(told)], strict=True):
        found.append((number, lines_of(told[begin:end])))
        number += draw(st.sampled_from([1, 1, 0]))
    return found


def compare(facts: DuckFacts, now: int) -> None:
    """Every figure of every journey by both ways."""
    for journey in JOURNEYS:
        asked = {"within": WITHIN, "now": now, "goal": "bought", "versions": [1, 2, 3], "strata": [0, 0, 1]}
        asked |= {"journey": journey, "pointer": "/traits/plan", "most": 9, "zone": "Europe/Berlin", **WHOLE}
        for sql, definition, names in FIGURES:
            parameters = {name: asked[name] for name in names}
            assert _rows(facts, sql, parameters) == _rows(facts, definition, parameters), sql
    windows: dict[str, object] = {"journeys": list(JOURNEYS), "windows": [WITHIN, WITHIN]}
    windows |= {"named": [name for name in JOURNEYS for _ in range(3)], "versions": [1, 2, 3, 1, 2, 3]}
    listed = [row for row in _rows(facts, queries.LISTED, windows) if any(row[1:])]
    assert listed == [row for row in _rows(facts, defined.LISTED, windows) if any(row[1:])]


def _rows(facts: DuckFacts, sql: str, parameters: Mapping[str, object]) -> list[tuple[object, ...]]:
    """Rows in one order, and lists in one, which SQL does not promise."""
    rows = facts.query(sql, parameters)
    told = [tuple(sorted(v, key=repr) if isinstance(v, list) else v for v in row) for row in rows]
    return sorted(told, key=repr)


@contextmanager
def opened(folder: str) -> Iterator[DuckFacts]:
    facts = DuckFacts(Path(folder) / "facts.duckdb", threads=1)
    try:
        yield facts
    finally:
        facts.close()


@settings(max_examples=12)
@given(made=chunks(), now=st.integers(0, 700), settled=st.sampled_from([1, 1, 20, 10**9]), cut=st.integers(0, 6))
def test_reports_say_what_all_facts_say(made: list[tuple[int, bytes]], now: int, settled: int, cut: int) -> None:
    """However chunks come together, whatever comes twice, and after another start."""
    with TemporaryDirectory() as folder, patch.object(journeys, "ROWS_TO_SETTLE", settled):
        with opened(folder) as facts:
            for number in range(cut):
                facts.append_many(one for one in made if one[0] <= number)
        with opened(folder) as facts:
            facts.append_many(made)
            compare(facts, now)


@settings(max_examples=5)
@given(made=chunks(), now=st.integers(0, 700), cut=st.integers(0, 6))
def test_so_they_do_in_a_file_of_before(made: list[tuple[int, bytes]], now: int, cut: int) -> None:
    """Until schema 7 there was nothing but facts; such a file is taken over when it is opened, and goes on."""
    with TemporaryDirectory() as folder, patch.object(journeys, "ROWS_TO_SETTLE", 3):
        with opened(folder) as facts:
            facts.append_many(one for one in made if one[0] <= cut)
        as_of_schema_6(Path(folder) / "facts.duckdb")
        with opened(folder) as facts:
            assert facts.query(q.SCHEMA) == [(q.VERSION,)]
            assert facts.query(journeys.UNSETTLED) == [(0,)]
            compare(facts, now)
            for one in made:
                if one[0] > cut:
                    facts.append_many([one])
            compare(facts, now)


def test_a_big_file_of_before_is_reported_as_soon_as_it_is_opened(tmp_path: Path) -> None:
    """Two threads write whole groups of rows, which is done in another way than few rows are."""
    entries, path = 60_000, tmp_path / "facts.duckdb"
    facts = DuckFacts(path)
    chunk = [Fact("entered", f"p:{n}", n, n, journey="hello", enrollment=f"e{n}") for n in range(1, entries + 1)]
    facts.append(1, lines_of(chunk))
    facts.close()
    as_of_schema_6(path)
    facts = DuckFacts(path)
    assert facts.query(queries.TOTALS, {"journey": "hello", "within": 1, "counted": [1]}) == [
        (entries, entries, 0, 0, 0, 0)
    ]
    facts.close()


def test_a_takeover_that_was_cut_short_is_done_once_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "facts.duckdb"
    facts = DuckFacts(path)
    facts.append(1, lines_of([Fact("entered", "p:ann", 1, 1, journey="hello", enrollment="e1")]))
    facts.close()
    as_of_schema_6(path)
    with monkeypatch.context() as broken:
        broken.setitem(q.MIGRATIONS, 6, (*q.MIGRATIONS[6], "SELECT * FROM nowhere"))
        with pytest.raises(Unavailable):
            DuckFacts(path)
    facts = DuckFacts(path)
    assert facts.query(queries.TOTALS, {"journey": "hello", "within": 1, "counted": [1]}) == [(1, 1, 0, 0, 0, 0)]
    facts.close()


def test_a_fact_whose_data_or_place_makes_no_sense_keeps_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is taken in and settled; only what cannot be read of it is missing."""
    monkeypatch.setattr(journeys, "ROWS_TO_SETTLE", 1)
    head = {"journey": "hello", "enrollment": "e1", "node": "start"}
    facts = DuckFacts()
    for number, told in enumerate(
        (
            Fact("entered", "p:ann", 10, position=1, **head, data=Raw(b"[1]")),  # type: ignore[arg-type]  # fields by name
            Fact("goal", "p:ann", 20, position=2, **head, data=Raw(b'{"after_ms":"soon"}')),  # type: ignore[arg-type]  # as above
            Fact("exited", "p:ann", 2**62, position=3, **head),  # type: ignore[arg-type]  # as above
            Fact("event", "p:ann", 40, position=4),
        ),
        start=1,
    ):
        facts.append(number, lines_of([told]))
    assert facts.query(queries.TOTALS, {"journey": "hello", "within": 100, "counted": [0, 1]}) == [(1, 1, 0, 0, 0, 0)]
    assert facts.query(queries.FUNNEL, {"journey": "hello"}) == [("start", 1, 1, 0)]
    facts.close()


def test_a_merge_makes_one_of_two_who_were_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journeys, "ROWS_TO_SETTLE", 1)
    tale = [
        [
            Fact("entered", who, 10 + n, n, n, journey="hello", enrollment=f"e{n}", node="start"),
            Fact("message", who, 20 + n, n, 10 + n, journey="hello", enrollment=f"e{n}", node="mail"),
            Fact("goal", who, 50, 9, 20 + n, journey="hello", enrollment=f"e{n}", name="bought", value=2.0),
        ]
        for n, who in enumerate(("p:anon", "p:ann"))
    ]
    facts = DuckFacts()
    for number, told in enumerate([*tale, [Fact("event", "p:x", 1)]], start=1):
        facts.append(number, lines_of(told))
    asked: dict[str, object] = {"journey": "hello", "within": 100, "counted": [0]}
    assert facts.query(queries.TOTALS, asked) == [(2, 2, 2, 0, 0, 2)]
    facts.append(4, lines_of([Fact("merged", "p:ann", 60, 10, 99, name="p:anon")]))
    assert facts.query(queries.TOTALS, asked) == [(2, 1, 1, 0, 0, 2)]
    compare(facts, 1_000)
    facts.close()


def test_a_journey_of_many_facts_is_settled_as_they_come() -> None:
    """What is asked of facts themselves stays below a bound, so that reports do not grow with all facts."""
    with patch.object(journeys, "ROWS_TO_SETTLE", 100):
        facts = DuckFacts()
        for number in range(1, 21):
            chunk = [Fact("stepped", f"p:{n}", n, n, journey="hello", enrollment=f"e{n}", node="a") for n in range(30)]
            facts.append(number, lines_of(chunk))
            assert int(str(facts.query(journeys.UNSETTLED)[0][0])) < 130
        assert facts.query(queries.FUNNEL, {"journey": "hello"}) == [("a", 30, 30, 0)]
        facts.close()
