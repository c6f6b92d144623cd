"""What `loopline import` does: through the running server, or on a folder that nobody serves."""

import asyncio
import time
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console

from loopline.app import App
from loopline.cli.local import Remote, serving, with_app
from loopline.model.errors import Invalid, Missing
from loopline.runtime.supervise import SupervisedTask
from loopline.studio.imports.schemas import ImportList, ImportTrial, ImportView, NewImport
from loopline.studio.imports.shelf import file_digest

console = Console(highlight=False, soft_wrap=True)
notes = Console(stderr=True, highlight=False, soft_wrap=True)
BY: Final = "command line"
PATH: Final = "/api/imports"
PART_BYTES: Final = 1_000_000
LOOK_SECONDS: Final = 0.1
LOOK_SECONDS_MAX: Final = 2.0
"""Looking costs the server, and this process, what the import could have; a long one is looked at less often."""

LINE_SECONDS: Final = 5.0


def new_import(
    file: Path,
    kind: str,
    mapping: list[str],
    fixed: list[str],
    file_format: str,
    encoding: str,
    delimiter: str,
    *,
    live: bool,
) -> NewImport:
    """What is asked, of the file as it is. Raises Missing `file_missing`, Invalid `import_map`, `import_invalid`."""
    if not file.is_file():
        raise Missing("file_missing", f"There is no file {file}.")
    pairs = [text.partition("=") for text in fixed]
    if any(not equals or not name for name, equals, _ in pairs):
        raise Invalid("import_map", "Write --set field=value.")
    told = {
        "name": file.name,
        "sha256": file_digest(file),
        "size": file.stat().st_size,
        "kind": kind,
        "format": file_format,
        "map": mapping,
        "set": {name.strip(): value for name, _, value in pairs},
        "silent": not live,
        "encoding": encoding,
        "delimiter": {"tab": "\t", "\\t": "\t"}.get(delimiter, delimiter),
    }
    try:
        return msgspec.convert(told, NewImport)
    except msgspec.ValidationError as fault:
        raise Invalid("import_invalid", f"This is no import: {fault}.") from None


def import_rows(data: Path, file: Path, asked: NewImport, refused: Path | None, *, dry_run: bool) -> int:
    """Bring the rows in, or try; 1 when rows were refused, or the import did not come to its end."""
    server = serving(data)
    remote = Remote(server.url, server.key) if server else None
    if dry_run:
        trial = (
            _trial_there(remote, file, asked) if remote else with_app(data, lambda app: _trial_here(app, file, asked))
        )
        return _tell_trial(trial)
    view = _import_there(remote, file, asked) if remote else with_app(data, lambda app: _import_here(app, file, asked))
    console.print(
        f"{view.rows:,} rows: {view.accepted:,} were taken, {view.refused:,} were not. [{view.state}]", markup=False
    )
    if view.fault:
        console.print(view.fault, markup=False)
    if view.refused:
        path = refused or file.with_name(f"{file.name}.refused.csv")
        write_refused(data, view.id, path)
    return 0 if view.state == "done" and not view.refused else 1


def show_imports(data: Path, *, as_json: bool) -> int:
    """Print every import."""
    found = _listed(data)
    if as_json:
        print(msgspec.json.encode(found).decode())
        return 0
    for one in found:
        share = f"{one.rows:,} rows, {one.refused:,} refused"
        console.print(f"{one.id[:8]}  {one.state:9}  {one.kind:12}  {share}  {one.name}", markup=False)
    if not found:
        console.print("Nothing was imported.")
    return 0


def cancel_import(data: Path, identity: str) -> int:
    """Cancel it. Raises Missing `import_unknown`."""
    whole, server = _whole_id(data, identity), serving(data)
    if server:
        Remote(server.url, server.key).post(f"{PATH}/{whole}/cancel", None)
    else:
        with_app(data, lambda app: app.studio.imports.cancel(whole))
    console.print("Cancelled.")
    return 0


def write_refused(data: Path, identity: str, file: Path) -> int:
    """Write the refused rows. Raises Missing `import_unknown`."""
    whole, server = _whole_id(data, identity), serving(data)
    if server:
        content = Remote(server.url, server.key).get(f"{PATH}/{whole}/refused")
    else:

        async def here(app: App) -> bytes:
            path = app.studio.imports.refused(whole)
            return path.read_bytes() if path.exists() else b""

        content = with_app(data, here)
    file.write_bytes(content)
    console.print(f"The rows that were not taken: {file}", markup=False)
    return 0


def _listed(data: Path) -> tuple[ImportView, ...]:
    server = serving(data)
    if server:
        return msgspec.json.decode(Remote(server.url, server.key).get(PATH), type=ImportList).imports

    async def here(app: App) -> ImportList:
        return app.studio.imports.listing()

    return with_app(data, here).imports


