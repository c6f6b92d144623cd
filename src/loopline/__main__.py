"""The command line: `loopline --help` teaches. Exit codes: 0 all went well, 1 faults were found, 2 misused."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from loopline import __version__
from loopline.cli.access import Data, Json, key_app, keys_app, operators_app
from loopline.cli.alarm.commands import alarms_app
from loopline.cli.catalog.commands import catalog_app
from loopline.cli.content.commands import content_app
from loopline.cli.copying.commands import move_record, reshard_record
from loopline.cli.customers.commands import customers_app
from loopline.cli.destination.commands import destination_app
from loopline.cli.experiment.commands import experiment_app
from loopline.cli.facts.commands import facts_app, log_app
from loopline.cli.file.commands import files_app
from loopline.cli.forgetting.commands import add_person_commands
from loopline.cli.imports.commands import import_file, imports_app
from loopline.cli.improvement.commands import backlog_app, show_overlap, show_review
from loopline.cli.lists.commands import list_app
from loopline.cli.machines.commands import add_machines
from loopline.cli.metrics.commands import add_metrics
from loopline.cli.models.commands import models_app
from loopline.cli.offer.commands import offer_app
from loopline.cli.open_facts.commands import export, query
from loopline.cli.proof.commands import prove_rule
from loopline.cli.provider.commands import providers_app
from loopline.cli.quarantine.commands import quarantine_app
from loopline.cli.reporting.command import add_reports
from loopline.cli.sender.commands import senders_app
from loopline.cli.source.commands import source_app
from loopline.cli.suppression.commands import suppression_app
from loopline.cli.template.commands import templates_app
from loopline.model.errors import LooplineError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Loopline: lifecycle messaging in one loop. Start with `loopline demo`, then `loopline serve --data DIR`.",
)
app.add_typer(keys_app, name="keys")
app.add_typer(key_app, name="key", hidden=True)
app.add_typer(operators_app, name="operators")
app.add_typer(providers_app, name="provider")
app.add_typer(senders_app, name="sender")
app.add_typer(templates_app, name="template")
app.add_typer(files_app, name="file")
app.add_typer(content_app, name="content")
app.add_typer(catalog_app, name="catalog")
app.add_typer(offer_app, name="offer")
app.add_typer(experiment_app, name="experiment")
app.add_typer(suppression_app, name="suppression")
app.add_typer(list_app, name="list")
app.add_typer(customers_app, name="customers")
app.command("import")(import_file)
app.command("prove")(prove_rule)
app.add_typer(imports_app, name="imports")
app.add_typer(source_app, name="source")
app.add_typer(destination_app, name="destination")
add_person_commands(app)
app.add_typer(models_app, name="model")
add_reports(app)
app.add_typer(backlog_app, name="backlog")
app.command("review")(show_review)
app.command("overlap")(show_overlap)
app.command("query")(query)
app.command("export")(export)
add_metrics(app)
app.add_typer(alarms_app, name="alarm")
messages_app = typer.Typer(no_args_is_help=True, help="Messages of the outbox.")
app.add_typer(messages_app, name="messages")
app.add_typer(facts_app, name="facts")
app.add_typer(log_app, name="log")
app.add_typer(quarantine_app, name="quarantine")


def _show_version(asked: bool) -> None:
    if asked:
        print(f"loopline {__version__}")
        raise typer.Exit


@app.callback()
def _begin(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print it.")
    ] = False,
) -> None:
    pass


@app.command()
def serve(
    data: Data,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 picks a free one.")] = 8400,
) -> None:
    """Run everything in one process: the API, the loop, delivery and the studio."""
    from loopline.cli.serve import start_server as act

    act(data, host, port)


add_machines(app)


@app.command()
def send(
    file: Annotated[Path, typer.Argument(help="One message as POST /api/send takes it, in JSON; - is standard input.")],
    data: Data,
) -> None:
    """Send one message by the running server, and print where it stands."""
    from loopline.cli.messages import send_one as act

    raise typer.Exit(act(data, file))


@messages_app.command("list")
def messages_list(
    data: Data,
    person: Annotated[str, typer.Option(help="Only of this person.")] = "",
    status: Annotated[str, typer.Option(help="Only of this status, such as unknown.")] = "",
    as_json: Json = False,
) -> None:
    """List the newest messages; what the sandbox kept is not called sent."""
    from loopline.cli.messages import show_messages as act

    raise typer.Exit(act(data, person, status, as_json=as_json))


@messages_app.command("resolve")
def messages_resolve(
    data: Data,
    answer: Annotated[str, typer.Option(help="sent: they left. resend: send them again. failed: give them up.")],
    status: Annotated[str, typer.Option(help="unknown, or held.")] = "unknown",
    channel: Annotated[str, typer.Option(help="Only this channel.")] = "",
    journey: Annotated[str, typer.Option(help="Only this journey.")] = "",
    since: Annotated[int | None, typer.Option(help="Only those decided since then (ms since 1970, UTC).")] = None,
) -> None:
    """State the outcome of all messages whose fate a crash or a silent provider hid."""
    from loopline.cli.messages import resolve as act

    raise typer.Exit(act(data, answer, status, channel, journey, since))


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="Where the backup is put; a folder that is not there yet.")],
    data: Data,
) -> None:
    """Copy the whole data folder, while the server runs or not."""
    from loopline.cli.backup import back_up as act

    raise typer.Exit(act(target, data))


@app.command()
def restore(source: Annotated[Path, typer.Argument(help="A backup.")], data: Data) -> None:
    """Put a backup into a data folder that is empty or not there, after looking whether it is whole."""
    from loopline.cli.backup import restore as act

    raise typer.Exit(act(source, data))


app.command("copy")(move_record)
app.command("reshard")(reshard_record)


@app.command()
def push(
    files: Annotated[list[Path], typer.Argument(help="Documents: journeys, segments, a workspace (YAML or JSON).")],
    data: Annotated[Path | None, typer.Option("--data", help="The data folder.")] = None,
    url: Annotated[str, typer.Option(help="A running server, instead of a data folder.")] = "",
    key: Annotated[str, typer.Option(help="An admin key of that server.", envvar="LOOPLINE_KEY")] = "",
    publish: Annotated[bool, typer.Option("--publish", help="Make them live.")] = False,
    reason: Annotated[str, typer.Option(help="Why; kept with the version.")] = "",
) -> None:
    """Store documents as drafts, or publish them."""
    from loopline.cli.documents import push as act

    raise typer.Exit(act(files, data, url, key, publish=publish, reason=reason))


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Documents to check.")],
    data: Annotated[Path | None, typer.Option("--data", help="The data folder whose names are known.")] = None,
    url: Annotated[str, typer.Option(help="A running server whose names are known.")] = "",
    key: Annotated[str, typer.Option(help="An admin key of that server.", envvar="LOOPLINE_KEY")] = "",
) -> None:
    """Explain every fault of documents; exits 0 when there is none."""
    from loopline.cli.documents import check as act

    raise typer.Exit(act(files, data, url, key))


@app.command()
def why(
    person: Annotated[str, typer.Argument(help="The person's id.")],
    data: Data,
    journey: Annotated[str, typer.Option(help="Only this journey.")] = "",
    as_json: Json = False,
) -> None:
    """Why did, or didn't, this person get this?"""
    from loopline.cli.answers import why as act

    raise typer.Exit(act(person, journey, data, as_json=as_json))


