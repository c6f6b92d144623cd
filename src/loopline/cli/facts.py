"""`loopline facts rebuild`: all facts again, from the log."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
from rich.console import Console

from loopline.app import App
from loopline.cli.local import Remote, check_data_folder, serving, with_app
from loopline.runtime.upkeep.facts_rebuild import RebuildStatus
from loopline.studio.facts.schemas import FactsState

out = Console(stderr=True, highlight=False)
LOOK_SECONDS = 0.5
LINE_SECONDS = 10.0


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
            out.print(f"{status.position:,} of {status.end:,} signals ({share:.0%})", markup=False)
        looks += 1
        await asyncio.sleep(LOOK_SECONDS)
    if status.state == "done":
        seconds = (status.ended_at - status.began_at) / 1_000
        out.print(f"The facts are rebuilt from {status.end:,} signals ({seconds:.1f} s).", markup=False)
        return 0
    out.print(f"The facts are not rebuilt: {status.fault or 'the server was stopped'}", markup=False)
    return 1
