"""`loopline sender`, as the command line shows it: the domains that mails are from, and the keys that sign them."""

from typing import Annotated

import typer

from loopline.cli.access import Data, Json

senders_app = typer.Typer(
    no_args_is_help=True, help="The domains that mails are from: keys that sign (DKIM), and whether DNS is right."
)
Domain = Annotated[str, typer.Argument(help="The domain behind the @ of the sender, such as mail.example.com.")]


@senders_app.command("add")
def sender_add(
    domain: Domain,
    data: Data,
    selector: Annotated[str, typer.Option(help="The key's name in DNS; without it one that is free.")] = "",
    as_json: Json = False,
) -> None:
    """Make a key that signs mails of a domain, and print the DNS record to publish."""
    from loopline.cli.sender.act import add_sender as act

    raise typer.Exit(act(data, domain, selector, as_json=as_json))


@senders_app.command("list")
def sender_list(data: Data, as_json: Json = False) -> None:
    """List the keys of all sender domains, with their DNS records."""
    from loopline.cli.sender.act import show_senders as act

    raise typer.Exit(act(data, as_json=as_json))


@senders_app.command("check")
def sender_check(domain: Domain, data: Data, as_json: Json = False) -> None:
    """Ask DNS whether receivers can believe mails of a domain, and say what to publish."""
    from loopline.cli.sender.act import check_sender_domain as act

    raise typer.Exit(act(data, domain, as_json=as_json))


@senders_app.command("use")
def sender_use(domain: Domain, data: Data, selector: Annotated[str, typer.Option(help="Its selector.")]) -> None:
    """Let another key of a domain sign from now on, once its record is published."""
    from loopline.cli.sender.act import use_sender_key as act

    raise typer.Exit(act(data, domain, selector))


@senders_app.command("remove")
def sender_remove(
    domain: Domain,
    data: Data,
    selector: Annotated[str, typer.Option(help="Only this key; without it all of the domain.")] = "",
) -> None:
    """Take a key away, or all of a domain."""
    from loopline.cli.sender.act import remove_sender as act

    raise typer.Exit(act(data, domain, selector))
