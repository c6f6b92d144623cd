"""Lift by group: people stand where they stood when they entered, and an effect is not taken for a cause."""

from typing import Any

import pytest

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.learning.lift.report import Breakdown
from loopline.model.errors import Invalid, Missing
from loopline.reports.by_group import breakdown
from tests.learning.facts_made import Oracle, Shelf
from tests.runtime.parts import DAY, HELLO, NOON

SHELF = Shelf()
NOW = NOON + 60 * DAY
SEGMENTS = {
    "small": 'plan == "free" and not in_list("partners")',
    "active": 'count("login", within="30d") > 3',
    "inside": 'in_segment("active")',
}


def grouped(book: Oracle, by: str, **fields: Any) -> Breakdown:
    name, published = SHELF.put(book), PublishedSet()
    for segment, when in SEGMENTS.items():
        published = publish(published, build_document({"kind": "segment", "id": segment, "when": when}), 1)
    raw = {"kind": "journey", "id": name, "entry": {"on": ["signed_up"]}, "start": "mail", "nodes": {"mail": HELLO}}
    goal = {"event": "bought", "within": "14d"}
    published = publish(published, build_document({**raw, "goal": goal, "holdout": {"percent": 50}, **fields}), 1)
    SHELF.beat(NOW)
    found = breakdown(SHELF.facts, published, name, by, NOW)
    assert SHELF.twin is not None and found == breakdown(SHELF.twin.facts, published, name, by, NOW)
    return found


def counts(found: Breakdown) -> dict[str, tuple[int, int, int, int]]:
    """Units and conversions of the treated, then of the held out."""
    return {
        row.name: (row.treated.units, row.treated.conversions, row.held_out.units, row.held_out.conversions)
        for row in found.groups.rows
    }


def world(tag: str, changes: bool = False, people: int = 400) -> Oracle:
    """Everybody enters on the free plan or on pro; facts say so whole, or by what `changes`. Of the free and treated
    three quarters buy, and whoever buys is on pro from then on; of all others a quarter buys."""
    made = Oracle()
    for n in range(people):
        person, held, plan = f"{tag}{n}", "journey" if n % 2 else "", "free" if n % 4 < 2 else "pro"
        made.write("person", person, NOON - DAY, data={"traits": {"plan": "old"}})
        now: dict[str, Any] = {
            "traits": {"plan": plan, "seats": n},
            "lists": {"partners": True} if plan == "pro" else {},
        }
        whole = {"traits": {"plan": plan, "seats": n}, "lists": list(now["lists"])}
        made.write("person", person, NOON - 1, data={"now": now, "was": {}} if changes else whole)
        made.write(
            "event",
            person,
            NOON,
            position=9_000 + n,
            name="signed_up",
            data={"source": {"ad": f"a{n % 3}", "own": person}},
        )
        made.write("entered", person, NOON, position=9_000 + n, enrollment=person, node="mail", held=held, version=1)
        made.expose(person, person, NOON, held=held)
        if n % 16 < (12 if plan == "free" and not held else 4):
            made.reach(person, person, NOON + DAY, since=NOON)
            made.write("person", person, NOON + DAY, position=20_000 + n, data={"traits": {"plan": "pro"}})
    return made


def test_people_stand_in_the_group_that_they_were_in_when_they_entered() -> None:
    found = grouped(world("a"), "trait:plan")
    rows = {row.name: row for row in found.groups.rows}
    assert set(rows) == {"free", "pro"}, "not the plan that they have now, which the message may have brought about"
    assert (rows["free"].treated.units, rows["free"].held_out.units) == (100, 100)
    assert rows["free"].treated_rate > 2 * rows["free"].held_out_rate
    assert found.groups.compared == 2 and found.groups.warning and "entered" in found.note
    assert (found.by, found.title, found.others) == ("trait:plan", "plan", 0)


def test_a_declared_factor_is_tested_as_a_whole_and_an_undeclared_one_is_not() -> None:
    told = grouped(world("h", people=800), "trait:plan", factors=["trait:plan"])
    assert told.interaction.verdict == "differs" and "differs by plan" in told.interaction.reason
    assert (told.interaction.limit, told.interaction.groups, told.interaction.since_version) == (20, 2, 1)
    assert {row.verdict for row in told.groups.rows} <= {"lift", "no_difference_seen"}
    asked = grouped(world("i", people=800), "trait:plan", factors=["trait:size"])
    assert asked.interaction.verdict == "not_declared" and asked.interaction.e_value is None
    assert {row.verdict for row in asked.groups.rows} == {"not_told"}, "a group that was picked out has no verdict"
    assert [row.difference for row in asked.groups.rows] == [row.difference for row in told.groups.rows]


def test_where_there_is_no_evidence_no_group_has_a_verdict_of_its_own() -> None:
    found = grouped(world("j"), "entry:source.ad", factors=["entry:source.ad", "trait:plan"])
    assert (found.interaction.verdict, found.interaction.limit) == ("no_evidence", 40)
    assert "No evidence that it differs by source.ad of the entry event" in found.interaction.reason
    assert {row.verdict for row in found.groups.rows} <= {"not_told", "not_enough_data"}


def test_bands_of_a_number_move_so_they_are_not_tested() -> None:
    found = grouped(world("k"), "trait:seats", factors=["trait:seats"])
    assert found.interaction.verdict == "not_tested" and "bands" in found.interaction.reason


