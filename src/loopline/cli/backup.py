"""`loopline backup` and `restore`: the whole data folder, copied while it is used, and put back."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
from rich.console import Console

from loopline.app import App
from loopline.cli.local import Remote, check_data_folder, serving, with_app
from loopline.model.errors import Conflict, Unavailable
from loopline.runtime.upkeep import backup as backups
from loopline.runtime.upkeep.backup import BackupStatus

out = Console(stderr=True, highlight=False)
LOOK_SECONDS = 0.2


def back_up(target: Path, data: Path) -> int:
    """Make a backup at `target`, which must not be there yet; by the running server when there is one."""
    check_data_folder(data)
    if target.exists():
        raise Conflict("backup_exists", f"{target} is there already: name a folder that is not.")
    _make_place(target.parent)
    server = serving(data)
    if server:
        remote = Remote(server.url, server.key)
        remote.post("/api/backups", None)

        async def ask() -> BackupStatus:
            return msgspec.json.decode(remote.get("/api/backups"), type=BackupStatus)

        made = asyncio.run(_finished(ask))
    else:

        async def alone(app: App) -> BackupStatus:
            async def look() -> BackupStatus:
                return app.upkeep.backup.status

            app.upkeep.backup.begin()
            return await _finished(look)

        made = with_app(data, alone)
    copy = data / backups.FOLDER / made.name
    try:
        shutil.move(copy, target)
    except (OSError, shutil.Error) as error:
        words = f"The backup was made and could not be moved to {target} ({error}): it stays in {copy}."
        raise Unavailable("backup_unmoved", words) from None
    out.print(f"The backup is in {target} ({made.size >> 20} MB).", markup=False)
    return 0


def _make_place(folder: Path) -> None:
    """Make the folder that something is put into, before anything is copied."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        words = f"{folder} cannot be made ({error.strerror}): name a target in a place where you may write."
        raise Unavailable("folder_unusable", words) from None


async def _finished(ask: Callable[[], Awaitable[BackupStatus]]) -> BackupStatus:
    while (status := await ask()).state == "running":
        await asyncio.sleep(LOOK_SECONDS)
    if status.state != "done":
        raise Unavailable("backup_failed", f"The backup was not made: {status.fault or 'the server was stopped'}.")
    return status


def restore(source: Path, data: Path) -> int:
    """Put a backup into an empty folder."""
    folder = data.resolve()
    _make_place(folder.parent)
    manifest = backups.restore_backup(source, folder)
    out.print(f"Restored to {data}. Start it: loopline serve --data {data}", markup=False)
    if not any(file.name == "facts.duckdb" for file in manifest.files):
        out.print(f"The backup holds no facts. Rebuild them: loopline facts rebuild --data {data}", markup=False)
    return 0
