"""`loopline copy`: a record is moved from files to PostgreSQL, or back, and every table is shown to be the same."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import msgspec
from rich.console import Console

from loopline.model.errors import Invalid
from loopline.settings import read_settings
from loopline.storage.folder_lock import FolderLock
from loopline.storage.private_folder import keep_new_files_private
from loopline.storage.sql.drivers.owner_lock import OwnerLock
from loopline.storage.sql.drivers.postgresql import is_postgresql_url
from loopline.storage.sql.places import Places
from loopline.upkeep.copying import CopyProgress, copy_record, log_elsewhere, set_aside, shards_in

out = Console(stderr=True, highlight=False)
TELL_ROWS = 100_000
"""How often a long table tells how far it is."""


def copy(data: Path, to: str, *, as_json: bool) -> int:
    """Copy, compare, then set the source aside. A folder that is copied to PostgreSQL keeps facts and secrets."""
    keep_new_files_private()
    source, target = _places(data, to)
    begun = time.monotonic()
    with ExitStack() as stack:
        if target.url:
            stack.callback(OwnerLock(target.url).close)
        shards = own_all(source, stack)
        done = copy_record(source, target, _teller(begun))
        kept = set_aside(source, shards)
    if as_json:
        print(msgspec.json.encode([one for one in done if one.rows]).decode())
    rows = sum(one.rows for one in done)
    seconds = time.monotonic() - begun
    said = f"{rows:,} rows in {len(done)} tables are the same on both sides"
    out.print(f"{said}; it took {seconds:.1f} s ({rows / max(seconds, 0.001):,.0f} rows a second).", markup=False)
    number = f"LOOPLINE_SHARDS={shards} " if shards > 1 else ""
    if target.url:
        out.print(f"The record is in PostgreSQL; what it was copied from is kept in {kept}.", markup=False)
        out.print(f"Serve it: LOOPLINE_STORE=... {number}loopline serve --data {data}", markup=False)
    else:
        out.print(f"The record is in {target.folder}; what it was copied from is kept in {kept}.", markup=False)
        out.print(f"Serve it, without LOOPLINE_STORE: {number}loopline serve --data {target.folder}", markup=False)
    return 0


def own_all(source: Places, stack: ExitStack) -> int:
    """Own every shard of a record until the stack is left: a process of one may outlive its server for a moment. How
    many they are. Raises Conflict `folder_taken` or `store_taken`."""
    if source.url:
        stack.callback(OwnerLock(source.url).close)
    if source.hold_a_record() and source.folder.is_dir():
        stack.callback(FolderLock(source.folder).close)
    shards = shards_in(source)
    for shard in range(1, shards):
        if source.folder.is_dir():
            stack.callback(FolderLock(source.folder, shard).close)
        if source.url:
            stack.callback(OwnerLock(source.url, shard).close)
    return shards


def _places(data: Path, to: str) -> tuple[Places, Places]:
    """Where from and where to. Raises Invalid `store_unknown`, `copy_source_missing`, Conflict `copy_log_elsewhere`."""
    settings = read_settings()
    if settings.log_url():
        raise log_elsewhere("LOOPLINE_LOG names a topic")
    files, url = Places(data), settings.store_url()
    if is_postgresql_url(to):
        elsewhere = bool(url) and url != to and not files.hold_a_record()
        return (Places(data, url) if elsewhere else files), Places(data / "none", to)  # a folder with files is refused
    if not to or "://" in to:
        text = "Copy to postgresql://user:password@host/database, or set LOOPLINE_STORE; or to a folder."
        raise Invalid("store_unknown", text)
    if not url:
        text = "Say by LOOPLINE_STORE which database is copied into the folder; `loopline backup` copies a folder."
        raise Invalid("copy_source_missing", text)
    return Places(data, url), Places(Path(to).absolute())


def _teller(begun: float) -> Callable[[CopyProgress], None]:
    told: dict[str, int] = {}

    def tell(one: CopyProgress) -> None:
        seconds = time.monotonic() - begun
        if one.step == "carrying" and one.rows - told.get(one.table, 0) >= TELL_ROWS:
            told[one.table] = one.rows
            out.print(f"{one.table}: {one.rows:,} rows so far ({seconds:.0f} s)", markup=False)
        elif one.step == "carried" and one.rows:
            was_there = one.rows - one.written
            before = f", {was_there:,} of them were there already" if was_there else ""
            out.print(f"{one.table}: {one.rows:,} rows are there{before} ({seconds:.1f} s)", markup=False)
        elif one.step == "compared" and one.rows:
            out.print(
                f"{one.table}: {one.rows:,} rows in {one.pages:,} pages, digest {one.digest}, the same", markup=False
            )

    return tell