def test_only_people_count_who_entered_when_it_was_declared() -> None:
    name, made = SHELF.put(world("l")), PublishedSet()
    raw = {"kind": "journey", "id": name, "entry": {"on": ["signed_up"]}, "start": "mail", "nodes": {"mail": HELLO}}
    raw |= {"goal": {"event": "bought", "within": "14d"}, "holdout": {"percent": 50}}
    for number, factors in enumerate(([], ["trait:plan"]), 1):
        made = publish(made, build_document({**raw, "factors": factors}), number)
    SHELF.beat(NOW)
    found = breakdown(SHELF.facts, made, name, "trait:plan", NOW)
    assert sum(row.treated.units for row in found.groups.rows) == 200, "the table has everybody"
    tested = found.interaction
    assert (tested.verdict, tested.conversions, tested.since_version) == ("not_tested", 0, 2)


def test_factors_that_are_taken_out_after_a_look_are_paid_for() -> None:
    """Given five factors, of which a later version keeps the one that looked best, the evidence wants as much."""
    name, made = SHELF.put(world("m", people=800)), PublishedSet()
    raw = {"kind": "journey", "id": name, "entry": {"on": ["signed_up"]}, "start": "mail", "nodes": {"mail": HELLO}}
    raw |= {"goal": {"event": "bought", "within": "14d"}, "holdout": {"percent": 50}}
    for number, more in enumerate((["trait:a", "trait:b", "trait:c", "trait:d"], []), 1):
        made = publish(made, build_document({**raw, "factors": ["trait:plan", *more]}), number)
    SHELF.beat(NOW)
    tested = breakdown(SHELF.facts, made, name, "trait:plan", NOW).interaction
    assert (tested.limit, tested.declared, tested.since_version) == (100, 5, 1)


def test_many_values_move_so_they_are_not_tested() -> None:
    """Given a factor with a value for each person, which eight stand alone is chance, and nothing is tested."""
    found = grouped(world("n"), "entry:source.own", factors=["entry:source.own"])
    assert found.interaction.verdict == "not_tested" and "more than 8 values" in found.interaction.reason
    assert {row.verdict for row in found.groups.rows} <= {"not_told", "not_enough_data"}


def test_by_a_property_of_the_entry_event() -> None:
    found = grouped(world("b"), "entry:source.ad")
    assert sorted(counts(found)) == ["a0", "a1", "a2"]
    assert sum(row[0] + row[2] for row in counts(found).values()) == 400


def test_a_number_of_many_values_comes_in_bands() -> None:
    found = counts(grouped(world("c"), "trait:seats"))
    assert list(found) == ["below 99", "99 to below 199", "199 to below 299", "299 and more"]
    assert all(95 <= row[0] + row[2] <= 105 for row in found.values())


def test_facts_that_say_what_changed_count_as_those_that_say_all() -> None:
    for by in ("trait:plan", "trait:seats", "segment:small", "account:size"):
        assert counts(grouped(world(f"{by}-changes", changes=True), by)) == counts(grouped(world(f"{by}-whole"), by))


def test_by_a_segment_as_it_held_at_entry() -> None:
    found = counts(grouped(world("d"), "segment:small"))
    assert list(found) == ["in small", "not in small"]
    assert found["in small"][0] == found["not in small"][0] == 100


def test_a_segment_that_looks_at_what_people_did_is_refused_with_the_reason() -> None:
    for name in ("active", "inside"):
        with pytest.raises(Invalid) as caught:
            grouped(Oracle(), f"segment:{name}")
        assert caught.value.code == "breakdown_looks_back"


def test_what_is_not_known_stands_by_itself() -> None:
    made = world("e")
    for n in range(10):
        made.enter(f"x{n}", f"nobody{n}", NOON).expose(f"x{n}", f"nobody{n}", NOON)
    assert list(counts(grouped(made, "trait:plan")))[-1] == "not known at entry"
    assert list(counts(grouped(made, "trait:colour"))) == ["not known at entry"]


def test_values_without_a_group_of_their_own_stand_together() -> None:
    made = Oracle()
    for n in range(60):
        held = "journey" if n % 2 else ""
        made.write("person", f"f{n}", NOON - 1, data={"traits": {"city": f"c{n % 20:02}"}})
        made.enter(f"f{n}", f"f{n}", NOON, held=held).expose(f"f{n}", f"f{n}", NOON, held=held)
    found = grouped(made, "trait:city")
    names = list(counts(found))
    assert names == [f"c{n:02}" for n in range(8)] + ["everything else"] and found.others == 12
    assert {row.verdict for row in found.groups.rows} == {"not_enough_data"}


@pytest.mark.parametrize("by", ["", "plan", "trait:", "colour:red", "trait:" + "x" * 300, "trait:a\0b"])
def test_what_cannot_be_asked_is_said(by: str) -> None:
    with pytest.raises(Invalid) as caught:
        grouped(Oracle(), by)
    assert caught.value.code == "breakdown_invalid"


def test_what_is_not_there_is_missing() -> None:
    with pytest.raises(Missing) as caught:
        grouped(Oracle(), "segment:none")
    assert caught.value.code == "segment_unknown"
    with pytest.raises(Missing) as caught:
        breakdown(SHELF.facts, PublishedSet(), "none", "trait:plan", NOW)
    assert caught.value.code == "journey_unknown"


def test_names_of_fields_are_data_never_sql() -> None:
    assert list(counts(grouped(world("g"), "trait:a'; DROP TABLE facts; --/~"))) == ["not known at entry"]
