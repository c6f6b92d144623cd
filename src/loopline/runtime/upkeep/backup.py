"""Backups of a data folder while everything goes on: copies that fit together, each with its digest; their restore."""

import re
import shutil
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

from loopline.model.errors import Conflict, Invalid, Missing, Unavailable
from loopline.ports import Clock
from loopline.runtime.supervise import begin_thread
from loopline.runtime.upkeep.copied_files import CopiedFile, close_to_others, copied_files, is_as_copied
from loopline.runtime.upkeep.facts_export import FactsExporter
from loopline.runtime.upkeep.snapshots import FILES, NOTE, STORES, Snapshots
from loopline.runtime.upkeep.snapshots import FOLDER as SNAPSHOTS

FOLDER: Final = "backups"
MANIFEST: Final = "backup.json"
SECRETS: Final = "secrets"
LOG: Final = "log.db"
LOG_ELSEWHERE: Final = "log.kafka.json"
"""Stands for the log where it is kept by brokers."""

NEEDED: Final = ("state.db", "studio.db")
SPARE_BYTES: Final = 64 << 20
FILES_MAX: Final = 100
FILES_A_SHARD: Final = 4
SHARDS_MAX: Final = 1_000
OF_SHARD: Final = re.compile("(log|state)-[1-9][0-9]{0,3}[.]db")
OF_SNAPSHOT: Final = re.compile(
    rf"{SNAPSHOTS}/[0-9]{{1,19}}/({'|'.join(map(re.escape, (*FILES, NOTE)))}|state-[1-9][0-9]{{0,3}}[.]db)"
)

BackupState = Literal["idle", "running", "done", "failed"]
Copy = tuple[str, Callable[[Path], None]]
"""A file's name, and what writes a copy of it, as of one moment, to a path that is not there yet."""


class Manifest(Struct, frozen=True, omit_defaults=True):
    """What a backup holds. Without facts.duckdb the facts have to be rebuilt after the restore."""

    version: str
    made_at: int
    files: tuple[CopiedFile, ...]
    shards: int = 1


class BackupStatus(Struct, frozen=True):
    """The backup that is under way, or the last one; `name` is its folder in `backups/` of the data folder."""

    state: BackupState = "idle"
    name: str = ""
    size: int = 0
    fault: str = ""


