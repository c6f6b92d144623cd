"""Destinations over HTTP."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.describe import also, answers
from loopline.studio.access.author import Author
from loopline.studio.destinations import schemas as shape
from loopline.studio.destinations.desk import DestinationDesk


def router(desk: DestinationDesk, author: Author) -> APIRouter:
    """The routes; `author` says who sets one up, for the record."""
    routes = APIRouter(prefix="/api/destinations", tags=["learning"])

    @routes.get("", **answers(shape.DestinationList))
    def list_destinations() -> Response:
        """Every destination: what is written where, when next, how the last run ended. No secret is shown."""
        return plain(desk.listing())

    @routes.post(
        "",
        **answers(shape.DestinationLine, shape.DestinationBody, errors=also(409, "There is one of this name.")),
    )
    async def add_destination(request: Request) -> Response:
        """Set up a destination; its address is kept sealed. Its schedule begins."""
        return plain(await desk.add(read(await request.body(), shape.DestinationBody), author(request)))

    @routes.get("/{name}", **answers(shape.DestinationLine))
    def show_destination(name: str) -> Response:
        """One destination."""
        return plain(desk.line(name))

    @routes.delete("/{name}", status_code=204, **answers())
    async def remove_destination(name: str) -> Response:
        """Take a destination away; what was written stays there."""
        await desk.remove(name)
        return Response(status_code=204)

    @routes.post("/{name}/run", **answers(shape.DestinationLine, errors=also(409, "It is paused.")))
    async def run_destination(name: str) -> Response:
        """Have it written now; the answer does not wait for that."""
        return plain(await desk.run(name))

    @routes.post("/{name}/pause", **answers(shape.DestinationLine))
    async def pause_destination(name: str) -> Response:
        """Let it rest; what is being written is written to its end."""
        return plain(await desk.pause(name, paused=True))

    @routes.post("/{name}/resume", **answers(shape.DestinationLine))
    async def resume_destination(name: str) -> Response:
        """Let it be written at its times again."""
        return plain(await desk.pause(name, paused=False))

    @routes.get("/{name}/runs", **answers(shape.DestinationHistory))
    def show_destination_history(name: str) -> Response:
        """The last 20 runs of a destination, the newest first."""
        return plain(desk.history(name))

    return routes
