"""A verdict that stands is the same whenever it is made, comes out once more, and tells of facts that were changed."""

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import msgpack
from msgspec.structs import replace

from loopline.learning.comparisons.decision import Decision, same
from loopline.reports.decide import decisions_due, replay
from loopline.reports.journey import journey_report
from tests.learning.facts_made import Oracle, Shelf
from tests.reports.living import day, live, published, told
from tests.runtime.parts import DAY, NOON

END = 30
OVER = END + 14 + 1 - 0.5  # midnight, the window, and a day for what comes late
PLANNED: dict[str, Any] = {"planned_end": day(END)}


class Kept:
    """One journey's facts, and what is decided of them."""

    def __init__(self, book: Oracle, *versions: dict[str, Any]) -> None:
        self.shelf = Shelf(shards=2)
        self.name = self.shelf.put(book)
        self.versions = published(self.name, *versions)

    def due(self, at: float, *decided: str) -> list[Decision]:
        now = round(NOON + at * DAY)
        return list(decisions_due(self.shelf.facts, self.versions, self.name, now, 7, decided))

    def change(self, sql: str) -> None:
        """Somebody writes into the file."""
        self.shelf.facts._connection.execute(sql)


@pytest.fixture
def kept() -> Iterator[Kept]:
    """A planned journey that lives on, with an effect."""
    made = Kept(live(told(Oracle(), 0), range(60), treated=0.4), PLANNED)
    yield made
    made.shelf.facts.close()


def test_a_verdict_waits_until_nothing_can_change_it_and_facts_show_that_they_reach_so_far(kept: Kept) -> None:
    assert kept.due(OVER - 0.01) == []
    assert kept.due(OVER) == []
    (found,) = kept.due(OVER + 1)
    assert found.snapshot.as_of == round(NOON + OVER * DAY) and found.verdicts.lift is not None
    assert (found.verdicts.lift.verdict, found.verdicts.lift.final) == ("lift", True)
    assert kept.due(OVER + 1, "v1") == []
    kept.change(f'DELETE FROM facts WHERE "at" > {found.snapshot.as_of - DAY}')
    assert kept.due(OVER + 20) == [], "nothing says that the facts of the last day are all there"
    kept.shelf.beat(found.snapshot.as_of + 1)
    assert len(kept.due(OVER + 20)) == 1


def test_it_is_the_same_whenever_it_is_made(kept: Kept) -> None:
    first, second = (replace(kept.due(at)[0], made_at=0) for at in (OVER + 1, OVER + 400))
    assert same(first, second)


def test_a_report_shows_what_was_decided_whatever_the_facts_say_now(kept: Kept) -> None:
    (found,) = kept.due(OVER + 1)
    kept.change("DELETE FROM facts WHERE kind = 'goal' AND person LIKE 'p1-1%'")
    now = round(NOON + 70 * DAY)
    shown = journey_report(kept.shelf.facts, kept.versions, kept.name, now, decided={"v1": found})
    assert shown.lift == found.verdicts.lift and shown.intention == found.verdicts.intention
    assert shown.lift != journey_report(kept.shelf.facts, kept.versions, kept.name, now).lift
    (line,) = [one for one in shown.comparisons if one.leading]
    assert (line.decision, line.decided_at, line.state) == (found.id, found.snapshot.as_of, "settled")


def test_it_comes_out_once_more_to_every_digit_also_after_it_was_packed(kept: Kept) -> None:
    found = msgpack.decode(msgpack.encode(kept.due(OVER + 1)[0]), type=Decision)
    again = replay(kept.shelf.facts, kept.versions, found, round(NOON + 100 * DAY))
    assert (again.agrees, again.from_snapshot, again.from_facts, again.differences) == (True, True, True, ())
    assert again.then is not None and same(again.now, again.then)


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("DELETE FROM facts WHERE kind = 'goal' AND person = 'p1-3-0'", "conversions in the record"),
        ("UPDATE facts SET value = 11 WHERE kind = 'goal' AND person = 'p1-3-0'", "value in the record"),
        ("DELETE FROM facts WHERE enrollment = 'p1-3-1'", "600 people in the record, 599 in the facts"),
        ('UPDATE facts SET "at" = "at" + 86400000 WHERE enrollment = \'p1-3-1\'', "the days on which they came"),
    ],
)
def test_facts_that_were_changed_are_told(kept: Kept, sql: str, says: str) -> None:
    (found,) = kept.due(OVER + 1)
    kept.change(sql)
    again = replay(kept.shelf.facts, kept.versions, found, round(NOON + 100 * DAY))
    assert (again.agrees, again.from_snapshot, again.from_facts) == (False, True, False)
    assert says in " ".join(again.differences)


def test_a_record_that_was_changed_is_told(kept: Kept) -> None:
    (found,) = kept.due(OVER + 1)
    assert found.verdicts.lift is not None
    forged = replace(found, verdicts=replace(found.verdicts, lift=replace(found.verdicts.lift, verdict="harm")))
    again = replay(kept.shelf.facts, kept.versions, forged, round(NOON + 100 * DAY))
    assert (again.from_snapshot, again.from_facts) == (False, False)


def test_by_units_and_superseded_comparisons_are_decided_too_and_those_that_go_on_are_not() -> None:
    book = live(live(told(Oracle(), 0, 30), range(30)), range(30, 90), version=2)
    made = Kept(book, {}, {"goal": {"event": "bought", "within": "7d"}, "planned_units": 777})
    found = {one.comparison: one for one in made.due(89)}
    made.shelf.facts.close()
    assert list(found) == ["v1", "v2"], "and not those who came after the 777th"
    old, new = found["v1"].verdicts.lift, found["v2"].verdicts.lift
    assert old is not None and (old.method, old.treated.units + old.held_out.units) == ("e_process", 1_200)
    assert new is not None and (new.final, new.treated.units + new.held_out.units) == (True, 777)
    assert found["v2"].snapshot.as_of == NOON + (30 + 19 + 7 + 1) * DAY + 16, "the 777th came on the 20th day"