@app.command()
def test(
    files: Annotated[list[Path], typer.Argument(help="Stories (YAML): given, when, expect.")],
    documents: Annotated[list[Path] | None, typer.Option("--with", help="Documents that the stories name.")] = None,
) -> None:
    """Run stories in virtual time: given these signals, expect these messages."""
    from loopline.cli.stories import test as act

    raise typer.Exit(act(files, documents or []))


@app.command()
def simulate(
    seed: Annotated[int, typer.Option(help="The first world's seed; the same seed makes the same world.")] = 1,
    worlds: Annotated[int, typer.Option(min=1, max=100_000, help="How many worlds.")] = 20,
    shards: Annotated[int, typer.Option(min=1, max=64, help="Compare each world on so many shards with one.")] = 1,
) -> None:
    """Live through generated worlds full of bad luck, and check every promise in each."""
    from loopline.cli.simulate import simulate as act

    raise typer.Exit(act(seed, worlds, shards))


@app.command()
def demo(
    headless: Annotated[bool, typer.Option("--headless", help="Print the figures as JSON and exit.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to keep serving on.")] = 8400,
    data: Annotated[Path | None, typer.Option("--data", help="Keep the demo's data here.")] = None,
    shards: Annotated[int, typer.Option(min=1, max=64, help="Play to so many shards, in one process.")] = 1,
) -> None:
    """Replay real purchases and a planted effect through two journeys, then show what they caused."""
    from loopline.cli.demo import demo as act

    raise typer.Exit(act(headless=headless, port=port, data=data, shards=shards))


@app.command()
def bench(
    rounds: Annotated[
        int, typer.Option("--runs", min=0, max=20, help="How often each figure is measured; 0: 3 times, growth once.")
    ] = 0,
    quick: Annotated[bool, typer.Option("--quick", help="Small sizes: does it run at all?")] = False,
    steps: Annotated[str, typer.Option(help="Time steps on a file and on this empty database, in turn.")] = "",
    growth: Annotated[bool, typer.Option("--growth", help="Measure what cost does as things grow instead.")] = False,
    scale: Annotated[
        float, typer.Option(min=0.001, max=10, help="With --growth: the part of the full sizes that is measured.")
    ] = 0.1,
    only: Annotated[list[str] | None, typer.Option(help="With --growth: measure this alone; may be repeated.")] = None,
    store: Annotated[str, typer.Option(help="With --growth: measure on this empty PostgreSQL database.")] = "",
    shards: Annotated[int, typer.Option(min=1, max=64, help="More than 1: one shard and so many in turn instead.")] = 1,
) -> None:
    """Measure speed through the public API, or how cost grows; ends with one JSON object."""
    from loopline.cli import bench as act

    if steps:
        raise typer.Exit(act.bench_steps(steps))
    if shards > 1:
        raise typer.Exit(act.bench_shards(rounds=rounds or 3, shards=shards, quick=quick))
    if growth:
        raise typer.Exit(act.growth(rounds=rounds or 1, scale=scale, only=only or [], store=store))
    raise typer.Exit(act.bench(rounds=rounds or 3, quick=quick))


def main() -> None:
    """The entry point; our errors end in one line that says what to do, never in a traceback."""
    try:
        app()
    except LooplineError as error:
        print(f"loopline: {error}", file=sys.stderr)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
