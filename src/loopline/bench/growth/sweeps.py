"""A page of the sweeper, by the number of people in the store."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from typing import Final

from loopline.bench.growth.figure import MS, Figure
from loopline.bench.growth.ground import Ground
from loopline.bench.growth.loop_alone import written_people
from loopline.decisions.published import PublishedSet
from loopline.model.signal import Signal
from loopline.runtime.clock import SystemClock
from loopline.runtime.upkeep.sweeper import PAGE, Sweeper

FEW: Final = 10_000
MANY: Final = 1_000_000
PAGES: Final = 100


class AtRest:
    """A loop that decides nothing, and under which nothing is published."""

    published = committed = PublishedSet()


def sweeper_pages(ground: Ground) -> Iterator[Figure]:
    """A hundred pages, with as many records still unwritten to rows as the state keeps."""
    found: dict[str, float] = {}
    many = ground.part(MANY, 20_000)
    for name, people in (("few", FEW), ("many", many)):
        with ground.folder() as folder:
            state = written_people(folder, people)
            sweeper = Sweeper(state, SystemClock(), AtRest(), _accept, lambda one: None, _raise)
            cpu, wall = asyncio.run(_pages(sweeper))
            state.close()
        found[name] = cpu
        over = f"{PAGE:,} of {people:,} records a page, {PAGES} pages"
        yield Figure(f"sweep_page_{name}_cpu_ms", "ms", cpu * MS, over)
        yield Figure(f"sweep_page_{name}_wall_ms", "ms", wall * MS, over)
        ground.say(f"  a page of the sweeper, {people:,} people: {cpu * MS:.1f} ms CPU")
    yield Figure("sweep_page_ratio", "ratio", found["many"] / found["few"], f"{many:,} people by {FEW:,}, CPU")


async def _pages(sweeper: Sweeper) -> tuple[float, float]:
    """Seconds a page: of the processor, and of the clock."""
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(PAGES):
        await sweeper.page()
    return (time.process_time() - cpu) / PAGES, (time.perf_counter() - wall) / PAGES


async def _accept(signals: Sequence[Signal]) -> int:
    return 0


def _raise(error: BaseException) -> None:
    raise error
