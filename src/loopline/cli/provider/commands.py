"""`loopline provider`, as the command line shows it: what carries messages."""

from typing import Annotated

import typer

from loopline.cli.access import Data, Json

providers_app = typer.Typer(
    no_args_is_help=True, help="What carries messages: mail servers, SMS gateways, push services."
)


@providers_app.command("add")
def provider_add(
    name: Annotated[str, typer.Argument(help="What it is called in attempts and reports, such as ses-1.")],
    channel: Annotated[str, typer.Argument(help="email, sms, whatsapp, push, in_app or webhook.")],
    data: Data,
    weight: Annotated[
        int | None, typer.Option(help="Its share of what begins; 0: it gets what others will not.")
    ] = None,
    rate: Annotated[float, typer.Option(help="Messages a second at most; 0: no bound.")] = 0.0,
) -> None:
    """Set up a provider. Its URL is read from standard input, or asked for."""
    from loopline.cli.provider.act import add_provider as act

    raise typer.Exit(act(data, name, channel, weight, rate))


@providers_app.command("list")
def provider_list(data: Data, as_json: Json = False) -> None:
    """List the providers of every channel."""
    from loopline.cli.provider.act import show_providers as act

    raise typer.Exit(act(data, as_json=as_json))


@providers_app.command("test")
def provider_test(
    name: Annotated[str, typer.Argument(help="Its name in the list.")],
    data: Data,
    to: Annotated[str, typer.Option(help="Where the message goes, such as you@example.com.")],
) -> None:
    """Send one message by a provider of the running server, and print what it said."""
    from loopline.cli.provider.act import try_provider as act

    raise typer.Exit(act(data, name, to))


@providers_app.command("remove")
def provider_remove(
    name: Annotated[str, typer.Argument(help="Its name in the list.")],
    data: Data,
    to_sandbox: Annotated[
        bool, typer.Option("--to-sandbox", help="What waits may go to the sandbox, where it never leaves.")
    ] = False,
) -> None:
    """Take a provider away that was added; what waits goes to the next one."""
    from loopline.cli.provider.act import remove_provider as act

    raise typer.Exit(act(data, name, to_sandbox=to_sandbox))
