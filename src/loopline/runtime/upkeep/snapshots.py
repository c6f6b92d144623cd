"""Snapshots: state and facts of one position, from which what the trimmed log can no longer tell is gone on with."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec
from msgspec import Struct

from loopline.model.errors import Invalid, Missing, Unavailable
from loopline.runtime.upkeep.copied_files import CopiedFile, close_to_others, copied_files, is_as_copied

FOLDER: Final = "snapshots"
NOTE: Final = "snapshot.json"
SPARE_BYTES: Final = 64 << 20
Copy = tuple[str, Callable[[Path], None]]
Sizes = Mapping[str, Callable[[], int]]
STORES: Final = ("facts.duckdb", "state.db", "log.db", "studio.db")
FILES: Final = ("state.db", "facts.duckdb")


def is_copied(name: str) -> bool:
    """Whether a snapshot has this file, or one like it of another shard."""
    return name in FILES or (name.startswith("state-") and name.endswith(".db"))


class Snapshot(Struct, frozen=True, omit_defaults=True):
    """One snapshot: everything up to `position` is decided in it; of several shards, up to these `positions`, whose sum
    it is."""

    version: str
    made_at: int
    position: int
    files: tuple[CopiedFile, ...]
    positions: tuple[int, ...] = ()

    @property
    def reached(self) -> tuple[int, ...]:
        """Up to where everything is decided, by shard."""
        return self.positions or (self.position,)


class Snapshots:
    """A folder each, in `snapshots/` of the data folder, named by the position. A kill leaves none that is half."""

    def __init__(self, folder: Path, version: str, sizes: Sizes = MappingProxyType({})) -> None:
        """`sizes` tells of each store, by the name that a file of it has, how many bytes it takes where it stands."""
        self._folder: Final = folder / FOLDER
        self._version: Final = version
        self._sizes: Final = sizes

    def newest(self) -> Snapshot | None:
        """The one that stands furthest."""
        found = self._all()
        return _read(self._path(found[-1])) if found else None

    def path(self, snapshot: Snapshot) -> Path:
        """Where its files are."""
        return self._path(snapshot.position)

    def check_room(self) -> None:
        """Raises Unavailable `disk_short`."""
        stores = self.stored()
        wanted = sum(size for name, size in stores.items() if is_copied(name)) + SPARE_BYTES
        free = shutil.disk_usage(self._folder.parent).free
        if free < wanted:
            words = f"A snapshot may need {wanted >> 20} MB and {free >> 20} MB are free: make room, or keep the log."
            raise Unavailable("disk_short", words)

    def make(self, positions: Sequence[int], now: int, copies: Sequence[Copy]) -> Snapshot:
        """Write one of these positions, by shard; it is there, on disk and whole, once this returns."""
        made = self._path(sum(positions))
        part = made.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700, parents=True)
        try:
            for name, copy in copies:
                copy(part / name)
            several = tuple(positions) if len(positions) > 1 else ()
            snapshot = Snapshot(self._version, now, sum(positions), copied_files(part), several)
            (part / NOTE).write_bytes(msgspec.json.format(msgspec.json.encode(snapshot)))
            close_to_others(part)
            shutil.rmtree(made, ignore_errors=True)
            part.rename(made)
            close_to_others(self._folder)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        return snapshot

    def clear_older(self) -> None:
        """Remove all but the newest, and what a kill has left half made."""
        for number in self._all()[:-1]:
            shutil.rmtree(self._path(number), ignore_errors=True)
        for part in self._folder.glob("*.part"):
            shutil.rmtree(part, ignore_errors=True)

    def stored(self) -> dict[str, int]:
        """What the snapshots and each store occupy, in bytes; backups are left out."""
        return {FOLDER: self.size(), **{name: size() for name, size in self._sizes.items()}}

    def size(self) -> int:
        """What they occupy, in bytes."""
        return sum(path.stat().st_size for path in self._folder.rglob("*") if path.is_file())

    def _path(self, position: int) -> Path:
        return self._folder / str(position)

    def _all(self) -> list[int]:
        names = self._folder.iterdir() if self._folder.is_dir() else ()
        return sorted(int(path.name) for path in names if path.name.isdecimal() and (path / NOTE).is_file())


def goes_on_from(snapshot: Snapshot, horizons: Sequence[int]) -> bool:
    """Whether a snapshot has decided all that has left the logs."""
    reached = snapshot.reached
    return len(reached) == len(horizons) and all(at >= left for at, left in zip(reached, horizons, strict=True))


def copy_snapshot(snapshots: Snapshots, horizons: Sequence[int], target: Path) -> list[int]:
    """Copy the files of the snapshot from which logs with these horizons go on; its positions.

    Raises Missing `snapshot_missing`, Invalid `snapshot_damaged`.
    """
    snapshot = snapshots.newest()
    if snapshot is None or not goes_on_from(snapshot, horizons):
        text = (
            f"The log was trimmed up to position {sum(horizons)}, and there is no snapshot in {FOLDER}/ that goes on "
            "from there: restore the folder from a backup."
        )
        raise Missing("snapshot_missing", text)
    for file in snapshot.files:
        source = snapshots.path(snapshot) / file.name
        if not is_as_copied(source, file):
            text = f"{file.name} of snapshot {snapshot.position} is not as it was when it was made: take a backup's."
            raise Invalid("snapshot_damaged", text)
        shutil.copyfile(source, target / file.name)
    return list(snapshot.reached)


def _read(path: Path) -> Snapshot:
    try:
        return msgspec.json.decode((path / NOTE).read_bytes(), type=Snapshot)
    except (OSError, msgspec.MsgspecError) as error:
        text = f"{path.name}/{NOTE} cannot be read ({error}): take the snapshot of a backup."
        raise Invalid("snapshot_damaged", text) from None
