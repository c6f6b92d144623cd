"""What `loopline content` does: through the running server, or on a folder that nobody serves."""

from pathlib import Path
from urllib.parse import quote

import msgspec
from rich.console import Console
from rich.table import Table

from loopline.app import App
from loopline.cli.local import Remote, serving, with_app
from loopline.model.errors import Invalid
from loopline.model.signal import ContentKind
from loopline.studio.content.schemas import ContentList
from loopline.studio.documents.schemas import ArchiveBody, Pushed

console = Console(highlight=False)


def list_content(data: Path) -> int:
    """Print a line for each."""
    found = listed_content(data).content
    table = Table("kind", "id", "version", "journeys", "", box=None)
    for one in found:
        table.add_row(one.kind, one.id, str(one.version), ", ".join(one.journeys), "archived" if one.archived else "")
    console.print(table if found else "Nothing is published.")
    return 0


def listed_content(data: Path) -> ContentList:
    """Everything that is published, as the API lists it."""
    running = serving(data)
    if running is not None:
        return msgspec.json.decode(Remote(running.url, running.key).get("/api/content"), type=ContentList)

    async def listing(app: App) -> ContentList:
        return app.studio.content.listing()

    return with_app(data, listing)


def move_content(data: Path, kind: str, name: str, reason: str, *, archived: bool) -> int:
    """Archive content, or restore it. Raises Invalid `content_kind`, Missing, Conflict `content_in_use`."""
    try:
        known: ContentKind = msgspec.convert(kind, ContentKind)
    except msgspec.ValidationError:
        text = f'"{kind[:40]}" is no kind of content: template, block, brand, catalog, feed or file.'
        raise Invalid("content_kind", text) from None
    running, verb = serving(data), "archive" if archived else "restore"
    if running is not None:
        path = f"/api/content/{known}/{quote(name, safe='')}/{verb}"
        answer = Remote(running.url, running.key).post(path, ArchiveBody(reason))
        pushed = msgspec.json.decode(answer, type=Pushed)
    else:

        async def move(app: App) -> Pushed:
            documents = app.studio.documents
            return await documents.archive(known, name, archived=archived, reason=reason, by="command line")

        pushed = with_app(data, move)
    state = "is archived" if archived else "is in use again"
    console.print(f"{pushed.kind} {pushed.id} {state}, by version {pushed.version}", markup=False)
    return 0
