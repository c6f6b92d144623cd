"""A person's past: what an event costs with ids remembered, what a windowed count adds, what the record weighs."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from loopline.bench.growth.figure import US, Figure
from loopline.bench.growth.ground import Ground
from loopline.bench.growth.loop_alone import LoopAlone, Work, loop_alone, person_id, written_people
from loopline.bench.loads import AT_ONCE
from loopline.bench.workload import Happening, identify_bodies, named, track_bodies
from loopline.storage.sql.places import Places

SEEN_IDS: Final = (0, 64, 512, 4_096)
SEEN_PEOPLE: Final = 2_000
SEEN_EVENTS: Final = 10_000
SEEN_STEP: Final = 1_000

HOT_EVENTS: Final = 30_000
HOT_NAME: Final = "feature_used"

KEPT_PEOPLE: Final = 2_000
KEPT_EVENTS: Final = 500
KEPT_ROUNDS: Final = 10

WINDOWED: Final = f"""\
kind: journey
id: windowed
name: Counts what the hot person does
entry:
  on: [paywall_encountered]
  where: count("{HOT_NAME}", within="30d") >= 3
start: tell
nodes:
  tell:
    kind: message
    channel: email
    content: {{subject: You use it a lot, text: You have used it a lot.}}
"""


def seen_ids(ground: Ground) -> Iterator[Figure]:
    """A step's cost with 0 to 4,096 remembered ids behind each person (scale.md, F1's table)."""
    people, events = ground.early(SEEN_PEOPLE, 20), ground.early(SEEN_EVENTS, 100)
    works: dict[int, Work] = {}
    for ids in SEEN_IDS:
        with ground.places() as places:
            works[ids] = work = _with_past(places, people, events, ids)
            read = _read_again(places, people)
        over = f"{events:,} page_viewed of {people:,} people with {ids:,} ids each, {SEEN_STEP:,} signals a step"
        cpu = work.cpu_seconds * US / events
        yield Figure(f"seen_{ids}_cpu_us_per_event", "us", cpu, over)
        yield Figure(f"seen_{ids}_wall_us_per_event", "us", work.wall_seconds * US / events, over)
        yield Figure(f"seen_{ids}_bytes_per_event", "bytes", work.written_bytes / events, over)
        once = f"an event of each of {people:,} people with {ids:,} ids each, after a restart"
        read_us = read.cpu_seconds * US / people
        yield Figure(f"seen_{ids}_read_cpu_us_per_event", "us", read_us, once)
        ground.say(
            f"  {ids:,} ids behind each: {cpu:.1f} us an event, {work.written_bytes / events:,.0f} bytes written; "
            f"{read_us:.1f} us where the person is read first"
        )
    few, many = works[SEEN_IDS[1]], works[SEEN_IDS[-1]]
    over = f"{SEEN_IDS[-1]:,} ids by {SEEN_IDS[1]:,}"
    yield Figure("seen_cpu_ratio", "ratio", many.cpu_seconds / few.cpu_seconds, over)
    yield Figure("seen_wall_ratio", "ratio", many.wall_seconds / few.wall_seconds, over)
    yield Figure("seen_bytes_ratio", "ratio", many.written_bytes / few.written_bytes, over)


def _with_past(places: Places, people: int, events: int, ids: int) -> Work:
    """Everybody comes once before it is timed, so that nobody's record is read or converted in the timed part."""
    written_people(places, people, ids).close()
    with loop_alone(places, SEEN_STEP) as alone:
        once = (Happening(number, person_id(number), "page_viewed", {}) for number in range(people))
        alone.take(track_bodies(once, AT_ONCE))
        alone.decide()
        alone.take(track_bodies(named("page_viewed", events, people, first=people), AT_ONCE))
        return alone.decide()


def _read_again(places: Places, people: int) -> Work:
    """An event of everybody after a restart, so that each one has to be read of the store."""
    with loop_alone(places, SEEN_STEP) as alone:
        numbers = range(people)
        once = (Happening(SEEN_EVENTS * 2 + one, person_id(one), "page_viewed", {}) for one in numbers)
        alone.take(track_bodies(once, AT_ONCE))
        return alone.decide()


def hot_person(ground: Ground) -> Iterator[Figure]:
    """Many events of one person: nobody counts them, and a published condition counts each within 30 days."""
    events = ground.early(HOT_EVENTS, 2_000)
    over = f"{events:,} {HOT_NAME} of one person"
    found = {}
    for title, documents in (("", []), ("window_", [WINDOWED])):
        with ground.folder() as folder, loop_alone(folder) as alone:
            alone.publish(documents)
            alone.take(track_bodies(named(HOT_NAME, events, 1, first=events), AT_ONCE))
            alone.decide()  # by now as many times are remembered as there will ever be
            alone.take(track_bodies(named(HOT_NAME, events, 1, first=2 * events), AT_ONCE))
            found[title] = alone.decide().cpu_seconds * US / events
        said = f"{over}, each counted within 30 days" if documents else f"{over}, which nothing counts"
        yield Figure(f"hot_person_{title}cpu_us_per_event", "us", found[title], said)
    yield Figure("hot_person_window_ratio", "ratio", found["window_"] / found[""], "with a windowed count by without")
    ground.say(f"  one hot person: {found['']:.1f} us an event, with a windowed count {found['window_']:.1f} us")


def record_size(ground: Ground) -> Iterator[Figure]:
    """What a person takes on disk once so many events are behind, all of them as they came."""
    people = ground.part(KEPT_PEOPLE, 20)
    with ground.folder() as folder:
        with loop_alone(folder):
            pass
        empty = (folder / "state.db").stat().st_size
        with loop_alone(folder) as alone:
            alone.take(identify_bodies(people, AT_ONCE))
            _fill(alone, people)
        size = ((folder / "state.db").stat().st_size - empty) / people
        state, tail, pages = (held / people for held in _held(folder / "state.db"))
    over = f"state.db after a clean stop: {people:,} people with traits and {KEPT_EVENTS} events behind each"
    room = size - state - tail - pages
    yield Figure("record_bytes_per_person", "bytes", size, over)
    yield Figure("record_state_bytes_per_person", "bytes", state, f"{over}: what is known of a person and her address")
    yield Figure("record_tail_bytes_per_person", "bytes", tail, f"{over}: ids in the record")
    yield Figure("record_pages_bytes_per_person", "bytes", pages, f"{over}: ids in pages")
    yield Figure("record_room_bytes_per_person", "bytes", room, f"{over}: keys, and what is empty in the file")
    ground.say(
        f"  a person with {KEPT_EVENTS} events behind takes {size:,.0f} bytes of state.db: {state:,.0f} of what is "
        f"known, ids {tail:,.0f} in the record and {pages:,.0f} in pages, and {room:,.0f} of room"
    )


def _held(file: Path) -> tuple[int, int, int]:
    """The bytes in a file's columns, over all people: of their states, of ids in records, and of ids in pages."""
    with closing(sqlite3.connect(file)) as database:
        return (
            *database.execute("SELECT sum(length(state)), sum(length(seen)) FROM records").fetchone(),
            *database.execute("SELECT coalesce(sum(length(ids)), 0) FROM seen_pages").fetchone(),
        )


def _fill(alone: LoopAlone, people: int) -> None:
    a_round = people * KEPT_EVENTS // KEPT_ROUNDS
    for number in range(KEPT_ROUNDS):
        numbers = range(number * a_round, (number + 1) * a_round)
        events = (Happening(one, person_id(one % people), "page_viewed", {"page": f"/p/{one % 97}"}) for one in numbers)
        alone.take(track_bodies(events, AT_ONCE))
        alone.decide()
