"""`loopline source`, as the command line shows it: what is pulled from outside on a schedule."""

from pathlib import Path
from typing import Annotated

import typer

from loopline.cli.access import Data, Json

source_app = typer.Typer(no_args_is_help=True, help="What is pulled from databases, files and services on a schedule.")
Name = Annotated[str, typer.Argument(help="Its name in the list.")]


@source_app.command("add")
def source_add(
    name: Annotated[str, typer.Argument(help="What it is called, such as warehouse-people.")],
    kind: Annotated[str, typer.Argument(help="sql, file or rest.")],
    data: Data,
    query: Annotated[str, typer.Option(help="sql: one SELECT. file: one over `pulled`, when not all of it.")] = "",
    cursor: Annotated[str, typer.Option(help="The column that grows with every change; read from there on.")] = "",
    once: Annotated[bool, typer.Option("--once", help="file: read each file of a folder once, by name.")] = False,
    takes: Annotated[str, typer.Option(help="As --kind of an import: people, events, accounts, lists ...")] = "people",
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="column=field or column=field:type, as of an import.")
    ] = None,
    fixed: Annotated[list[str] | None, typer.Option("--set", help="field=value, the same for all rows.")] = None,
    live: Annotated[
        bool, typer.Option("--live/--silent", help="Live: journeys begin by it. Silent: nothing is triggered.")
    ] = False,
    schedule: Annotated[str, typer.Option(help='Cron in the workspace\'s zone ("*/15 * * * *"); else by hand.')] = "",
    records: Annotated[str, typer.Option(help="rest: the path to the records, such as data.items.")] = "",
    page_param: Annotated[str, typer.Option(help="rest: the parameter that counts pages from 1.")] = "",
    next_path: Annotated[str, typer.Option("--next", help="rest: the path to the next page, instead.")] = "",
    next_param: Annotated[str, typer.Option(help="rest: the parameter that takes it; else it is an address.")] = "",
    since_param: Annotated[str, typer.Option(help="rest: the parameter that takes the newest cursor.")] = "",
    rate: Annotated[float, typer.Option(help="rest: requests a second, at most.")] = 2.0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what it would bring; set nothing up.")] = False,
) -> None:
    """Set up a source. Its URL, and below it headers (`Authorization: Bearer ...`), are read from standard input."""
    from loopline.cli.source.act import add_source as act
    from loopline.cli.source.act import spec_asked

    spec = spec_asked(
        kind=kind,
        query=query,
        cursor=cursor,
        once=once,
        takes=takes,
        map=tuple(mapping or ()),
        fixed=fixed or [],
        silent=not live,
        schedule=schedule,
        records=records,
        page_param=page_param,
        next=next_path,
        next_param=next_param,
        since_param=since_param,
        a_second=rate,
    )
    raise typer.Exit(act(data, name, spec, dry_run=dry_run))


@source_app.command("list")
def source_list(data: Data, as_json: Json = False) -> None:
    """List the sources, how far each is, and how its last run ended."""
    from loopline.cli.source.act import show_sources as act

    raise typer.Exit(act(data, as_json=as_json))


@source_app.command("test")
def source_test(name: Name, data: Data) -> None:
    """Show what its next rows would be, and the first faults; take none. Exits 1 when rows would be refused."""
    from loopline.cli.source.act import try_source as act

    raise typer.Exit(act(data, name))


@source_app.command("run")
def source_run(name: Name, data: Data) -> None:
    """Have it run now, and wait for its end. Exits 1 when it failed, or refused rows."""
    from loopline.cli.source.act import run_source as act

    raise typer.Exit(act(data, name))


@source_app.command("pause")
def source_pause(name: Name, data: Data) -> None:
    """Let it rest behind the rows in hand; its schedule stands still."""
    from loopline.cli.source.act import rest_source as act

    raise typer.Exit(act(data, name, paused=True))


@source_app.command("resume")
def source_resume(name: Name, data: Data) -> None:
    """Let it go on where it was, and at its times."""
    from loopline.cli.source.act import rest_source as act

    raise typer.Exit(act(data, name, paused=False))


@source_app.command("refused")
def source_refused(
    name: Name,
    run: Annotated[int, typer.Argument(help="The number of the run.")],
    file: Annotated[Path, typer.Argument(help="The CSV file to write.")],
    data: Data,
) -> None:
    """Write the rows that a run refused to a CSV file."""
    from loopline.cli.source.act import write_run_refusals as act

    raise typer.Exit(act(data, name, run, file))


@source_app.command("remove")
def source_remove(name: Name, data: Data) -> None:
    """Take it away, with what is known of its runs; what it brought stays."""
    from loopline.cli.source.act import remove_source as act

    raise typer.Exit(act(data, name))
