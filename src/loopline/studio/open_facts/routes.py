"""Open facts over HTTP, for a key of an analyst: SQL over them, and their files."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from starlette.responses import FileResponse, Response

from loopline.api.answer import Body, plain, read
from loopline.api.describe import also, answers
from loopline.model.errors import Missing
from loopline.storage.open_facts.figures import QueryAnswer
from loopline.storage.open_facts.schema import SCHEMA
from loopline.studio.access.reader_guard import Guard
from loopline.studio.csv_table import csv_answer
from loopline.studio.open_facts import schemas as shape
from loopline.studio.open_facts.desk import OpenFacts, check_asked

Format = Annotated[str, Query(pattern="^(json|csv)$", description="json, or csv.")]
Sql = Annotated[str, Query(min_length=1, max_length=20_000, description="One SELECT.")]
Limit = Annotated[int, Query(ge=1, le=100_000, description="Rows, at most.")]
Seconds = Annotated[float, Query(ge=0.1, le=60, description="The time that it may take.")]
Day = Annotated[str, Query(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
Table = Annotated[str, Query(max_length=20, description="facts, people, lists or merges; all without it.")]
LATER: Final = also(503, "The facts cannot be asked now, or enough questions are being answered.")


def router(open_facts: OpenFacts, guard: Guard) -> APIRouter:
    """The routes; each asks for the key of an analyst or an admin, or a studio session."""
    routes = APIRouter(prefix="/api", tags=["learning"], dependencies=[Depends(guard)])

    @routes.get("/query", **answers(QueryAnswer, errors=LATER))
    def query(sql: Sql, limit: Limit = 1_000, seconds: Seconds = 10.0, format: Format = "json") -> Response:
        """Ask open facts with one SELECT: read-only, within bounds of time, rows and memory."""
        return _answered(open_facts.ask(sql, limit, seconds), format)

    @routes.post("/query", **answers(QueryAnswer, shape.QueryBody, errors=LATER))
    def query_in_body(body: Body, format: Format = "json") -> Response:
        """The same with the SELECT in the body."""
        asked: shape.QueryBody = read(body, shape.QueryBody)
        return _answered(open_facts.ask(asked.sql, asked.limit, asked.seconds), format)

    @routes.get("/export", **answers(shape.OpenFiles, errors=LATER))
    def export(
        table: Table = "",
        since: Annotated[Day, Query(alias="from")] = "",
        until: Annotated[Day, Query(alias="to")] = "",
    ) -> Response:
        """The Parquet files of open facts, brought up to date: of a table, or of the days `from` and up to `to`."""
        check_asked(since, until, table)
        as_of = open_facts.as_of()
        return plain(shape.OpenFiles(SCHEMA, as_of, open_facts.files(table, since, until)))

    @routes.get("/export/file", **answers())
    def export_file(file: Annotated[str, Query(max_length=100)]) -> Response:
        """One of these files, by its path."""
        found = next((one for one in open_facts.files() if one.path == file), None)
        if found is None:
            raise Missing("export_unknown", "There is no such file; `GET /api/export` names those that there are.")
        return FileResponse(open_facts.path(found), media_type="application/vnd.apache.parquet")

    return routes


def _answered(found: QueryAnswer, format: str) -> Response:
    if format == "csv":
        return csv_answer([one.name for one in found.columns], found.rows, "query")
    return plain(found)
