"""`loopline suppression`, as the command line shows it: addresses that are not to be written to."""

from pathlib import Path
from typing import Annotated

import typer

from loopline.cli.access import Data, Json

suppression_app = typer.Typer(no_args_is_help=True, help="Addresses that are not to be written to.")
Address = Annotated[str, typer.Argument(help="An e-mail address, or a phone number with its country.")]
Channel = Annotated[str, typer.Option(help="email or sms.")]
Reason = Annotated[str, typer.Option(help="bounced, complained, manual, or unsubscribed (marketing alone).")]
Note = Annotated[str, typer.Option(help="What a reader should know, 300 characters at most.")]


@suppression_app.command("list")
def suppression_list(
    data: Data,
    query: Annotated[str, typer.Option("--query", "-q", help="A part of the address.")] = "",
    as_json: Json = False,
) -> None:
    """Print what stands against addresses, since when and by whom."""
    from loopline.cli.suppression.act import show_suppressions as act

    raise typer.Exit(act(data, query, as_json=as_json))


@suppression_app.command("add")
def suppression_add(
    address: Address,
    data: Data,
    channel: Channel = "email",
    reason: Reason = "manual",
    topic: Annotated[str, typer.Option(help="The topic that was unsubscribed; none: all marketing.")] = "",
    note: Note = "",
) -> None:
    """Write to an address no more, whoever has it now or later."""
    from loopline.cli.suppression.act import add_suppression as act

    raise typer.Exit(act(data, channel, address, reason, topic, note))


@suppression_app.command("lift")
def suppression_lift(address: Address, data: Data, channel: Channel = "email", note: Note = "") -> None:
    """Let an address be written to again."""
    from loopline.cli.suppression.act import lift_suppression as act

    raise typer.Exit(act(data, channel, address, note))


@suppression_app.command("import")
def suppression_import(
    file: Annotated[
        Path, typer.Argument(help="A CSV file with a header: address, and any of channel, reason, topic, note.")
    ],
    data: Data,
    channel: Channel = "email",
    reason: Reason = "manual",
) -> None:
    """Take the rows of a CSV file; each bad one is told with its line, and exits 1."""
    from loopline.cli.suppression.act import import_suppressions as act

    raise typer.Exit(act(data, file, channel, reason))


@suppression_app.command("export")
def suppression_export(
    file: Annotated[Path, typer.Argument(help="The CSV file to write; `import` reads it.")], data: Data
) -> None:
    """Write what stands against addresses into a CSV file."""
    from loopline.cli.suppression.act import export_suppressions as act

    raise typer.Exit(act(data, file))
