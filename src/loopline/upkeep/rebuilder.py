"""The process that rebuilds facts: `python -m loopline.upkeep.rebuilder FOLDER LEVEL`, which the server starts.

It reads the log, decides everything again in a scratch state, and exports the facts to a fresh file. All that it has
done stands in these two files, so it goes on after any kill where it was cut short.
"""

import os
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Final

import msgspec

from loopline import __version__
from loopline.logs import log, set_up_logs
from loopline.model.erased.digest import Hidden
from loopline.model.errors import Conflict, LooplineError
from loopline.model.records import Frontier
from loopline.runtime.shards.facts import ShardFacts
from loopline.runtime.upkeep.fact_chunks import append_next
from loopline.runtime.upkeep.facts_rebuild import RebuildGoal, RebuildProgress
from loopline.runtime.upkeep.replay import Replay
from loopline.runtime.upkeep.snapshots import Snapshots, copy_snapshot
from loopline.storage.folder_lock import NAME as LOCK
from loopline.storage.folder_lock import FolderLock
from loopline.storage.opened_log import open_log
from loopline.storage.sql.drivers.dialect import Tuning
from loopline.storage.sql.places import STATE, Places, of_shard
from loopline.storage.sql.state import SqlState
from loopline.upkeep.purge import hidden_in

MODULE: Final = "loopline.upkeep.rebuilder"
WORK: Final = "facts.rebuild"
FACTS: Final = "facts.duckdb"
NICE: Final = 19
BREATH: Final = 0.2
"""It rests for this part of the time for which it works, so that the disk is free for others too."""
EXPORT_BYTES: Final = 16 << 20
LOOK_STEPS: Final = 20
CHUNKS_AT_ONCE: Final = 64
TOLD_SECONDS: Final = 0.5
LOCK_SECONDS: Final = 10.0
MEMORY: Final = "256MB"
SNAPSHOT_AHEAD: Final = (
    "The engine has not yet decided what is in the snapshot, as after an old state.db was restored: try again when it "
    "is level."
)


def start_rebuilder(places: Places, level: str, shards: int = 1) -> "Popen[bytes]":
    """Start the process. It ends when its input is closed, however that happens.

    The first line that it reads says where the logs are: URLs that hold a password are no arguments.
    """
    process = Popen([sys.executable, "-m", MODULE, str(places.folder), level], stdin=PIPE, stdout=PIPE)
    assert process.stdin is not None
    with suppress(BrokenPipeError):  # one that has ended already is seen by who leads it
        process.stdin.write(msgspec.json.encode((places.url, places.log_url, shards)) + b"\n")
        process.stdin.flush()
    return process


def take_place(folder: Path) -> None:
    """Put the rebuilt file where the old one stands."""
    old = folder / FACTS
    old.with_name(f"{FACTS}.wal").unlink(missing_ok=True)
    (folder / WORK / FACTS).replace(old)


def clear_work(folder: Path) -> None:
    """Remove what is left of a rebuild."""
    shutil.rmtree(folder / WORK, ignore_errors=True)


class _Shard:
    """One shard decided again: its log, and a scratch state."""

    def __init__(
        self, places: Places, on_error: Callable[[Exception], None], hidden: Hidden, shard: int, shards: int
    ) -> None:
        self.log: Final = open_log(places, tail_signals=1, shard=shard)
        tuning = Tuning(cache=32 << 20, checkpoint_pages=8_000, readers=2, durable=False)
        work = places.folder / WORK / of_shard(STATE, shard)
        self.state: Final = SqlState(work, buffered_records=8_192, tuning=tuning)
        self.replay: Final = Replay(self.log, self.state, on_error, hidden, shard, shards)

    def close(self) -> None:
        self.state.close()
        self.log.close()


