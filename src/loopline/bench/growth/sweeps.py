"""A page of the sweeper, by the number of people in the store."""

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from loopline.bench.growth.figure import MS, Figure
from loopline.bench.growth.ground import Ground
from loopline.bench.growth.loop_alone import write_people, written_people
from loopline.decisions.published import PublishedSet
from loopline.model.signal import Signal
from loopline.runtime.clock import SystemClock
from loopline.runtime.upkeep.sweeper import PAGE, Sweeper
from loopline.storage.sql.state import SqlState

FEW: Final = 10_000
MANY: Final = 1_000_000
PAGES: Final = 100
WRITTEN: Final = 1_000
SEED: Final = 5


class AtRest:
    """A loop that decides nothing, and under which nothing is published."""

    published = committed = PublishedSet()


def sweeper_pages(ground: Ground) -> Iterator[Figure]:
    """A hundred pages at rest, then a hundred while people are written; at first as many records as the state keeps
    are not in rows yet."""
    found: dict[str, float] = {}
    many = ground.part(MANY, 20_000)
    for name, people in (("few", FEW), ("many", many)):
        with ground.folder() as folder:
            state = written_people(folder, people)
            sweeper = Sweeper(state, SystemClock(), AtRest(), _accept, lambda one: None, _raise)
            cpu, wall = asyncio.run(_pages(sweeper, lambda: None))
            busy_cpu, _ = asyncio.run(_pages(sweeper, _writing(state, people)))
            state.close()
        found |= {name: cpu, f"busy_{name}": busy_cpu}
        over = f"{PAGE:,} of {people:,} records a page, {PAGES} pages"
        yield Figure(f"sweep_page_{name}_cpu_ms", "ms", cpu * MS, over)
        yield Figure(f"sweep_page_{name}_wall_ms", "ms", wall * MS, over)
        busy = f"{over}, {WRITTEN:,} people written before each"
        yield Figure(f"sweep_page_busy_{name}_cpu_ms", "ms", busy_cpu * MS, busy)
        ground.say(
            f"  a page of the sweeper, {people:,} people: {cpu * MS:.1f} ms CPU, {busy_cpu * MS:.1f} ms while busy"
        )
    over = f"{many:,} people by {FEW:,}, CPU"
    yield Figure("sweep_page_ratio", "ratio", found["many"] / found["few"], over)
    yield Figure("sweep_page_busy_ratio", "ratio", found["busy_many"] / found["busy_few"], over)


def _writing(state: SqlState, people: int) -> Callable[[], None]:
    """Writes so many people, spread over all of them; others the next time."""
    epoch, chance = state.take_ownership(), random.Random(SEED)
    return lambda: write_people(state, epoch, sorted(chance.sample(range(people), WRITTEN)), 0, chance)


async def _pages(sweeper: Sweeper, before_each: Callable[[], None]) -> tuple[float, float]:
    """Seconds a page: of the processor, and of the clock."""
    cpu = wall = 0.0
    for _ in range(PAGES):
        before_each()
        cpu_before, wall_before = time.process_time(), time.perf_counter()
        await sweeper.page()
        cpu, wall = cpu + time.process_time() - cpu_before, wall + time.perf_counter() - wall_before
    return cpu / PAGES, wall / PAGES


async def _accept(signals: Sequence[Signal]) -> int:
    return 0


def _raise(error: BaseException) -> None:
    raise error
