"""What `loopline texts` does: through a server, or on a folder that nobody serves."""

from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec
from rich.console import Console

from loopline.app import App
from loopline.cli.local import remote_of, with_app
from loopline.model.errors import Missing
from loopline.studio.texts.desk import TextDesk
from loopline.studio.texts.schemas import TextsTaken

console = Console(highlight=False, soft_wrap=True)
AUTHOR: Final = "command line"


def export_texts(journey: str, file: Path, data: Path | None, url: str, key: str) -> int:
    """Write the file. Raises Missing `journey_unknown`, Invalid `target_missing`."""
    remote = remote_of(data, url, key)
    if remote is not None:
        table = remote.get(_path(journey))
    else:
        assert data is not None

        async def here(app: App) -> bytes:
            return _desk(app).file(journey)

        table = with_app(data, here)
    file.write_bytes(table)
    console.print(f"The texts of {journey} are in {file}.", markup=False)
    return 0


def import_texts(journey: str, file: Path, data: Path | None, url: str, key: str, *, is_trial: bool) -> int:
    """Take a file in, and tell every row that is not as it should be. Raises Missing, Invalid, Conflict."""
    if not file.is_file():
        raise Missing("file_missing", f"There is no file {file}.")
    table, remote = file.read_bytes(), remote_of(data, url, key)
    if remote is not None:
        query = {"trial": "true"} if is_trial else {}
        taken = msgspec.json.decode(remote.post_text(_path(journey), table, **query), type=TextsTaken)
    else:
        assert data is not None

        async def here(app: App) -> TextsTaken:
            return _desk(app).take(journey, table, AUTHOR, is_trial=is_trial)

        taken = with_app(data, here)
    for one in taken.faults:
        console.print(f"row {one.row}: {one.text} [{one.code}]", markup=False)
    verb = "would change" if is_trial else "changed"
    console.print(f"{len(taken.changed):,} texts {verb}, {taken.same:,} are as they were.", markup=False)
    if taken.revision is not None:
        console.print("They are in the draft; publish it to send them.")
    return 1 if any(one.severity == "error" for one in taken.faults) else 0


def _path(journey: str) -> str:
    return f"/api/journeys/{quote(journey, safe='')}/texts"


def _desk(app: App) -> TextDesk:
    return TextDesk(app.studio.ctx, app.studio.documents)
