"""What the commands of improving do: through a server, or on a folder that nobody serves."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import msgspec
from rich.console import Console
from rich.table import Table

from loopline.app import App
from loopline.cli.local import asked, remote_of, with_app
from loopline.learning.improvement.overlap import OverlapMap
from loopline.studio.improvement.review_page import review_html, review_text
from loopline.studio.improvement.schemas import BacklogBody, BacklogItem, BacklogList, BacklogLook, Review

console = Console(highlight=False)
BY: Final = "command line"
Fields = dict[str, Any]  # of an item, by name


def list_items(data: Path | None, state: str, url: str, key: str, *, as_json: bool) -> int:
    """Print the items of a state, "" for all. Raises Invalid `backlog_invalid`."""
    query = {"state": state}
    answer = asked(data, "/api/backlog", query, lambda app: app.studio.improvement.backlog.listing(state), url, key)
    if as_json:
        return _print_json(answer)
    found = msgspec.convert(answer, BacklogList)
    table = Table("id", "what", "state", "about", "effect", "days", "owner", "due", box=None)
    for one in found.items:
        about = " / ".join(part for part in (one.journey_name, one.node_name) if part)
        numbers = ["-" if number is None else f"{number:g}" for number in (one.effect, one.effort_days)]
        table.add_row(one.id, one.title, one.state, about, *numbers, one.owner, one.due)
    console.print(table if found.items else "The backlog has nothing of this.")
    return 0


def add_item(data: Path | None, fields: Fields, url: str, key: str) -> int:
    """Raises Invalid `backlog_invalid`, Missing `journey_unknown`, Conflict `backlog_full`."""
    body = msgspec.convert(fields, BacklogBody)
    remote = remote_of(data, url, key)
    if remote is not None:
        made = msgspec.json.decode(remote.ask("POST", "/api/backlog", body), type=BacklogItem)
    else:
        assert data is not None

        async def here(app: App) -> BacklogItem:
            return app.studio.improvement.backlog.add(body, BY)

        made = with_app(data, here)
    print(made.id)
    return 0


def set_item(data: Path | None, item: str, change: Fields, url: str, key: str) -> int:
    """Change some fields of an item. Raises as `add_item`, Missing `backlog_unknown`, Conflict `backlog_moved`."""
    remote = remote_of(data, url, key)
    if remote is not None:
        path = f"/api/backlog/{quote(item, safe='')}"
        before = msgspec.json.decode(remote.get(path), type=BacklogItem)
        remote.ask("PUT", path, _changed(before, change))
    else:
        assert data is not None

        async def here(app: App) -> None:
            desk = app.studio.improvement.backlog
            desk.change(item, _changed(desk.one(item), change), BY)

        with_app(data, here)
    print("changed")
    return 0


def _changed(before: BacklogItem, change: Fields) -> BacklogBody:
    kept = {name: getattr(before, name) for name in BacklogBody.__struct_fields__}
    return msgspec.convert({**kept, **change}, BacklogBody)


def look_now(data: Path | None, url: str, key: str) -> int:
    """Raises Conflict `backlog_full`, Unavailable `facts_unfit`."""
    remote = remote_of(data, url, key)
    if remote is not None:
        born = msgspec.json.decode(remote.ask("POST", "/api/backlog/look"), type=BacklogLook).born
    else:
        assert data is not None

        async def here(app: App) -> int:
            return app.studio.improvement.watch.now()

        born = with_app(data, here)
    print(f"{born} new in the backlog")
    return 0


def print_review(data: Path | None, week: str, html: Path | None, url: str, key: str, *, as_json: bool) -> int:
    """Print a review, or write it as a page. Raises Invalid `review_week`."""
    path = f"/api/reviews/{quote(week, safe='')}"
    answer = asked(data, path, {}, lambda app: app.studio.improvement.reviews.read(week), url, key)
    if as_json:
        return _print_json(answer)
    review = msgspec.convert(answer, Review)
    if html is not None:
        html.write_text(review_html(review), encoding="utf-8")
        print(html)
    else:
        print(review_text(review), end="")
    return 0


def print_overlap(data: Path | None, days: int, url: str, key: str, *, inside: bool, as_json: bool) -> int:
    """Print the overlap map."""
    query = {"days": str(days), "of": "inside" if inside else "entered"}
    answer = asked(
        data, "/api/overlap", query, lambda app: app.studio.improvement.overlap(days, now_inside=inside), url, key
    )
    if as_json:
        return _print_json(answer)
    found = msgspec.convert(answer, OverlapMap)
    whom = "are in a journey now" if inside else f"entered a journey in {days} days"
    console.print(f"{found.people:,} people {whom}.", markup=False)
    for spread in found.spread:
        console.print(f"{spread.people:,} in {spread.journeys}", markup=False)
    pairs = Table("journey", "and", "people in both", "of the smaller", box=None)
    for pair in found.pairs:
        pairs.add_row(pair.one_name, pair.other_name, f"{pair.people:,}", f"{100 * pair.of:.0f} %")
    ways = Table("journey", "gave way to", "by", "times", "people", box=None)
    for way in found.gave_way:
        ways.add_row(way.name, way.to_name, way.how, f"{way.times:,}", f"{way.people:,}")
    console.print(pairs if found.pairs else "No two journeys share people.")
    console.print(ways if found.gave_way else "No journey gave way to another.")
    return 0


def _print_json(answer: Fields) -> int:
    print(msgspec.json.format(msgspec.json.encode(answer)).decode())
    return 0
