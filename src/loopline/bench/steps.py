"""One step of the loop after another, in turn on a file and on PostgreSQL.

The loop alone, without HTTP and without sends: signals are in the log already when a step is timed.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from typing import Final

import msgspec

from loopline.bench.documents import mail_journey
from loopline.bench.workload import identify_bodies, stream, track_bodies
from loopline.decisions.documents.read import read_document
from loopline.model.errors import Conflict
from loopline.model.ids import PUBLISHED_KEY
from loopline.model.signal import DocumentPublished, Signal
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine.loop import Loop
from loopline.signals.dialects import READERS
from loopline.storage.sql.database import Place
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.state import SqlState

PEOPLE: Final = 1_000
STEPS: Final = 60
WARMED_UP: Final = 10
"""The first steps open files and connections; they are not counted."""

AT: Final = 1_772_366_400_000


class StepTimes(msgspec.Struct, frozen=True):
    """Medians of one size of step, in ms of the wall and of our own processor time, and the ratio by wall."""

    signals: int
    sqlite_ms: float
    postgresql_ms: float
    ratio: float
    sqlite_cpu_ms: float
    postgresql_cpu_ms: float


class _Bench:
    """A loop over one place; each `step` takes the same signals as that of its twin."""

    def __init__(self, log: Place, state: Place, signals: int) -> None:
        self._log, self._state = SqlLog(log), SqlState(state)
        if self._log.end():
            self.close()
            raise Conflict("store_in_use", "Steps are timed on an empty database: name another one.")
        self._loop = Loop(self._log, self._state, VirtualClock(AT), batch_max=signals)

    def settle(self, signals: Sequence[Signal]) -> None:
        """Take these, untimed."""
        self._log.append([signals])
        while self._loop.run_once():
            pass

    def step(self, signals: Sequence[Signal]) -> tuple[float, float]:
        """Wall and processor time, in ms, of one step over these."""
        self._log.append([signals])
        wall, cpu = time.perf_counter(), time.process_time()
        self._loop.run_once()
        return (time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3

    def close(self) -> None:
        """Give everything back."""
        self._state.close()
        self._log.close()


def time_steps(url: str, folder: Path, signals: int, steps: int = STEPS) -> StepTimes:
    """Alternate, so that a neighbour's load falls on both. Raises Conflict `store_in_use`."""
    read = READERS["segment"]
    events = stream((steps + WARMED_UP) * signals, PEOPLE, "mix")
    batches = [list(read(body, AT, "").signals) for body in track_bodies(list(events), signals)]
    people = [one for body in identify_bodies(PEOPLE, 500) for one in read(body, AT, "").signals]
    document = msgspec.json.encode(read_document(mail_journey()))
    published = DocumentPublished(
        key=PUBLISHED_KEY,
        id="publish",
        at=AT,
        received_at=AT,
        kind="journey",
        name="bench",
        version=1,
        document=document,
    )
    times: dict[str, list[tuple[float, float]]] = {"sqlite": [], "postgresql": []}
    with _benches(url, folder, signals) as benches:
        for bench in benches.values():
            bench.settle([published, *people])
        for batch in batches:
            for name, bench in benches.items():
                times[name].append(bench.step(batch))
    wall = {name: median(one for one, _ in found[WARMED_UP:]) for name, found in times.items()}
    cpu = {name: median(one for _, one in found[WARMED_UP:]) for name, found in times.items()}
    return StepTimes(
        signals,
        round(wall["sqlite"], 2),
        round(wall["postgresql"], 2),
        round(wall["postgresql"] / wall["sqlite"], 2),
        round(cpu["sqlite"], 2),
        round(cpu["postgresql"], 2),
    )


@contextmanager
def _benches(url: str, folder: Path, signals: int) -> Iterator[dict[str, _Bench]]:
    with (
        closing(_Bench(folder / "log.db", folder / "state.db", signals)) as file,
        closing(_Bench(url, url, signals)) as server,
    ):
        yield {"sqlite": file, "postgresql": server}
