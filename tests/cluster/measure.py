"""What the log on Kafka costs against that in SQLite: `python -m tests.cluster.measure`.

Both take turns in one run, on one broker of this machine with one replica, each with its state in SQLite. Ratios are of
medians, Kafka to SQLite: by wall, and by this process's processor time (the broker's own is beside it).
"""

import json
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import msgspec

from loopline.bench.documents import mail_journey
from loopline.bench.workload import identify_bodies, stream, track_bodies
from loopline.decisions.documents.read import read_document
from loopline.model.ids import PUBLISHED_KEY
from loopline.model.signal import DocumentPublished, Signal
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine.loop import Loop
from loopline.signals.dialects import READERS
from loopline.storage.kafka.log import KafkaLog
from loopline.storage.opened_log import KeptLog
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.state import SqlState
from tests.cluster.brokers import running_brokers

PEOPLE = 1_000
AT = 1_772_366_400_000
TIMES = 40
WARMED_UP = 8
SIZES = (1, 50, 1_000)


def signals_of(bodies: Sequence[bytes]) -> list[Signal]:
    return [signal for body in bodies for signal in READERS["segment"](body, AT, "").signals]


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of the wall and of our processor, threads of the driver too."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return (time.perf_counter() - wall) * 1_000, (time.process_time() - cpu) * 1_000


def made(log: KeptLog, state: SqlState) -> Loop:
    """A loop that knows the people and a journey."""
    published = DocumentPublished(
        key=PUBLISHED_KEY,
        id="publish",
        at=AT,
        received_at=AT,
        kind="journey",
        name="bench",
        version=1,
        document=msgspec.json.encode(read_document(mail_journey())),
    )
    log.append([[published], signals_of(identify_bodies(PEOPLE, 500))])
    loop = Loop(log, state, VirtualClock(AT), batch_max=max(SIZES))
    while loop.run_once():
        pass
    return loop


def compared(folder: Path, url: str, size: int) -> dict[str, float]:
    """Appends and steps of so many signals, in turn on each log."""
    events = signals_of(track_bodies(list(stream(size * TIMES, PEOPLE, "hot")), min(size, 50)))
    shares = [events[first : first + size] for first in range(0, len(events), size)]
    found: dict[str, list[tuple[float, float]]] = {}
    with (
        closing(SqlLog(folder / f"log-{size}.db")) as file,
        closing(KafkaLog(f"{url}-{size}")) as topic,
        closing(SqlState(folder / f"file-{size}.db")) as of_file,
        closing(SqlState(folder / f"topic-{size}.db")) as of_topic,
    ):
        both: list[tuple[str, KeptLog, Loop]] = [
            ("sqlite", file, made(file, of_file)),
            ("kafka", topic, made(topic, of_topic)),
        ]
        for number, share in enumerate(shares):
            for name, log, loop in both if number % 2 else both[::-1]:
                written = timed(lambda: log.append([share]))  # noqa: B023  (called at once)
                decided = timed(lambda: [None for _ in iter(loop.run_once, False)])  # noqa: B023
                if number >= WARMED_UP:
                    found.setdefault(f"{name} append", []).append(written)
                    found.setdefault(f"{name} step", []).append(decided)
    figures: dict[str, float] = {}
    for what in ("append", "step"):
        for place, unit in enumerate(("wall", "cpu")):
            one, other = (median(pair[place] for pair in found[f"{name} {what}"]) for name in ("sqlite", "kafka"))
            figures |= {f"{what}_sqlite_{unit}_ms": round(one, 3), f"{what}_kafka_{unit}_ms": round(other, 3)}
            figures[f"{what}_{unit}_ratio"] = round(other / one, 2)
    return figures


def main() -> None:
    """A line of JSON for each size."""
    with TemporaryDirectory() as folder, running_brokers(1) as broker:
        for size in SIZES:
            print(json.dumps({"signals": size, **compared(Path(folder), broker.url("measured"), size)}), flush=True)


if __name__ == "__main__":
    main()
