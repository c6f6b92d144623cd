"""What `loopline file` does: through the running server, or on a folder that nobody serves."""

import re
from base64 import b64encode
from mimetypes import guess_type
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console
from rich.table import Table

from loopline.app import App
from loopline.cli.content.act import listed_content
from loopline.cli.local import Remote, serving, with_app
from loopline.model.errors import Missing, TooLarge
from loopline.model.mail.attachment import ATTACHMENT_BYTES_MAX
from loopline.studio.documents.schemas import Pushed
from loopline.studio.files.schemas import FileBody

console = Console(highlight=False)
UNKNOWN_TYPE: Final = "application/octet-stream"


def add_file(data: Path, file: Path, name: str, content_type: str, reason: str) -> int:
    """Publish a file. Raises Missing `file_missing`, TooLarge `file_too_large`, and as the API."""
    if not file.is_file():
        raise Missing("file_missing", f"There is no file {file}.")
    if file.stat().st_size > ATTACHMENT_BYTES_MAX:
        raise TooLarge("file_too_large", f"A file has at most {ATTACHMENT_BYTES_MAX >> 20} MB; link to what is larger.")
    body = FileBody(
        id=name or re.sub(r"[^a-z0-9_-]+", "-", file.stem.lower()).strip("-")[:64],
        name=file.name,
        content=b64encode(file.read_bytes()).decode(),
        content_type=content_type or guess_type(file.name)[0] or UNKNOWN_TYPE,
        reason=reason,
    )
    running = serving(data)
    if running is not None:
        answer = Remote(running.url, running.key).post("/api/files", body)
        pushed = msgspec.json.decode(answer, type=Pushed)
    else:

        async def add(app: App) -> Pushed:
            return await app.studio.files.add(body, "command line")

        pushed = with_app(data, add)
    console.print(f"file {pushed.id}: version {pushed.version} is live", markup=False)
    return 0


def list_files(data: Path) -> int:
    """Print a line for each file."""
    found = listed_content(data)
    table = Table("id", "version", "name", "type", "bytes", "journeys", box=None)
    files = [one for one in found.content if one.kind == "file"]
    for one in files:
        told = (str(one.document.get(field, default)) for field, default in FIELDS)
        table.add_row(one.id, str(one.version), *told, ", ".join(one.journeys))
    console.print(table if files else "No file is published.")
    return 0


FIELDS: Final = (("name", ""), ("content_type", UNKNOWN_TYPE), ("size", 0))
