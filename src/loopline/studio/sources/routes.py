"""Sources over HTTP."""

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from loopline.api.answer import plain, read
from loopline.api.describe import also, answers
from loopline.studio.access.author import Author
from loopline.studio.sources import schemas as shape
from loopline.studio.sources.desk import SourceDesk


def router(desk: SourceDesk, author: Author) -> APIRouter:
    """The routes; `author` says who sets a source up, for the record."""
    routes = APIRouter(prefix="/api/sources", tags=["people"])

    @routes.get("", **answers(shape.SourceList))
    def list_sources() -> Response:
        """Every source: what it pulls, when it runs next, how its last run ended. No secret is shown."""
        return plain(desk.listing())

    @routes.post(
        "",
        **answers(shape.SourceLine, shape.SourceBody, errors=also(409, "There is a source of this name.")),
    )
    async def add_source(request: Request) -> Response:
        """Set up a source; its address and headers are kept sealed. Its schedule begins."""
        return plain(await desk.add(read(await request.body(), shape.SourceBody), author(request)))

    @routes.post("/test", **answers(shape.SourceTrial, shape.SourceBody))
    async def try_new_source(request: Request) -> Response:
        """A dry run of a source that is not set up: what each column becomes, the first rows, the first faults."""
        return plain(await desk.attempt_new(read(await request.body(), shape.SourceBody)))

    @routes.get("/{name}", **answers(shape.SourceLine))
    def show_source(name: str) -> Response:
        """One source."""
        return plain(desk.line(name))

    @routes.delete("/{name}", status_code=204, **answers())
    async def remove_source(name: str) -> Response:
        """Take a source away, with what is known of its runs; what it brought stays."""
        await desk.remove(name)
        return Response(status_code=204)

    _acts(routes, desk)
    _past(routes, desk)
    return routes


def _acts(routes: APIRouter, desk: SourceDesk) -> None:
    @routes.post("/{name}/test", **answers(shape.SourceTrial))
    async def try_source(name: str) -> Response:
        """A dry run over the next rows, which says nothing to anybody."""
        return plain(await desk.attempt(name))

    @routes.post("/{name}/run", **answers(shape.SourceLine, errors=also(409, "It is paused.")))
    async def run_source(name: str) -> Response:
        """Have it run now; the answer does not wait for that."""
        return plain(await desk.run(name))

    @routes.post("/{name}/pause", **answers(shape.SourceLine))
    async def pause_source(name: str) -> Response:
        """Let it rest, behind the rows in hand."""
        return plain(await desk.pause(name, paused=True))

    @routes.post("/{name}/resume", **answers(shape.SourceLine))
    async def resume_source(name: str) -> Response:
        """Let it go on where it was, and at its times."""
        return plain(await desk.pause(name, paused=False))


def _past(routes: APIRouter, desk: SourceDesk) -> None:
    @routes.get("/{name}/runs", **answers(shape.SourceHistory))
    def show_source_history(name: str) -> Response:
        """The last 20 runs of a source, the newest first."""
        return plain(desk.history(name))

    @routes.get("/{name}/runs/{run}/refused", response_class=StreamingResponse)
    def source_refusals(name: str, run: int) -> Response:
        """The rows that a run refused, 10,000 at most, as a CSV file: line, column, what was seen, expected, a code."""
        headers = {"Content-Disposition": f'attachment; filename="refused-{run}.csv"'}
        return StreamingResponse(desk.refused(name, run), media_type="text/csv; charset=utf-8", headers=headers)
