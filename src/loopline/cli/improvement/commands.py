"""`loopline backlog`, `loopline review` and `loopline overlap`, as the command line shows them."""

from pathlib import Path
from typing import Annotated

import typer

from loopline.cli.access import AdminKey, DataOr, Json, Url

backlog_app = typer.Typer(no_args_is_help=True, help="What is worth improving next.")
Title = Annotated[str, typer.Argument(help="What is to be improved, in a few words.")]
Effect = Annotated[float | None, typer.Option(min=0, help="How many more conversions a month are expected.")]
Effort = Annotated[float | None, typer.Option(min=0, help="How many days of work it takes.")]
Owner = Annotated[str, typer.Option(help="Who takes it up.")]
Due = Annotated[str, typer.Option(help="The day on which it is due, as 2026-12-04.")]


@backlog_app.command("list")
def backlog_list(
    data: DataOr = None,
    state: Annotated[str, typer.Option(help="idea, planned, doing, done, dismissed, open or all.")] = "open",
    url: Url = "",
    key: AdminKey = "",
    as_json: Json = False,
) -> None:
    """Print the items: those in work first, then what promises most for its effort."""
    from loopline.cli.improvement.act import list_items as act

    raise typer.Exit(act(data, "" if state == "all" else state, url, key, as_json=as_json))


@backlog_app.command("add")
def backlog_add(
    title: Title,
    data: DataOr = None,
    hypothesis: Annotated[str, typer.Option(help="Why it should work.")] = "",
    effect: Effect = None,
    effort_days: Effort = None,
    owner: Owner = "",
    due: Due = "",
    journey: Annotated[str, typer.Option(help="The journey that it is about, by its id.")] = "",
    node: Annotated[str, typer.Option(help="The step of that journey, by its id.")] = "",
    url: Url = "",
    key: AdminKey = "",
) -> None:
    """Put an item into the backlog, and print its id."""
    from loopline.cli.improvement.act import add_item as act

    fields = {"title": title, "hypothesis": hypothesis, "effect": effect, "effort_days": effort_days, "owner": owner}
    raise typer.Exit(act(data, {**fields, "due": due, "journey": journey, "node": node}, url, key))


@backlog_app.command("set")
def backlog_set(
    item: Annotated[str, typer.Argument(help="The item's id, as `backlog list --json` shows it.")],
    data: DataOr = None,
    state: Annotated[str, typer.Option(help="idea, planned, doing, done or dismissed.")] = "",
    note: Annotated[str, typer.Option(help="What came of it, or why it is dismissed.")] = "",
    effect: Effect = None,
    effort_days: Effort = None,
    owner: Owner = "",
    due: Due = "",
    url: Url = "",
    key: AdminKey = "",
) -> None:
    """Change what is said of an item; a dismissed one is never born again."""
    from loopline.cli.improvement.act import set_item as act

    fields = {"state": state, "note": note, "effect": effect, "effort_days": effort_days, "owner": owner, "due": due}
    raise typer.Exit(act(data, item, {name: one for name, one in fields.items() if one not in ("", None)}, url, key))


@backlog_app.command("look")
def backlog_look(data: DataOr = None, url: Url = "", key: AdminKey = "") -> None:
    """Look at the figures now, and print how many items they have born."""
    from loopline.cli.improvement.act import look_now as act

    raise typer.Exit(act(data, url, key))


def show_review(
    week: Annotated[str, typer.Argument(help="The Monday of a week, as 2026-11-30; or this, or last.")] = "last",
    data: DataOr = None,
    html: Annotated[Path | None, typer.Option(help="Write it as a page into this file.")] = None,
    url: Url = "",
    key: AdminKey = "",
    as_json: Json = False,
) -> None:
    """The review of a week: what was caused, decided and changed, what is due, and its figures."""
    from loopline.cli.improvement.act import print_review as act

    raise typer.Exit(act(data, week, html, url, key, as_json=as_json))


def show_overlap(
    data: DataOr = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="Of people who entered in the last so many days.")] = 28,
    inside: Annotated[bool, typer.Option("--inside", help="Of people who are in journeys at this moment.")] = False,
    url: Url = "",
    key: AdminKey = "",
    as_json: Json = False,
) -> None:
    """How many people are in how many journeys, which pairs share people, and which keep each other back."""
    from loopline.cli.improvement.act import print_overlap as act

    raise typer.Exit(act(data, days, url, key, inside=inside, as_json=as_json))
