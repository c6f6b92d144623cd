"""`loopline destination`, as the command line shows it: where facts and memberships are written on a schedule."""

from typing import Annotated

import typer

from loopline.cli.access import Data, Json

destination_app = typer.Typer(
    no_args_is_help=True, help="Where facts, people and memberships are written on a schedule: databases, folders."
)
Name = Annotated[str, typer.Argument(help="Its name in the list.")]


@destination_app.command("add")
def destination_add(
    name: Annotated[str, typer.Argument(help="What it is called, such as warehouse.")],
    kind: Annotated[str, typer.Argument(help="sql: tables of a database. folder: Parquet files.")],
    data: Data,
    tables: Annotated[
        list[str] | None, typer.Option("--table", help="facts, people, lists, merges, memberships; all when left out.")
    ] = None,
    schedule: Annotated[str, typer.Option(help='Cron in the workspace\'s zone ("0 * * * *"); else by hand.')] = "",
) -> None:
    """Set one up. Its URL, or the path of its folder, is read from standard input, or asked for."""
    from loopline.cli.destination.act import add_destination as act

    raise typer.Exit(act(data, name, kind, tuple(tables or ()), schedule))


@destination_app.command("list")
def destination_list(data: Data, as_json: Json = False) -> None:
    """List the destinations, and how the last run of each ended."""
    from loopline.cli.destination.act import show_destinations as act

    raise typer.Exit(act(data, as_json=as_json))


@destination_app.command("run")
def destination_run(name: Name, data: Data) -> None:
    """Have it written now, and wait for the end. Exits 1 when that failed."""
    from loopline.cli.destination.act import run_destination as act

    raise typer.Exit(act(data, name))


@destination_app.command("pause")
def destination_pause(name: Name, data: Data) -> None:
    """Let it rest; its schedule stands still."""
    from loopline.cli.destination.act import rest_destination as act

    raise typer.Exit(act(data, name, paused=True))


@destination_app.command("resume")
def destination_resume(name: Name, data: Data) -> None:
    """Let it be written at its times again."""
    from loopline.cli.destination.act import rest_destination as act

    raise typer.Exit(act(data, name, paused=False))


@destination_app.command("remove")
def destination_remove(name: Name, data: Data) -> None:
    """Take it away; what was written stays there."""
    from loopline.cli.destination.act import remove_destination as act

    raise typer.Exit(act(data, name))
