"""Fixed costs: what an append and a turn take by the number of signals in them, one being the least there is."""

import time
from collections.abc import Iterator
from statistics import median
from typing import Final

from loopline.bench.documents import mail_journey
from loopline.bench.growth.figure import US, Figure
from loopline.bench.growth.ground import Ground
from loopline.bench.growth.loop_alone import LoopAlone, loop_alone
from loopline.bench.loads import AT_ONCE
from loopline.bench.workload import identify_bodies, stream, track_bodies

PEOPLE: Final = 1_000
SIGNALS: Final = {1: 300, 32: 100, 256: 30, 2_000: 10}
"""So many signals at once, and how often."""


def small_batches(ground: Ground) -> Iterator[Figure]:
    """Appends and turns of different sizes, in turns of a loop that knows everybody."""
    people = ground.early(PEOPLE, 20)
    with ground.places() as places, loop_alone(places) as alone:
        alone.publish([mail_journey()])
        alone.take(identify_bodies(people, AT_ONCE))
        alone.decide()
        first = 0
        for signals, often in SIGNALS.items():
            often = ground.early(often, 3)
            appends, turns = _timed(alone, people, first, signals, often)
            first += signals * often
            over = f"{signals:,} events of the mix, {people:,} people, the median of {often}"
            yield Figure(f"batch_{signals}_append_cpu_us", "us", appends * US, over)
            yield Figure(f"batch_{signals}_turn_cpu_us", "us", turns * US, over)
            ground.say(f"  {signals:,} at once: {appends * US:,.0f} us to append, {turns * US:,.0f} us to decide")


def _timed(alone: LoopAlone, people: int, first: int, signals: int, often: int) -> tuple[float, float]:
    """Seconds of processor for one append of so many signals, and for deciding them: the medians."""
    appends: list[float] = []
    turns: list[float] = []
    for number in range(often):
        events = stream(signals, people, "mix", first=first + number * signals)
        read = alone.read(track_bodies(events, signals)[0])
        began = time.thread_time()
        alone.log.append([read])
        appends.append(time.thread_time() - began)
        turns.append(alone.decide().cpu_seconds)
    return median(appends), median(turns)