class Backup:
    """One at a time, in a thread. `together` is copied while no fact is exported, `later` after it, in this order.

    The log comes after the state: it may be ahead of it, never behind. `alone` is held meanwhile, so that the log is
    not trimmed, and the snapshot from which it goes on is the one of the copy. Of several shards `cut` is begun while
    no fact is exported: its copies fit together, and are written before those of `later`.
    """

    def __init__(
        self,
        folder: Path,
        version: str,
        exporter: FactsExporter,
        together: Sequence[Copy],
        later: Sequence[Copy],
        snapshots: Snapshots,
        alone: threading.Lock,
        clock: Clock,
        on_error: Callable[[BaseException], None],
        cut: Callable[[], AbstractContextManager[Sequence[Copy]]] = lambda: nullcontext(()),
        shards: int = 1,
    ) -> None:
        self._cut, self._shards = cut, shards
        self._folder, self._version, self._exporter = folder, version, exporter
        self._together, self._later, self._clock, self._on_error = together, later, clock, on_error
        self._snapshots, self._alone = snapshots, alone
        self._lock: Final = threading.Lock()
        self._thread: threading.Thread | None = None
        self.status = BackupStatus()

    def begin(self) -> BackupStatus:
        """Begin to make one. Raises Conflict `backup_running`, Unavailable `disk_short`."""
        with self._lock:
            if self.status.state == "running":
                raise Conflict("backup_running", "A backup is being made already: wait until it is done.")
            self._check_room()
            now = self._clock.now()
            stamp = datetime.fromtimestamp(now / 1_000, UTC).strftime("%Y%m%dT%H%M%S")
            self.status = BackupStatus("running", f"{stamp}-{now % 1_000:03}")
            self._thread = begin_thread("backup", partial(self._run, now), self._on_error)
            return self.status

    def stop(self) -> None:
        """Wait for the one that is under way."""
        if self._thread is not None:
            self._thread.join()

    def _check_room(self) -> None:
        wanted = sum(self._snapshots.stored().values()) + SPARE_BYTES
        free = shutil.disk_usage(self._folder).free
        if free < wanted:
            text = f"A backup may need {wanted >> 20} MB beside the data and {free >> 20} MB are free: make room first."
            raise Unavailable("disk_short", text)

    def _run(self, now: int) -> None:
        made = self._folder / FOLDER / self.status.name
        part = made.with_suffix(".part")
        try:
            part.mkdir(mode=0o700, parents=True)
            with self._alone:
                manifest = self._copied(part, now)
            (part / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
            close_to_others(part)
            part.rename(made)
            size = sum(file.size for file in manifest.files)
            self.status = msgspec.structs.replace(self.status, state="done", size=size)
        except BaseException as error:
            shutil.rmtree(part, ignore_errors=True)
            self.status = msgspec.structs.replace(self.status, state="failed", fault=str(error))
            self._on_error(error)

    def _copied(self, part: Path, now: int) -> Manifest:
        with ExitStack() as seen:
            with self._exporter.standing_still():
                for name, copy in self._together:
                    if name != "facts.duckdb" or self._exporter.fitness == "fit":
                        copy(part / name)
                fitting = seen.enter_context(self._cut())
            for name, copy in fitting:
                copy(part / name)
        for name, copy in self._later:
            copy(part / name)
        if (snapshot := self._snapshots.newest()) is not None:
            shutil.copytree(self._snapshots.path(snapshot), part / SNAPSHOTS / str(snapshot.position))
        if (self._folder / SECRETS).is_dir():
            shutil.copytree(self._folder / SECRETS, part / SECRETS)
        return Manifest(self._version, now, copied_files(part), self._shards)


def restore_backup(source: Path, folder: Path) -> Manifest:
    """Put a backup into a folder that is empty or not there. What is damaged is found before anything is put there.

    Raises Missing `backup_missing`, Invalid `backup_damaged`, Conflict `folder_in_use`.
    """
    manifest = _read_manifest(source)
    for file in manifest.files:
        path = source / file.name
        if not is_as_copied(path, file):
            raise Invalid("backup_damaged", f"{file.name} is not as it was when the backup was made: take another one.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict("folder_in_use", f"There is something in {folder}: name a folder that is empty or not there.")
    fresh = folder.with_name(f"{folder.name}.restoring")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700, parents=True)
    try:
        for file in manifest.files:
            (fresh / file.name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copyfile(source / file.name, fresh / file.name)
            if not is_as_copied(fresh / file.name, file):
                raise Unavailable("restore_failed", f"The copy of {file.name} is not like it: look at the disk.")
        close_to_others(fresh)
        if folder.exists():
            folder.rmdir()
        fresh.rename(folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return manifest


def _read_manifest(source: Path) -> Manifest:
    try:
        manifest = msgspec.json.decode((source / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise Missing("backup_missing", f"{source} is no backup: it has no {MANIFEST}.") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Invalid("backup_damaged", f"{MANIFEST} cannot be read ({error}): take another backup.") from None
    names = {file.name for file in manifest.files}
    others = {
        f"{store}-{shard}.db" for store in ("log", "state") for shard in range(1, min(manifest.shards, SHARDS_MAX))
    }
    has_all = names.issuperset({*NEEDED, *others}) and bool(names & {LOG, LOG_ELSEWHERE})
    most = FILES_MAX + FILES_A_SHARD * len(others)
    if not has_all or not all(map(_may_hold, names)) or len(names) > most or not 0 < manifest.shards <= SHARDS_MAX:
        raise Invalid("backup_damaged", f"{MANIFEST} does not name the files of a backup: take another one.")
    return manifest


def _may_hold(name: str) -> bool:
    """Whether a backup may hold a file of this name, so that none is written elsewhere."""
    folder, _, last = name.rpartition("/")
    if name in (*STORES, LOG_ELSEWHERE) or OF_SHARD.fullmatch(name) or OF_SNAPSHOT.fullmatch(name):
        return True
    return folder == SECRETS and last not in ("", ".", "..")
