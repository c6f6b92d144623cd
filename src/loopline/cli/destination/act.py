"""What `loopline destination` does: through the running server, or on a folder that nobody serves."""

import getpass
import sys
import time
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console

from loopline.app import App
from loopline.cli.local import Remote, serving, with_app
from loopline.model.errors import Invalid
from loopline.studio.destinations.schemas import (
    ALL,
    DestinationBody,
    DestinationLine,
    DestinationList,
    DestinationRun,
    DestinationSpec,
)

console = Console(highlight=False, soft_wrap=True)
AUTHOR: Final = "command line"
PATH: Final = "/api/destinations"
LOOK_SECONDS: Final = 0.2


def add_destination(data: Path, name: str, kind: str, tables: tuple[str, ...], schedule: str) -> int:
    """Set one up; its address comes by standard input. Raises Invalid `destination_invalid`."""
    try:
        spec = msgspec.convert({"kind": kind, "tables": tables or ALL, "schedule": schedule}, DestinationSpec)
    except msgspec.ValidationError as fault:
        raise Invalid("destination_invalid", f"This is no destination: {fault}.") from None
    body, server = DestinationBody(name=name, url=_url(), spec=spec), serving(data)
    if server:
        Remote(server.url, server.key).post(PATH, body)
    else:
        with_app(data, lambda app: app.studio.destinations.add(body, AUTHOR))
    print(f'"{name}" is set up. Have it written: loopline destination run {name} --data {data}', file=sys.stderr)
    return 0


def show_destinations(data: Path, *, as_json: bool) -> int:
    """Print every destination."""
    server = serving(data)
    if server:
        found = msgspec.json.decode(Remote(server.url, server.key).get(PATH), type=DestinationList)
    else:

        async def here(app: App) -> DestinationList:
            return app.studio.destinations.listing()

        found = with_app(data, here)
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(found)).decode())
        return 0
    for one in found.destinations:
        state = "paused" if one.paused else one.last.state if one.last else "never run"
        figures = f"{one.last.files:,} files, {one.last.rows:,} rows" if one.last else ""
        parts = (f"{one.name:20}", f"{one.spec.kind:6}", f"{state:9}", figures, one.where)
        console.print("  ".join(filter(None, parts)), markup=False)
        if one.last and one.last.fault:
            console.print(f"    {one.last.fault}", markup=False)
    if not found.destinations:
        console.print("There is no destination.")
    return 0


def run_destination(data: Path, name: str) -> int:
    """Have it written, and wait; 0 when it was."""
    server = serving(data)
    if server is None:
        return _tell(with_app(data, lambda app: _run_here(app, name)))
    remote, path = Remote(server.url, server.key), f"{PATH}/{name}"
    line = msgspec.json.decode(remote.post(f"{path}/run", None), type=DestinationLine)
    while line.wanted or line.last is None or line.last.state == "running":
        time.sleep(LOOK_SECONDS)
        line = msgspec.json.decode(remote.get(path), type=DestinationLine)
    return _tell(line.last)


async def _run_here(app: App, name: str) -> DestinationRun:
    desk = app.studio.destinations
    await desk.run(name)
    await desk.round()
    last = desk.line(name).last
    assert last is not None
    return last


def rest_destination(data: Path, name: str, *, paused: bool) -> int:
    """Pause it, or resume."""
    server = serving(data)
    if server:
        Remote(server.url, server.key).post(f"{PATH}/{name}/{'pause' if paused else 'resume'}", None)
    else:
        with_app(data, lambda app: app.studio.destinations.pause(name, paused=paused))
    console.print("It rests." if paused else "It goes on.")
    return 0


def remove_destination(data: Path, name: str) -> int:
    """Take it away."""
    server = serving(data)
    if server:
        Remote(server.url, server.key).delete(f"{PATH}/{name}")
    else:
        with_app(data, lambda app: app.studio.destinations.remove(name))
    console.print("Removed.")
    return 0


def _url() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("URL of the database, or path of the folder (it is not shown): ").strip()
    return sys.stdin.readline().strip()


def _tell(run: DestinationRun) -> int:
    console.print(f"{run.files:,} files with {run.rows:,} rows were written. [{run.state}]", markup=False)
    if run.fault:
        console.print(run.fault, markup=False)
    return 0 if run.state == "done" else 1
