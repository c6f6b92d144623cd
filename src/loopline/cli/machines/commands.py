"""`loopline work`, `loopline edge` and `loopline studio`: the parts of a server, each by itself."""

from typing import Annotated

import typer

from loopline.cli.access import Data

Store = Annotated[
    str,
    typer.Option(help="postgresql://user:password@host/database: the record.", envvar="LOOPLINE_STORE"),
]
Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 picks a free one.")]


def work(
    data: Data,
    store: Store = "",
    most: Annotated[int, typer.Option("--shards", min=1, max=64, help="How many shards it takes at most.")] = 64,
    host: Host = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where /live, /ready and /metrics are; 0 is nowhere.")
    ] = 0,
) -> None:
    """Run shards of a record that several processes share: those that nobody owns, up to a fair part of them."""
    from loopline.cli.machines.work import run_shards as act

    act(data, store, most, host, port)


def edge(data: Data, store: Store = "", host: Host = "127.0.0.1", port: Port = 8400) -> None:
    """Take in what customers' systems and browsers send, for the shards that other processes run."""
    from loopline.cli.machines.edge import take_in as act

    act(data, store, host, port)


def studio(data: Data, store: Store = "", host: Host = "127.0.0.1", port: Port = 8400) -> None:
    """Run the studio, its API and reports, over the shards that other processes run."""
    from loopline.cli.machines.studio import serve_studio as act

    act(data, store, host, port)


def add_machines(app: typer.Typer) -> None:
    """Add the three."""
    for act in (work, edge, studio):
        app.command()(act)
