"""The loop alone: no server, one thread, signals already in the log, so that each turn can be counted and timed."""

import gc
import random
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from loopline.bench.growth.database import wal_bytes
from loopline.decisions.documents.read import read_document
from loopline.model.person import Person
from loopline.model.records import Record, Transaction
from loopline.model.signal import Signal
from loopline.runtime.clock import SystemClock
from loopline.runtime.engine.loop import Loop
from loopline.runtime.upkeep.publisher import published_version
from loopline.settings import Settings
from loopline.signals.dialects import READERS
from loopline.signals.people.seen_sieve import WIDTH
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.places import Places
from loopline.storage.sql.state import SqlState

BATCH_MAX: Final[int] = Settings.model_fields["batch_max"].default
WRITTEN_AT_ONCE: Final = 5_000
SEEN_SEED: Final = 11
OWN_IO: Final = Path("/proc/self/io")
WRITTEN: Final = "wchar: "


class Work(Struct, frozen=True):
    """What the loop used to decide everything that was in the log: in all, and in its longest turn."""

    turns: int
    cpu_seconds: float
    wall_seconds: float
    longest_seconds: float
    longest_cpu_seconds: float
    written_bytes: int
    """Given to the kernel by this process, or, with the record in PostgreSQL, to the server's WAL."""


class LoopAlone:
    """The loop as the server runs it, on its stores; `with loop_alone(...)` makes one."""

    def __init__(
        self,
        place: Path | Places,
        batch_max: int = BATCH_MAX,
        on_commit: Callable[[Transaction], None] = lambda _: None,
    ) -> None:
        self.clock = SystemClock()
        places = _places(place)
        self._written = partial(wal_bytes, places.url) if places.url else _written_bytes
        self.log, self.state = SqlLog(places.log()), SqlState(places.state())
        self.loop = Loop(self.log, self.state, self.clock, batch_max=batch_max, on_commit=on_commit)

    def take(self, bodies: Iterable[bytes]) -> None:
        """Requests of the tracking protocol, read and appended to the log as the intake does."""
        for body in bodies:
            self.log.append([self.read(body)])

    def read(self, body: bytes) -> list[Signal]:
        """The signals of a request, received now."""
        return READERS["segment"](body, self.clock.now()).signals

    def publish(self, documents: Iterable[str]) -> None:
        """Documents, appended to the log as the publisher does."""
        now = self.clock.now
        signals: list[Signal] = [published_version(read_document(text), 1, now(), "", "") for text in documents]
        for first in range(0, len(signals), WRITTEN_AT_ONCE):
            self.log.append([signals[first : first + WRITTEN_AT_ONCE]])

    def decide(self) -> Work:
        """Turns until nothing is left to decide. Facts are dropped afterwards, as if they had been exported."""
        turns: list[tuple[float, float]] = []
        with _collector_at_rest():
            written = self._written()
            going = True
            while going:
                wall, cpu = time.perf_counter(), time.thread_time()
                going = self.loop.run_once()
                if going:
                    turns.append((time.perf_counter() - wall, time.thread_time() - cpu))
            written = self._written() - written
        self.state.forget_chunks(self.state.last_chunk())
        walls, cpus = [wall for wall, _ in turns], [cpu for _, cpu in turns]
        return Work(len(turns), sum(cpus), sum(walls), max(walls, default=0.0), max(cpus, default=0.0), written)

    def close(self) -> None:
        """Write everything to rows and give the files back, as a clean stop does."""
        self.state.close()
        self.log.close()


@contextmanager
def loop_alone(
    place: Path | Places, batch_max: int = BATCH_MAX, on_commit: Callable[[Transaction], None] = lambda _: None
) -> Iterator[LoopAlone]:
    """The loop on the stores of this folder, or elsewhere, closed at the end of the block."""
    alone = LoopAlone(place, batch_max, on_commit)
    try:
        yield alone
    finally:
        alone.close()


def written_people(place: Path | Places, people: int, seen_ids: int = 0) -> SqlState:
    """A state with records of people, each with so many remembered ids, as a version before sealed pages left them.

    They are committed as the loop commits, so as many of them as the state keeps are not in rows of their own yet.
    """
    state = SqlState(_places(place).state())
    epoch, chance = state.take_ownership(), random.Random(SEEN_SEED)
    for first in range(0, people, WRITTEN_AT_ONCE):
        write_people(state, epoch, range(first, min(people, first + WRITTEN_AT_ONCE)), seen_ids, chance)
    return state


def write_people(state: SqlState, epoch: int, numbers: Iterable[int], seen_ids: int, chance: random.Random) -> None:
    """One transaction with these people's records."""
    records = [_record(number, chance.randbytes(seen_ids * WIDTH)) for number in numbers]
    state.commit(Transaction(position=0, records=records, outbox=(), marks=(), facts=(), epoch=epoch))


def person_id(number: int) -> str:
    """The id of a person of the workload."""
    return f"u{number:06d}"


def _record(number: int, seen: bytes) -> Record:
    key = person_id(number)
    traits = {"plan": "free", "seats_used": number % 25, "country": "DE", "email": f"{key}@example.test"}
    return Record(key, msgspec.msgpack.encode(Person(key=key, traits=traits, first_seen_at=1)), seen)


def _places(place: Path | Places) -> Places:
    return place if isinstance(place, Places) else Places(place)


def _written_bytes() -> int:
    """Bytes that this process has given to the kernel to write, whether they have reached the disk or not."""
    lines = OWN_IO.read_text().splitlines()
    return next(int(line.removeprefix(WRITTEN)) for line in lines if line.startswith(WRITTEN))


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """The server's collector hardly ever looks; here it would look at what earlier measurements have left."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
