"""`loopline copy`: the record of a data folder, moved from its files into a PostgreSQL database."""

from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from loopline.model.errors import Invalid
from loopline.storage.folder_lock import FolderLock
from loopline.storage.private_folder import keep_new_files_private
from loopline.storage.sql.copying import KEPT_IN, Copied, copy_record, set_files_aside
from loopline.storage.sql.drivers.postgresql import is_postgresql_url
from loopline.storage.sql.owner_lock import OwnerLock
from loopline.storage.sql.places import Places

out = Console(stderr=True, highlight=False)


def copy(data: Path, url: str) -> int:
    """Copy, compare, then set the files aside. The folder keeps its facts and secrets, and is served on."""
    if not is_postgresql_url(url):
        raise Invalid("store_unknown", "Copy to postgresql://user:password@host/database, or set LOOPLINE_STORE.")
    keep_new_files_private()
    source = Places(data)

    def tell(copied: Copied) -> None:
        out.print(f"{copied.table}: {copied.rows:,} rows", markup=False)

    with ExitStack() as stack:
        if source.hold_a_record():
            stack.callback(FolderLock(data).close)
        stack.callback(OwnerLock(url).close)
        copy_record(source, url, tell)
        set_files_aside(source)
    out.print(f"The record is in PostgreSQL; its files are kept in {data / KEPT_IN}.", markup=False)
    out.print(f"Serve it: LOOPLINE_STORE=... loopline serve --data {data}", markup=False)
    return 0
