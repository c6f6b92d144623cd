"""`loopline keys` and `loopline operators`: who may use this Loopline, said on its own machine."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[Path, typer.Option("--data", help="The data folder; it is made when it is not there.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")]
DataOr = Annotated[Path | None, typer.Option("--data", help="The data folder.")]
Url = Annotated[str, typer.Option(help="A running server, instead of a data folder.")]
AdminKey = Annotated[str, typer.Option(help="A key of that server.", envvar="LOOPLINE_KEY")]
ROLE_HELP = (
    "browser: may stand in a web page; sends signals, and may not merge people who are known, give consent that was "
    "refused or change an address. server: sends signals, kept secret. sender: sends single messages too. "
    "analyst: reads facts and figures alone. admin: may do everything."
)

OPERATOR_ROLES = (
    "viewer: reads. analyst: exports and asks too. editor: writes drafts and content too. publisher: publishes, "
    "pauses, sends and acts on people too. operator: looks after channels, keys and the team too. owner: everything."
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
    from loopline.cli.keys import show_keys as act

    act(data, as_json=as_json)


@keys_app.command("drop")
def keys_drop(key: Annotated[str, typer.Argument(help="The key's id, as `keys list` shows it.")], data: Data) -> None:
    """Remove a key; requests with it are refused within seconds."""
    from loopline.cli.keys import drop_key as act

    act(data, key)


@keys_app.command("inbox")
def keys_inbox(data: Data) -> None:
    """Print the secret that your server signs persons' tokens of the in-app inbox with: it opens every inbox."""
    from loopline.cli.keys import inbox_secret as act

    print(act(data))


operators_app = typer.Typer(no_args_is_help=True, help="People who may sign in to the studio.")
Email = Annotated[str, typer.Argument(help="The operator's e-mail address.")]
FromInput = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input, instead of making one.")
]


@operators_app.command("list")
def operators_list(data: Data, as_json: Json = False) -> None:
    """Everybody who may sign in, and in how many browsers they are."""
    from loopline.cli.operators import show_operators as act

    act(data, as_json=as_json)


@operators_app.command("add")
def operators_add(
    email: Email,
    data: Data,
    name: Annotated[str, typer.Option(help="The name that stands beside their changes.")],
    role: Annotated[str, typer.Option(help=OPERATOR_ROLES)] = "editor",
    password_stdin: FromInput = False,
) -> None:
    """Let somebody more sign in; prints their password, once. The first one is an owner."""
    from loopline.cli.operators import add as act

    act(data, email, name, role, from_input=password_stdin)


@operators_app.command("role")
def operators_role(
    email: Email,
    data: Data,
    role: Annotated[str, typer.Argument(help=OPERATOR_ROLES)],
    people: Annotated[bool | None, typer.Option(help="Whether they see who people are; else as it was.")] = None,
) -> None:
    """Give somebody another role, from their next request on. The last owner stays one."""
    from loopline.cli.operators import set_role as act

    act(data, email, role, people)


@operators_app.command("drop")
def operators_drop(email: Email, data: Data) -> None:
    """Take somebody's access away; they are signed out everywhere. The last owner stays."""
    from loopline.cli.operators import drop_operator as act

    act(data, email)


@operators_app.command("reset-password")
def operators_reset_password(email: Email, data: Data, password_stdin: FromInput = False) -> None:
    """Give somebody a new password and print it, once; they are signed out everywhere."""
    from loopline.cli.operators import reset_password as act

    act(data, email, from_input=password_stdin)


@operators_app.command("end-sessions")
def operators_end_sessions(email: Email, data: Data) -> None:
    """Sign somebody out everywhere."""
    from loopline.cli.operators import end_sessions as act

    act(data, email)
