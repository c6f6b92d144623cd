"""The command `loopline copy`."""

from typing import Annotated

import typer

from loopline.cli.access import Data, Json


def move_record(
    data: Data,
    to: Annotated[
        str,
        typer.Option(
            help="postgresql://user:password@host/database, or a folder: then LOOPLINE_STORE says what is copied.",
            envvar="LOOPLINE_STORE",
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Move the record of a data folder that nobody serves into an empty PostgreSQL database, or back into a folder."""
    from loopline.cli.copying.act import copy as act

    raise typer.Exit(act(data, to, as_json=as_json))
