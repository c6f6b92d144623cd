"""An intake of each implementation over a log that the test reads through an opening of its own."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from loopline.cli.intake import launch
from loopline.model.signal import EventReceived, Signal
from loopline.ports import Intake
from loopline.runtime.intake.log_writer import LogWriter
from loopline.runtime.intake.process import IntakeProcess
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.places import Places
from tests.runtime.parts import NOON, event


class Door:
    """An intake over a log that this test reads through an opening of its own."""

    def __init__(self, folder: Path, make: Callable[["Door"], Intake]) -> None:
        self.folder = folder
        self.log = SqlLog(folder / "log.db", tail_signals=1)
        self.woken = 0
        self.faults: list[BaseException] = []
        self.intake = make(self)

    def wake(self) -> None:
        self.woken += 1

    def names(self) -> list[str]:
        return [s.name for e in self.log.read(0, 1_000_000) for s in e.signals if isinstance(s, EventReceived)]


def by_thread(door: Door) -> Intake:
    return LogWriter(door.log, door.wake)


def by_process(door: Door) -> Intake:
    return IntakeProcess(partial(launch, Places(door.folder), "error"), door.wake, door.faults.append)


def named(numbers: Sequence[int]) -> list[Signal]:
    return [event("ann", f"e{number}", NOON) for number in numbers]