class Rebuilder:
    """Scratch states and a facts file, in a folder of their own. The shards are decided again one after the other."""

    def __init__(self, places: Places, on_error: Callable[[Exception], None], shards: int = 1) -> None:
        """Goes on with what is there, unless it is of another version."""
        from loopline.storage.duckdb.facts import DuckFacts

        self._lock: Final = _locked(places.folder)
        work = places.folder / WORK
        _begin_work(places, shards)
        hidden = hidden_in(places.folder)
        self._shards: Final = [_Shard(places, on_error, hidden, shard, shards) for shard in range(shards)]
        self._facts: Final = DuckFacts(work / FACTS, memory=MEMORY, threads=1)
        self._on_error: Final = on_error

    def go(self, goal: RebuildGoal, tell: Callable[[RebuildProgress], None]) -> None:
        """Decide everything up to the goal again, and export it."""
        parts = list(zip(self._shards, goal.frontiers, strict=True))
        if any(one.replay.position > frontier.position for one, frontier in parts):
            raise Conflict("snapshot_ahead", SNAPSHOT_AHEAD)
        for shard, (_, frontier) in enumerate(parts):
            self._go_on(shard, frontier, tell)
            self._export(shard)
        if goal.births:
            for shard, (birth, frontier) in enumerate(zip(goal.births, goal.frontiers, strict=True)):
                self._facts.adopt(birth, frontier.chunk, shard)
            self.close()
        tell(RebuildProgress(self._position, level=True))

    def _go_on(self, shard: int, frontier: Frontier, tell: Callable[[RebuildProgress], None]) -> None:
        one, told = self._shards[shard], time.monotonic()
        for steps in count(1):
            began = time.monotonic()
            if not one.replay.step(frontier):
                break
            if steps % LOOK_STEPS == 0 and one.state.waiting_bytes() >= EXPORT_BYTES:
                self._export(shard)
            now = time.monotonic()
            if now - told > TOLD_SECONDS:
                told = now
                tell(RebuildProgress(self._position))
            time.sleep((now - began) * BREATH)

    @property
    def _position(self) -> int:
        return sum(one.replay.position for one in self._shards)

    def _export(self, shard: int) -> None:
        state, facts = self._shards[shard].state, ShardFacts(self._facts, shard)
        are_left = True
        while are_left:
            exported = facts.exported()
            last, are_left = append_next(state, facts, exported, CHUNKS_AT_ONCE, EXPORT_BYTES, self._on_error)
            if last > exported:
                state.forget_chunks(last)

    def close(self) -> None:
        """Give the files back."""
        self._facts.close()
        for one in self._shards:
            one.close()
        self._lock.close()


def _begin_work(places: Places, shards: int) -> None:
    """Leave what an earlier rebuild did where it can be gone on with; else begin from the beginning of the logs, or,
    where one of them was trimmed, from the snapshot."""
    horizons = _horizons(places, shards)
    work, horizon = places.folder / WORK, sum(horizons)
    note = work / "version"
    known = note.read_text(encoding="ascii").split() if note.exists() else []
    bases = [int(one) for one in known[1:]]
    is_whole = len(bases) == shards and all(base >= one for base, one in zip(bases, horizons, strict=True))
    if known[:1] == [__version__] and (is_whole or not horizon):
        return
    note.unlink(missing_ok=True)
    for left in work.iterdir():
        if left.name != LOCK:
            left.unlink()
    bases = copy_snapshot(Snapshots(places.folder, __version__), horizons, work) if horizon else [0] * shards
    note.write_text(" ".join([__version__, *map(str, bases)]), encoding="ascii")


def _horizons(places: Places, shards: int) -> list[int]:
    found = []
    for shard in range(shards):
        log_ = open_log(places, tail_signals=1, shard=shard)
        found.append(log_.horizon())
        log_.close()
    return found


def _locked(folder: Path) -> FolderLock:
    """The folder of the work, once the process of a server that was killed has noticed that."""
    work = folder / WORK
    work.mkdir(mode=0o700, exist_ok=True)
    ends = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            return FolderLock(work)
        except Conflict:
            if time.monotonic() > ends:
                raise
            time.sleep(TOLD_SECONDS)


def follow_goals(folder: str, level: str) -> None:
    """Go to one goal after the other; the last one ends it."""
    os.nice(NICE)
    set_up_logs(level)

    def report(error: Exception) -> None:
        log.error("fault", where="rebuild", error=type(error).__name__, text=str(error)[:500], exc_info=error)

    def tell(progress: RebuildProgress) -> None:
        sys.stdout.buffer.write(msgspec.json.encode(progress) + b"\n")
        sys.stdout.buffer.flush()

    try:
        url, log_url, shards = msgspec.json.decode(sys.stdin.buffer.readline(), type=tuple[str, str, int])
        rebuilder = _opened(Places(Path(folder), url, log_url), report, shards)
        for line in sys.stdin.buffer:
            goal = msgspec.json.decode(line, type=RebuildGoal)
            rebuilder.go(goal, tell)
            if goal.births:
                return
    except BrokenPipeError:  # the server has ended
        os._exit(0)
    except LooplineError as error:
        report(error)
        tell(RebuildProgress(fault=str(error)))


def _opened(places: Places, report: Callable[[Exception], None], shards: int) -> Rebuilder:
    """What an earlier rebuild left, or, where that cannot be used, nothing."""
    try:
        return Rebuilder(places, report, shards)
    except LooplineError as error:
        if error.code == "folder_taken":
            raise
        report(error)
        clear_work(places.folder)
        return Rebuilder(places, report, shards)


if __name__ == "__main__":
    follow_goals(*sys.argv[1:3])
