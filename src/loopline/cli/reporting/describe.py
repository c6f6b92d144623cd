"""`loopline describe`: a journey in sentences, of a server, of a folder, or of a file."""

from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from loopline.cli.access import AdminKey, DataOr, Url


def describe_journey(
    journey: Annotated[str, typer.Argument(help="The journey's id; or a file with its document, such as hello.yaml.")],
    data: DataOr = None,
    url: Url = "",
    key: AdminKey = "",
    html: Annotated[bool, typer.Option("--html", help="Print a page of HTML instead of Markdown.")] = False,
) -> None:
    """Tell a journey in sentences: who enters, each path, messages, limits, what it is measured by, its versions."""
    raise typer.Exit(print_description(journey, data, url, key, as_html=html))


def print_description(journey: str, data: Path | None, url: str, key: str, *, as_html: bool) -> int:
    """Print it. Raises Missing `journey_unknown`, `file_missing`, Invalid `document_kind`."""
    if data is None and not url and Path(journey).suffix in (".yaml", ".yml", ".json"):
        print(_of_file(Path(journey), as_html=as_html), end="")
        return 0
    from loopline.cli.local import asked, check_data_folder

    if data is not None and not url:
        check_data_folder(data)
    path = f"/api/journeys/{quote(journey, safe='')}/description"
    answer = asked(data, path, {}, lambda app: app.studio.journeys.describe(journey), url, key)
    print(answer["html" if as_html else "markdown"], end="")
    return 0


def _of_file(path: Path, *, as_html: bool) -> str:
    from loopline.cli.documents import read_files
    from loopline.model.errors import Invalid
    from loopline.model.journey import Journey
    from loopline.reports.documentation import render
    from loopline.reports.documentation.write import describe as written

    ((_, document),) = read_files([path])
    if not isinstance(document, Journey):
        raise Invalid("document_kind", "Only a journey is described; name its document.", at="kind")
    page = written(document)
    return render.html(page) if as_html else render.markdown(page)
