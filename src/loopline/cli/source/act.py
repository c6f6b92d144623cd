"""What `loopline source` does: through the running server, or on a folder that nobody serves."""

import asyncio
import getpass
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import msgspec
from rich.console import Console

from loopline.app import App
from loopline.cli.local import Remote, serving, with_app
from loopline.model.errors import Invalid
from loopline.studio.sources.desk import SourceDesk
from loopline.studio.sources.schemas import SourceBody, SourceLine, SourceList, SourceRun, SourceSpec, SourceTrial

console = Console(highlight=False, soft_wrap=True)
AUTHOR: Final = "command line"
PATH: Final = "/api/sources"
LOOK_SECONDS: Final = 0.2
OPEN: Final = ("running", "waiting")


def spec_asked(*, fixed: list[str], **told: Any) -> SourceSpec:
    """What is asked of a source. Raises Invalid `import_map`, `source_invalid`."""
    pairs = [text.partition("=") for text in fixed]
    if any(not equals or not name for name, equals, _ in pairs):
        raise Invalid("import_map", "Write --set field=value.")
    try:
        return msgspec.convert({**told, "set": {name.strip(): value for name, _, value in pairs}}, SourceSpec)
    except msgspec.ValidationError as fault:
        raise Invalid("source_invalid", f"This is no source: {fault}.") from None


def add_source(data: Path, name: str, spec: SourceSpec, *, dry_run: bool) -> int:
    """Set one up, or only try it; its secrets come by standard input, so that no list of processes shows them."""
    url, headers = _secrets()
    body = SourceBody(name=name, url=url, headers=headers, spec=spec)
    if dry_run:
        return _tell_trial(_asked(data, f"{PATH}/test", body, lambda desk: desk.attempt_new(body), SourceTrial))
    line = _asked(data, PATH, body, lambda desk: desk.add(body, AUTHOR), SourceLine)
    how = "runs at its times" if line.next_at else "runs by hand"
    print(f'"{name}" {how}. Try it: loopline source test {name} --data {data}', file=sys.stderr)
    return 0


def show_sources(data: Path, *, as_json: bool) -> int:
    """Print every source, without its secrets."""
    running = serving(data)
    if running is not None:
        found = msgspec.json.decode(Remote(running.url, running.key).get(PATH), type=SourceList)
    else:

        async def here(app: App) -> SourceList:
            return app.studio.sources.listing()

        found = with_app(data, here)
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(found)).decode())
        return 0
    for one in found.sources:
        state = "paused" if one.paused else one.last.state if one.last else "never run"
        figures = f"{one.last.rows:,} rows, {one.last.refused:,} refused" if one.last else ""
        parts = (f"{one.name:20}", f"{one.spec.kind:5}", f"{one.spec.takes:12}", f"{state:9}", figures, one.where)
        console.print("  ".join(filter(None, parts)), markup=False)
        if one.last and one.last.fault:
            console.print(f"    {one.last.fault}", markup=False)
    if not found.sources:
        console.print("There is no source.")
    return 0


def try_source(data: Path, name: str) -> int:
    """Print what its next rows would be."""
    return _tell_trial(_asked(data, f"{PATH}/{name}/test", None, lambda desk: desk.attempt(name), SourceTrial))


def run_source(data: Path, name: str) -> int:
    """Have it run, and wait; 0 when it did and refused nothing."""
    server = serving(data)
    if server is None:
        return _tell_run(with_app(data, lambda app: _run_here(app, name)))
    remote, line = Remote(server.url, server.key), f"{PATH}/{name}"
    before = msgspec.json.decode(remote.get(line), type=SourceLine).last
    last = msgspec.json.decode(remote.post(f"{line}/run", None), type=SourceLine).last
    while last is None or last.state in OPEN or (before and last.run == before.run and before.state not in OPEN):
        time.sleep(LOOK_SECONDS)
        last = msgspec.json.decode(remote.get(line), type=SourceLine).last
    return _tell_run(last)


async def _run_here(app: App, name: str) -> SourceRun:
    desk = app.studio.sources
    await desk.run(name)
    while True:
        await desk.round()
        line = desk.line(name)
        if line.last is not None and line.last.state not in OPEN and not line.wanted:
            break
        await asyncio.sleep(LOOK_SECONDS)
    await app.level()
    await asyncio.to_thread(app.exporter.catch_up)
    return line.last


def rest_source(data: Path, name: str, *, paused: bool) -> int:
    """Pause it, or resume."""
    path = f"{PATH}/{name}/{'pause' if paused else 'resume'}"
    _asked(data, path, None, lambda desk: desk.pause(name, paused=paused), SourceLine)
    console.print("It rests." if paused else "It goes on.")
    return 0


def write_run_refusals(data: Path, name: str, run: int, file: Path) -> int:
    """Write the rows that a run refused."""
    server = serving(data)
    if server:
        content = Remote(server.url, server.key).get(f"{PATH}/{name}/runs/{run}/refused")
    else:

        async def here(app: App) -> bytes:
            return b"".join(app.studio.sources.refused(name, run))

        content = with_app(data, here)
    file.write_bytes(content)
    console.print(f"The rows that were not taken: {file}", markup=False)
    return 0


def remove_source(data: Path, name: str) -> int:
    """Take it away."""
    server = serving(data)
    if server:
        Remote(server.url, server.key).delete(f"{PATH}/{name}")
    else:
        with_app(data, lambda app: app.studio.sources.remove(name))
    console.print("Removed.")
    return 0


def _asked(
    data: Path, path: str, body: object, act: Callable[[SourceDesk], Awaitable[Any]], kind: type[Any]
) -> Any:  # of the kind
    """What the server answers, or the folder that nobody serves."""
    server = serving(data)
    if server:
        return msgspec.json.decode(Remote(server.url, server.key).post(path, body), type=kind)
    return with_app(data, lambda app: act(app.studio.sources))


def _secrets() -> tuple[str, dict[str, str]]:
    if sys.stdin.isatty():
        return getpass.getpass("URL of the source (it is not shown): ").strip(), {}
    url, *lines = sys.stdin.read().splitlines() or [""]
    pairs = [line.partition(":") for line in lines if line.strip()]
    return url.strip(), {name.strip(): value.strip() for name, _, value in pairs}


def _tell_run(run: SourceRun) -> int:
    console.print(
        f"{run.rows:,} rows: {run.accepted:,} were taken, {run.refused:,} were not. [{run.state}]", markup=False
    )
    if run.fault:
        console.print(run.fault, markup=False)
    return 0 if run.state == "done" and not run.refused else 1


def _tell_trial(trial: SourceTrial) -> int:
    for column in trial.columns:
        target = "left out" if column.field == "-" else f"{column.field} ({column.type})"
        console.print(f"  {column.name} -> {target}, {'as told' if column.told else 'by its name'}", markup=False)
    for row in trial.preview:
        console.print(f"row {row.line}: {msgspec.json.encode(row.fields).decode()}", markup=False)
    for fault in trial.faults:
        where = f", column {fault.column}" if fault.column else ""
        console.print(
            f"row {fault.line}{where}: {fault.seen!r}; expected {fault.expected} [{fault.code}]", markup=False
        )
    reach = "rows" if trial.whole else "first rows"
    console.print(f"{trial.rows:,} {reach} were read, {trial.refused:,} would be refused. Nothing was taken.")
    return 1 if trial.refused else 0
