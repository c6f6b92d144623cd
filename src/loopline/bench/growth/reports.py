"""Reports over many facts, and segments of many people, asked of the facts as the studio asks them."""

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from msgspec import Raw, json
from msgspec.structs import replace

from loopline.bench.documents import held_out_journey
from loopline.bench.growth.figure import Figure
from loopline.bench.growth.ground import Ground
from loopline.bench.growth.loop_alone import loop_alone
from loopline.bench.loads import AT_ONCE
from loopline.bench.workload import identify_bodies, stream, track_bodies
from loopline.conditions.language import compile_condition
from loopline.conditions.sql.condition import compile_sql
from loopline.decisions.published import PublishedSet
from loopline.model.fact import Fact
from loopline.model.records import Transaction
from loopline.ports import Facts
from loopline.reports.journey import journey_report
from loopline.runtime.clock import SystemClock
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.transaction_rules import lines_of
from loopline.studio.segments.read import AUDIENCE

FACTS: Final = 10_000_000
PEOPLE: Final = 100_000
COPIES: Final = 8
"""So often what was decided once is told of other people: deciding it all would only take longer."""
FACTS_PER_EVENT: Final = 1.35
EVENTS_AT_ONCE: Final = 50_000
TIMES: Final = 3
SEGMENTS: Final = {
    "traits": 'plan == "pro" and storage_used_pct >= 50',
    "window": 'count("feature_used", within="30d") >= 3',
}


def reports(ground: Ground) -> Iterator[Figure]:
    """A report (funnel, lift, intention) and two segments, each the median of three."""
    people = ground.part(PEOPLE // COPIES, 25)
    events = ground.part(round(FACTS / COPIES / FACTS_PER_EVENT), 500)
    with ground.folder() as folder:
        facts = DuckFacts(folder / "facts.duckdb")
        try:
            published, carried = fill_facts(folder, facts, people, events)
            count = _number(facts, "SELECT count(*) FROM facts")
            known = _number(facts, "SELECT count(*) FROM people")
            yield Figure("facts_carry_us", "us", carried, f"{count:,} facts into the facts file, CPU a fact")
            now = SystemClock().now()
            over = f"one journey, {count:,} facts of all kinds, {known:,} people"
            yield from _asked("report", over, partial(journey_report, facts, published, "bench", now), ground)
            for name, when in SEGMENTS.items():
                made = compile_sql(compile_condition(when), {}, now, "UTC")
                sql, params = AUDIENCE.format(when=made.sql), made.params
                over = f"{when}; {known:,} people, {count:,} facts"
                yield from _asked(f"segment_{name}", over, partial(facts.query, sql, params), ground)
        finally:
            facts.close()


def fill_facts(folder: Path, facts: Facts, people: int, events: int) -> tuple[PublishedSet, float]:
    """Facts of real decisions, each told of several people; and the microseconds of processor that one took in."""
    made: list[Fact] = []

    def gather(transaction: Transaction) -> None:
        made.extend(transaction.facts)

    number, count, seconds = 0, 0, 0.0
    with loop_alone(folder, on_commit=gather) as alone:
        alone.publish([held_out_journey()])
        alone.take(identify_bodies(people, AT_ONCE))
        for first in range(0, events, EVENTS_AT_ONCE):
            alone.take(track_bodies(stream(min(EVENTS_AT_ONCE, events - first), people, "mix", first=first), AT_ONCE))
            alone.decide()
            for copy in range(COPIES):
                number += 1
                lines = lines_of([_copied(fact, copy) for fact in made])
                began = time.process_time()
                facts.append(number, lines)
                seconds += time.process_time() - began
            count += len(made) * COPIES
            made.clear()
        return alone.loop.published, seconds * 1_000_000 / count


def _copied(fact: Fact, copy: int) -> Fact:
    """The same of another person, who is another unit too."""
    if not copy or not fact.person:
        return fact
    mark = f"~{copy}"
    data = fact.data
    if fact.kind == "entered" and data is not None:
        data = Raw(json.encode({"unit": fact.person + mark}))
    enrollment = fact.enrollment + mark if fact.enrollment else ""
    return replace(fact, person=fact.person + mark, enrollment=enrollment, data=data)


def _asked(name: str, over: str, ask: Callable[[], object], ground: Ground) -> Iterator[Figure]:
    walls: list[float] = []
    cpus: list[float] = []
    for _ in range(TIMES):
        wall, cpu = time.perf_counter(), time.process_time()
        ask()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    yield Figure(f"{name}_wall_s", "s", _middle(walls), over)
    yield Figure(f"{name}_cpu_s", "s", _middle(cpus), f"{over}; all threads")
    ground.say(f"  {name}: {_middle(walls):.3f} s, {_middle(cpus):.3f} s CPU; {over}")


def _middle(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def _number(facts: Facts, sql: str) -> int:
    return int(str(facts.query(sql)[0][0]))
