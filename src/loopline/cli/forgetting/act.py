"""What `loopline forget` and `loopline known` do: through the running server, or on a folder that nobody serves."""

import os
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import msgspec
import typer
from rich.console import Console

from loopline.app import App
from loopline.cli.local import Remote, asked, serving, with_app
from loopline.model.errors import Unavailable
from loopline.studio.erasures.schemas import ErasureLine, ErasureList, ErasurePreview, ForgetBody

console = Console(highlight=False)
BY: Final = "command line"
LOOK_SECONDS: Final = 0.5
PATIENCE_SECONDS: Final = 3_600.0


def forget_person(data: Path, person: str, reason: str, *, preview: bool, yes: bool, as_json: bool) -> int:
    """Say what goes, ask, forget, and wait; 1 when it was not wanted. Raises as the API does."""
    path = f"/api/people/{quote(person, safe='')}/forget"
    plain = asked(data, path, {}, lambda app: app.studio.erasures.preview(person))
    if preview and as_json:
        print(msgspec.json.format(msgspec.json.encode(plain)).decode())
        return 0
    if not as_json:
        _tell(msgspec.convert(plain, ErasurePreview))
    if preview:
        return 0
    if not yes and not typer.confirm("Forget this person? Nobody is brought back."):
        return 1
    line = _forget(data, path, person, ForgetBody(person, reason))
    if as_json:
        print(msgspec.json.encode(line).decode())
    else:
        console.print(f"Forgotten. What stays counted stands under {line.alias}.", markup=False)
    return 0


def write_known(data: Path, person: str, to: Path | None) -> int:
    """Raises as the API does."""
    path = f"/api/people/{quote(person, safe='')}/export"
    text = msgspec.json.format(
        msgspec.json.encode(asked(data, path, {}, lambda app: app.studio.exports.export(person)))
    )
    if to is None:
        print(text.decode())
        return 0
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(text)
    console.print(f"Written to {to}; it holds personal data, and only you can read it.", markup=False)
    return 0


def _forget(data: Path, path: str, person: str, body: ForgetBody) -> ErasureLine:
    server = serving(data)
    if server is None:

        async def here(app: App) -> ErasureLine:
            line = await app.studio.erasures.forget(person, body, BY)
            return await app.studio.erasures.finished(line.alias)

        return with_app(data, here)
    remote = Remote(server.url, server.key)
    line = msgspec.json.decode(remote.post(path, body), type=ErasureLine)
    ends = time.monotonic() + PATIENCE_SECONDS
    while line.state != "done":
        if time.monotonic() > ends:
            raise Unavailable("erasure_slow", "It goes on, and the list of erasures says when it is done.")
        time.sleep(LOOK_SECONDS)
        found: Any = msgspec.json.decode(remote.get("/api/erasures"), type=ErasureList)
        line = next(one for one in found.erasures if one.alias == line.alias)
    return line


def _tell(found: ErasurePreview) -> None:
    console.print(f"{found.person}: what goes", markup=False, style="bold")
    for one in found.goes:
        console.print(f"  {one.count:,} {one.what}", markup=False)
    console.print("What stays", style="bold")
    for words in found.stays:
        console.print(f"  {words}", markup=False)
    if found.providers:
        names = ", ".join(found.providers)
        console.print(f"These providers had messages for this person, and are told by you: {names}.", markup=False)
    for waiting in found.imports:
        console.print(f"The import {waiting} names this person and waits: forget it first.", markup=False)
    console.print(found.backups, markup=False)
