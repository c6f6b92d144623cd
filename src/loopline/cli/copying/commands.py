"""The commands `loopline copy` and `loopline reshard`."""

from pathlib import Path
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


def reshard_record(
    data: Data,
    shards: Annotated[int, typer.Option(min=2, max=64, help="How many shards the record is to have.")],
    to: Annotated[Path, typer.Option(help="The folder that is made; it is empty or not there.")],
    as_json: Json = False,
) -> None:
    """Spread the record of a data folder that nobody serves over more shards, into a folder of its own."""
    from loopline.cli.copying.spread import spread_record as act

    raise typer.Exit(act(data, shards, to, as_json=as_json))