def _whole_id(data: Path, identity: str) -> str:
    found = [one.id for one in _listed(data) if identity and one.id.startswith(identity)]
    if len(found) != 1:
        raise Missing("import_unknown", f"{len(found)} imports begin with {identity!r}; see `loopline imports list`.")
    return found[0]


def _view(body: bytes) -> ImportView:
    return msgspec.json.decode(body, type=ImportView)


def _sent(remote: Remote, file: Path, asked: NewImport) -> ImportView:
    """The import with its whole file; what has arrived before is not sent again."""
    view = _view(remote.post(PATH, asked))
    with file.open("rb") as content:
        while view.state == "uploading" and (view.received < view.size or not view.size):
            content.seek(view.received)
            part = content.read(PART_BYTES)
            if not part and view.size:
                raise Invalid("import_content", f"{file} has become shorter while it was sent; begin again.")
            view = _view(remote.ask_bytes("PUT", f"{PATH}/{view.id}/content", part, offset=str(view.received)))
    return view


def _trial_there(remote: Remote, file: Path, asked: NewImport) -> ImportTrial:
    view = _sent(remote, file, asked)
    try:
        return msgspec.json.decode(remote.post(f"{PATH}/{view.id}/try", None), type=ImportTrial)
    finally:
        if view.state == "ready":
            remote.delete(f"{PATH}/{view.id}")


async def _trial_here(app: App, file: Path, asked: NewImport) -> ImportTrial:
    desk = app.studio.imports
    view = await desk.take_file((await desk.open(asked, BY)).id, file)
    try:
        return await desk.attempt(view.id)
    finally:
        if view.state == "ready":
            await desk.forget(view.id)


def _import_there(remote: Remote, file: Path, asked: NewImport) -> ImportView:
    view = _sent(remote, file, asked)
    view, told = _view(remote.post(f"{PATH}/{view.id}/start", None)), False
    _tell_shape(view)
    next_at, pause = time.monotonic() + LINE_SECONDS, LOOK_SECONDS
    while view.state == "running":
        time.sleep(pause)
        pause = min(LOOK_SECONDS_MAX, pause * 1.5)
        view = _view(remote.get(f"{PATH}/{view.id}"))
        if time.monotonic() >= next_at:
            _tell_progress(view)
            next_at, told = time.monotonic() + LINE_SECONDS, True
    if told:
        _tell_progress(view)
    return view


async def _import_here(app: App, file: Path, asked: NewImport) -> ImportView:
    desk = app.studio.imports
    view = await desk.take_file((await desk.open(asked, BY)).id, file)
    view = await desk.start(view.id)
    _tell_shape(view)

    async def tell() -> None:
        _tell_progress(await asyncio.to_thread(desk.one, view.id))

    progress = SupervisedTask("progress", tell, lambda error: None, lambda: asyncio.sleep(LINE_SECONDS))
    progress.start()
    try:
        while (view := desk.one(view.id)).state == "running":
            await desk.round()
    finally:
        await progress.stop()
    await app.level()
    await asyncio.to_thread(app.exporter.catch_up)
    return view


def _tell_shape(view: ImportView) -> None:
    if view.rows:
        notes.print(f"It goes on behind row {view.rows:,}." if view.state == "running" else "It was read before.")
    elif view.shape:
        said = (view.shape.format, view.shape.encoding, repr(view.shape.delimiter) if view.shape.delimiter else "")
        notes.print("Read as " + ", ".join(filter(None, said)), markup=False)


def _tell_progress(view: ImportView) -> None:
    share = f" ({view.read_bytes / view.size:.0%})" if view.size and view.read_bytes else ""
    notes.print(f"{view.rows:,} rows{share}, {view.refused:,} refused", markup=False)


def _tell_trial(trial: ImportTrial) -> int:
    shape = trial.shape
    said = [f"format {shape.format}"]
    said += [f"encoding {shape.encoding}", f"delimiter {shape.delimiter!r}"] if shape.encoding else []
    console.print(", ".join(said), markup=False)
    for column in shape.columns:
        how = "as told" if column.told else "by its name"
        target = "left out" if column.field == "-" else f"{column.field} ({column.type})"
        console.print(f"  {column.name} -> {target}, {how}", markup=False)
    for row in trial.preview:
        console.print(f"line {row.line}: {msgspec.json.encode(row.fields).decode()}", markup=False)
    for fault in trial.faults:
        where = f", column {fault.column}" if fault.column else ""
        text = f"line {fault.line}{where}: {fault.seen!r}; expected {fault.expected} [{fault.code}]"
        console.print(text, markup=False)
    reach = "rows" if trial.whole else "first rows"
    console.print(f"{trial.rows:,} {reach} were read, {trial.refused:,} would be refused. Nothing was taken.")
    return 1 if trial.refused else 0
