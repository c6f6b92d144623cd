"""A journal of what is in the air, so that a killed process leaves few messages of unknown fate.

The log says durably that a message is about to be sent, for a whole batch at once; this file says without waiting for
the disk which messages of it a provider has begun to get, and what it answered. What a process has written stays when
it is killed, and is gone or torn after the machine itself went down: so the file names the boot, and is not believed
after another one.
"""

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

from loopline.model.errors import LooplineError
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Unknown
from loopline.model.records import OutboxRow

NAME: Final = "in-the-air.ndjson"
BYTES_MAX: Final = 1 << 20
VERSION: Final = 1
BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
MODE: Final = 0o600

Stage = Literal["announced", "handed", "accepted", "refused", "unknown"]
Attempt = tuple[str, int]
"""The key of a message and the number of the attempt."""


class FlightEntry(Struct, frozen=True, array_like=True):
    """How far an attempt came."""

    stage: Stage
    key: str
    attempt: int
    provider_id: str = ""


class JournalHead(Struct, frozen=True, array_like=True):
    """The first line."""

    version: int
    boot: str


_encode: Final = msgspec.json.Encoder().encode


def boot_of_this_machine() -> str:
    """What tells this boot from every other; "" where the system does not say, and then no journal is kept."""
    try:
        return BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""


class FlightJournal:
    """Belongs to the event loop. A journal that cannot be written is emptied: nothing is believed of it then."""

    def __init__(self, folder: Path, boot: str, shard: int = 0, ensure_sure: Callable[[], None] | None = None) -> None:
        """Every shard has one of its own. `ensure_sure` raises when no attempt may begin just now."""
        self._ensure_sure = ensure_sure
        self._path, self._boot = folder / (f"{shard}-{NAME}" if shard else NAME), boot
        self._open: dict[Attempt, FlightEntry] = {}
        self._unwritten: list[bytes] = []
        self._file = -1
        self._size = 0

    @property
    def is_kept(self) -> bool:
        """Whether it is written and will be believed: not where the system does not tell one boot from another."""
        return self._file >= 0

    def left_behind(self) -> Mapping[Attempt, FlightEntry]:
        """What the process before was doing; empty when there is nothing to believe."""
        try:
            lines = self._path.read_bytes().split(b"\n")
            head = msgspec.json.decode(lines[0], type=JournalHead)
            if not self._boot or head != JournalHead(VERSION, self._boot):
                return {}
            # The last one is empty, or was cut short by the kill: then what it was to announce did not begin.
            entries = [msgspec.json.decode(line, type=FlightEntry) for line in lines[1:-1]]
        except (OSError, msgspec.MsgspecError, ValueError):
            return {}
        return {(one.key, one.attempt): one for one in entries}

    def begin(self) -> None:
        """Begin anew; what was left behind is settled."""
        self._open.clear()
        self._renew()

    def close(self) -> None:
        """No more is written. What is still in the air is left for the next start."""
        self._let_go()
        if not self._open:
            self._path.unlink(missing_ok=True)

    def announced(self, rows: Sequence[OutboxRow]) -> None:
        """These attempts are about to begin; call it before the log is told."""
        if self._boot and (self._file < 0 or self._size > BYTES_MAX):
            self._renew()
        for row in rows:
            self._note(FlightEntry("announced", row.message.key, row.attempt + 1))
        self._write()

    def settled(self, rows: Sequence[OutboxRow]) -> None:
        """The log knows how these attempts ended."""
        for row in rows:
            self._open.pop((row.message.key, row.attempt + 1), None)

    async def unsure(self) -> LooplineError | None:
        """Why no attempt may begin just now; None where it may."""
        try:
            if self._ensure_sure is not None:
                await asyncio.to_thread(self._ensure_sure)
        except LooplineError as fault:
            return fault
        return None

    def handed(self, dispatch: Dispatch) -> None:
        """The provider is about to get this message. Raises what `ensure_sure` raises: then it must not get it."""
        if self._ensure_sure is not None:
            self._ensure_sure()
        self._note(FlightEntry("handed", dispatch.outgoing.key, dispatch.outgoing.attempt))
        self._write()

    def answered(self, dispatch: Dispatch, outcome: Outcome, *, goes_on: bool = False) -> None:
        """The provider has answered. Written with the next message that leaves, so a connection hides one at most; at
        once where the same message goes on to more devices.
        """
        key, attempt = dispatch.outgoing.key, dispatch.outgoing.attempt
        match outcome:
            case Accepted(provider_id=provider_id):
                entry = FlightEntry("accepted", key, attempt, provider_id)
            case Unknown():
                entry = FlightEntry("unknown", key, attempt)
            case _:
                entry = FlightEntry("refused", key, attempt)
        self._note(entry)
        if goes_on:
            self._write()

    def _note(self, entry: FlightEntry) -> None:
        self._open[entry.key, entry.attempt] = entry
        if self._file >= 0:
            self._unwritten += (_encode(entry), b"\n")

    def _write(self) -> None:
        if self._unwritten:
            lines = b"".join(self._unwritten)
            self._unwritten.clear()
            self._append(lines)

    def _append(self, lines: bytes) -> None:
        try:
            whole = os.write(self._file, lines) == len(lines)
        except OSError:
            whole = False
        self._size += len(lines)
        if not whole:
            os.ftruncate(self._file, 0)
            self._let_go()

    def _let_go(self) -> None:
        self._unwritten.clear()
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _renew(self) -> None:
        """A new file that holds the open attempts alone, in the place of the old one."""
        self._let_go()
        if not self._boot:
            return
        lines = [_encode(JournalHead(VERSION, self._boot)), *(_encode(one) for one in self._open.values()), b""]
        fresh = self._path.with_suffix(".new")
        try:
            fresh.unlink(missing_ok=True)
            self._file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_EXCL, MODE)
            self._size = 0
            self._append(b"\n".join(lines))
            fresh.replace(self._path)
        except OSError:
            self._let_go()
            self._path.unlink(missing_ok=True)


def outcome_left(entry: FlightEntry | None) -> Outcome | None:
    """What the journal knows of an attempt's outcome; None when it knows nothing."""
    match entry:
        case None:
            return None
        case FlightEntry(stage="accepted"):
            return Accepted(entry.provider_id)
        case FlightEntry(stage="announced"):
            return Deferred("crashed_before_sending", "The process ended before the provider got the message.")
        case FlightEntry(stage="refused"):
            return Refused("crashed_after_refusal", "The process ended after the provider had refused the message.")
        case _:
            return Unknown("The process ended while the provider was getting the message.")
