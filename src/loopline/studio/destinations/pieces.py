"""The pieces that there are to be written: the files of open facts, and who is in which segment and journey."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from loopline.conditions.language import compile_condition
from loopline.conditions.sql.condition import compile_sql
from loopline.model.errors import Invalid
from loopline.ports import SqlParameters
from loopline.studio.context import StudioContext
from loopline.studio.destinations.schemas import SentTable
from loopline.studio.destinations.target import MEMBERSHIPS, Piece, rows_of_parquet
from loopline.studio.journeys.read import STANDING
from loopline.studio.open_facts.desk import OpenFacts

PAGE: Final = 5_000
IN_SEGMENT: Final = "SELECT p.person FROM people p WHERE ({when}) AND p.person > ? ORDER BY p.person LIMIT ?"
IN_JOURNEY: Final = f"""{STANDING}
SELECT DISTINCT person FROM last WHERE NOT ended AND person > $person ORDER BY person LIMIT $limit
"""
MEMBERSHIP_FILE: Final = "memberships.parquet"


def open_pieces(open_facts: OpenFacts, tables: Sequence[SentTable]) -> list[Piece]:
    """The files of open facts, brought up to what the facts are; a mark is a file's size and when it was written."""
    open_facts.catch_up()
    found = list[Piece]()
    for one in open_facts.files():
        if one.table in tables:
            path = open_facts.path(one)
            stat = path.stat()
            mark = f"{stat.st_size}-{stat.st_mtime_ns}"
            read = partial(rows_of_parquet, path, one.table)
            found.append(Piece(one.table, one.path, one.day, mark, one.rows, path, read))
    return found


def membership_piece(ctx: StudioContext, folder: Path, mark: str) -> Piece:
    """Who is in which segment and journey now, as a file in this folder. Blocks."""
    import duckdb

    path, count = folder / MEMBERSHIP_FILE, 0
    quoted = str(path).replace("'", "''")
    base = duckdb.connect(config={"memory_limit": "256MB", "threads": 1})
    try:
        base.execute(f"CREATE TABLE memberships ({', '.join(f'{name} {kind}' for name, kind in MEMBERSHIPS)})")
        for kind, name, people in _groups(ctx):
            base.execute("INSERT INTO memberships SELECT ?, ?, unnest(?)", [kind, name, people])
            count += len(people)
        base.execute(f"COPY memberships TO '{quoted}' (FORMAT parquet)")
    finally:
        base.close()
    return Piece("memberships", MEMBERSHIP_FILE, "", mark, count, path, partial(rows_of_parquet, path, "memberships"))


def _groups(ctx: StudioContext) -> Iterator[tuple[str, str, list[str]]]:
    """Kind, name and some of the people, page by page."""
    ctx.export_facts()
    published, now = ctx.published(), ctx.clock.now()
    for name, (_, segment) in sorted(published.segment_documents.items()):
        try:
            made = compile_sql(compile_condition(segment.when), published.segments, now, published.workspace.zone)
        except Invalid:
            continue  # one that asks what can only be asked of a person
        sql = IN_SEGMENT.format(when=made.sql)
        for people in _pages(ctx, sql, partial(_of_segment, made.params)):
            yield "segment", name, people
    for journey in sorted(published.live):
        for people in _pages(ctx, IN_JOURNEY, partial(_of_journey, journey)):
            yield "journey", journey, people


def _of_segment(params: Sequence[object], after: str) -> SqlParameters:
    return [*params, after, PAGE]


def _of_journey(journey: str, after: str) -> SqlParameters:
    return {"journey": journey, "person": after, "limit": PAGE}


def _pages(ctx: StudioContext, sql: str, asked: Callable[[str], SqlParameters]) -> Iterator[list[str]]:
    after = ""
    while rows := ctx.facts.query(sql, asked(after)):
        people = [str(row[0]) for row in rows]
        yield people
        after = people[-1]
