"""`loopline facts` and `loopline log`: the facts, again from the log; the log, where it begins and its trimming."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from rich.console import Console

from loopline.app import App
from loopline.cli.local import Remote, check_data_folder, serving, with_app
from loopline.model.errors import Unavailable
from loopline.runtime.upkeep.facts_rebuild import RebuildStatus
from loopline.runtime.upkeep.log_trimming import LogReach
from loopline.studio.facts.schemas import FactsState
from loopline.studio.log.schemas import LogState, TrimBody

out = Console(stderr=True, highlight=False)
LOOK_SECONDS = 0.5
LINE_SECONDS = 10.0
TRIM_LOOK_SECONDS = 0.2


def rebuild(data: Path) -> int:
    """Rebuild, and wait for the end of it; by the running server when there is one, which serves meanwhile."""
    check_data_folder(data)
    server = serving(data)
    if server:
        remote = Remote(server.url, server.key)
        remote.post("/api/facts/rebuild", None)

        async def ask() -> RebuildStatus:
            return msgspec.json.decode(remote.get("/api/facts"), type=FactsState).rebuild

        return asyncio.run(_wait(ask))

    async def alone(app: App) -> int:
        async def look() -> RebuildStatus:
            return app.upkeep.rebuild.status

        app.upkeep.rebuild.begin()
        return await _wait(look)

    return with_app(data, alone)


async def _wait(ask: Callable[[], Awaitable[RebuildStatus]]) -> int:
    """Show how far it is until it ends. A Ctrl-C ends the waiting; a server goes on with the work."""
    looks = 0
    while (status := await ask()).state == "running":
        if looks % int(LINE_SECONDS / LOOK_SECONDS) == 0:
            share = status.position / status.end if status.end else 0.0
            out.print(f"position {status.position:,} of {status.end:,} ({share:.0%})", markup=False)
        looks += 1
        await asyncio.sleep(LOOK_SECONDS)
    if status.state == "done":
        seconds = (status.ended_at - status.began_at) / 1_000
        out.print(f"The facts are rebuilt up to position {status.end:,} ({seconds:.1f} s).", markup=False)
        return 0
    out.print(f"The facts are not rebuilt: {status.fault or 'the server was stopped'}", markup=False)
    return 1


def show_log(data: Path, *, as_json: bool) -> int:
    """Print where the log begins and what is stored; by the running server when there is one."""
    check_data_folder(data)
    server = serving(data)
    if server:
        reach = msgspec.json.decode(Remote(server.url, server.key).get("/api/log"), type=LogState).reach
    else:

        async def look(app: App) -> LogReach:
            return app.upkeep.trimming.reach()

        reach = with_app(data, look)
    if as_json:
        print(msgspec.json.encode(reach).decode())
    else:
        _tell(reach)
    return 0


def trim_log(data: Path, days: int) -> int:
    """Trim the log to so many days, and wait for the end of it."""
    check_data_folder(data)
    server = serving(data)
    if server:
        remote = Remote(server.url, server.key)
        remote.post("/api/log/trim", TrimBody(days))

        async def ask() -> LogState:
            return msgspec.json.decode(remote.get("/api/log"), type=LogState)

        done = asyncio.run(_trimmed(ask))
    else:

        async def alone(app: App) -> LogState:
            async def look() -> LogState:
                return LogState(app.upkeep.trimming.reach(), app.upkeep.trimming.status)

            await asyncio.to_thread(app.exporter.catch_up)
            app.upkeep.trimming.begin(days)
            return await _trimmed(look)

        done = with_app(data, alone)
    out.print(f"{done.trimming.entries:,} entries have left the log.", markup=False)
    _tell(done.reach)
    return 0


async def _trimmed(ask: Callable[[], Awaitable[LogState]]) -> LogState:
    while (found := await ask()).trimming.state == "running":
        await asyncio.sleep(TRIM_LOOK_SECONDS)
    if found.trimming.state != "done":
        raise Unavailable(
            "trim_failed", f"The log was not trimmed: {found.trimming.fault or 'the server was stopped'}."
        )
    return found


def _tell(reach: LogReach) -> None:
    begins = f"behind {reach.horizon:,}, with what was accepted from {_day(reach.oldest_at)} on"
    where = begins if reach.horizon else "at its beginning: it is whole"
    out.print(f"The log begins {where}, and ends at {reach.end:,}.", markup=False)
    if reach.snapshot:
        out.print(
            f"The snapshot behind it is of position {reach.snapshot:,} ({_day(reach.snapshot_at)}).", markup=False
        )
    for name, size in reach.stored.items():
        out.print(f"{size / 1e6:12,.1f} MB  {name}", markup=False)


def _day(at: int) -> str:
    return datetime.fromtimestamp(at / 1_000, UTC).strftime("%Y-%m-%d %H:%M UTC")
