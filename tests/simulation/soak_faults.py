"""The faults of a soak: how each is brought about and taken back, and what health has to say of it."""

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal, assert_never, get_args

from msgspec import Struct

from loopline.bench.server import family
from loopline.runtime.dispatch.provider_watch import SILENT_SECONDS
from loopline.runtime.intake import deadline
from tests.simulation.moved_clock import set_offset
from tests.simulation.soak_disk import Disk
from tests.simulation.soak_sinks import SoakSinks

FaultKind = Literal[
    "email_refuses",
    "email_silent",
    "webhook_refuses",
    "webhook_silent",
    "disk_full",
    "stop_main",
    "stop_intake",
    "stop_renderer",
    "kill_intake",
    "kill_renderer",
    "clock_jumps",
]
KINDS: Final[tuple[FaultKind, ...]] = get_args(FaultKind)
MODULES: Final = {"intake": "loopline.cli.intake", "renderer": "loopline.providers.templating.renderer"}
SLACK_SECONDS: Final = 4.0
"""A look every half second, a batch that was already on its way, a machine that is busy."""


class Expected(Struct, frozen=True):
    """`least` to `most` seconds of it; after `told_after` seconds (None: never) health names it with one of `words`.

    `recovered_after` seconds after its end health is ok again. `words` "" are any.
    """

    least: float
    most: float
    told_after: float | None = None
    words: str = ""
    recovered_after: float = 20.0


AWAY: Final = SILENT_SECONDS + SLACK_SECONDS
EXPECTED: Final[dict[FaultKind, Expected]] = {
    "email_refuses": Expected(5, 75, AWAY, "The provider of email", 40),
    "email_silent": Expected(5, 75, AWAY, "The provider of email", 60),
    "webhook_refuses": Expected(5, 75, AWAY, "The provider of webhook", 40),
    "webhook_silent": Expected(5, 75, AWAY, "The provider of webhook", 60),
    "disk_full": Expected(10, 45, SLACK_SECONDS, "", 40),
    "stop_main": Expected(3, 20, 0.3, "", 30),
    "stop_intake": Expected(3, 26, deadline.ANSWER_SECONDS + SLACK_SECONDS, "", 30),
    "stop_renderer": Expected(3, 20, None, "", 20),
    "kill_intake": Expected(1, 3, None, "", 30),
    "kill_renderer": Expected(1, 3, None, "", 20),
    "clock_jumps": Expected(5, 20, None, "", 20),
}
SHORT: Final[tuple[tuple[FaultKind, float], ...]] = (
    ("kill_renderer", 1),
    ("kill_intake", 1),
    ("disk_full", 12),
    ("stop_main", 4),
    ("webhook_refuses", AWAY + 3),
    ("clock_jumps", 3),
)
"""What every run of the tests brings about."""


class Faults:
    """Brings faults about in one server. `refusals` are the moments at which it refused events."""

    def __init__(
        self, root: int, sinks: SoakSinks, disk: Disk, clock: Path, chance: random.Random, refusals: list[float]
    ) -> None:
        self._root, self._sinks, self._disk, self._clock = root, sinks, disk, clock
        self._chance, self._refusals = chance, refusals
        self._stopped: list[int] = []

    def begin(self, kind: FaultKind) -> str:
        """Bring it about; a word on how."""
        match kind:
            case "email_refuses":
                self._sinks.act("email", "refuse")
            case "webhook_refuses":
                self._sinks.act("webhook", "refuse")
            case "email_silent":
                self._sinks.act("email", "fall_silent")
            case "webhook_silent":
                self._sinks.act("webhook", "fall_silent")
            case "disk_full":
                self._disk.fill()
            case "stop_main":
                self._stopped = [self._root]
            case "stop_intake" | "stop_renderer":
                self._stopped = self._running(kind.removeprefix("stop_"))
            case "kill_intake" | "kill_renderer":
                return f"{self._signal(self._running(kind.removeprefix('kill_')), signal.SIGKILL)} killed"
            case "clock_jumps":
                hours = self._chance.choice((0.1, 0.5, 1.0, 3.0, 6.0))
                set_offset(self._clock, hours * 3_600)
                return f"forward by {hours:g} h, and back"
            case _:
                assert_never(kind)
        return f"{self._signal(self._stopped, signal.SIGSTOP)} stopped" if self._stopped else ""

    def end(self, kind: FaultKind) -> None:
        """Take it back."""
        self._signal(self._stopped, signal.SIGCONT)
        self._stopped = []
        match kind:
            case "email_refuses" | "email_silent":
                self._sinks.act("email", "listen")
            case "webhook_refuses" | "webhook_silent":
                self._sinks.act("webhook", "listen")
            case "disk_full":
                self._disk.free()
            case "clock_jumps":
                set_offset(self._clock, 0)
            case "stop_main" | "stop_intake" | "stop_renderer" | "kill_intake" | "kill_renderer":
                pass  # they go on, or others have taken their place
            case _:
                assert_never(kind)

    def felt(self, kind: FaultKind, began: float, ended: float) -> tuple[float, float] | None:
        """From when until when it was felt; None when it never was: files that are there can be written again."""
        if kind == "stop_intake":  # then it is killed and replaced, and all is well
            return began, min(ended, began + deadline.KILL_SECONDS - SLACK_SECONDS)
        if kind != "disk_full":
            return began, ended
        refused = [at for at in self._refusals if began <= at <= ended]
        return (refused[0], refused[-1]) if refused else None

    def _running(self, name: str) -> list[int]:
        """The server's own processes that run this part."""
        ours = {pid: Path(f"/proc/{pid}/cmdline") for pid in family(self._root)}
        return [pid for pid, path in ours.items() if path.exists() and MODULES[name].encode() in path.read_bytes()]

    def _signal(self, processes: list[int], sign: signal.Signals) -> int:
        for pid in processes:
            try:
                os.kill(pid, sign)
            except ProcessLookupError:
                continue
        return len(processes)


def drawn(chance: random.Random, seconds: float) -> Iterator[tuple[FaultKind, float]]:
    """Faults until the time is up: each kind once in random order, then again."""
    end = time.monotonic() + seconds
    while True:
        for kind in chance.sample(KINDS, len(KINDS)):
            expected = EXPECTED[kind]
            lasts = chance.uniform(expected.least, expected.most)
            if time.monotonic() + lasts + expected.recovered_after > end:
                return
            yield kind, lasts
