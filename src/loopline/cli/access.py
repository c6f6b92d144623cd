"""`loopline keys` and `loopline operators`: who may use this Loopline, said on its own machine."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[Path, typer.Option("--data", help="The data folder; it is made when it is not there.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")]
ROLE_HELP = (
    "browser: may stand in a web page; sends signals, and may not merge people who are known, give consent that was "
    "refused or change an address. server: sends signals, kept secret. admin: may do everything."
)

keys_app = typer.Typer(no_args_is_help=True, help="Keys for the API.")
key_app = typer.Typer(no_args_is_help=True, help="The earlier name of `keys`.", hidden=True)


@keys_app.command("add")
@key_app.command("create")
def keys_add(
    data: Data,
    role: Annotated[str, typer.Option(help=ROLE_HELP)],
    origin: Annotated[
        list[str] | None,
        typer.Option(help="A page that may use a browser's key, as https://shop.example.com; again for more."),
    ] = None,
) -> None:
    """Make a key and print it, once: only its hash is kept."""
    from loopline.cli.keys import create as act

    print(act(data, role, origin or ()))


@keys_app.command("list")
def keys_list(data: Data, as_json: Json = False) -> None:
    """Every key, without its secret."""
    from loopline.cli.keys import show as act

    act(data, as_json=as_json)


@keys_app.command("drop")
def keys_drop(key: Annotated[str, typer.Argument(help="The key's id, as `keys list` shows it.")], data: Data) -> None:
    """Remove a key; requests with it are refused within seconds."""
    from loopline.cli.keys import drop as act

    act(data, key)
