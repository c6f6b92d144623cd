"""What stands against addresses, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.describe import answers
from loopline.api.paging import Cursor
from loopline.studio.access.author import Author
from loopline.studio.suppressions import schemas as shape
from loopline.studio.suppressions.desk import SuppressionDesk

Limit = Annotated[int, Query(ge=1, le=1_000)]


def router(desk: SuppressionDesk, witness: Author) -> APIRouter:
    """The routes; `witness` says who states it, for the record."""
    routes = APIRouter(prefix="/api", tags=["people"])

    @routes.get("/suppressions", **answers(shape.SuppressionList))
    def list_suppressions(
        q: str = "", channel: str = "", reason: str = "", limit: Limit = 100, cursor: Cursor = ""
    ) -> Response:
        """What stands against addresses, by a part of the address, a channel or a reason."""
        return plain(desk.listing(q, channel, reason, limit, cursor))

    @routes.post("/suppressions", status_code=204, **answers(takes=shape.SuppressionBody))
    async def add_suppression(request: Request) -> Response:
        """Write to an address no more, whoever has it now or later."""
        await desk.add(read(await request.body(), shape.SuppressionBody), witness(request))
        return Response(status_code=204)

    @routes.post("/suppressions/lift", status_code=204, **answers(takes=shape.LiftBody))
    async def lift_suppression(request: Request) -> Response:
        """Let an address be written to again; all that was said against it before is over."""
        await desk.lift(read(await request.body(), shape.LiftBody), witness(request))
        return Response(status_code=204)

    @routes.post("/suppressions/import", **answers(shape.ImportAnswer))
    async def import_suppressions(request: Request, channel: str = "email", reason: str = "manual") -> Response:
        """Take a CSV file (text/csv, 1 MB at a time): a header with `address`, and any of channel, reason, topic, note.

        `channel` and `reason` count for rows that name none.
        """
        return plain(await desk.take_file(await request.body(), channel, reason, witness(request)))

    return routes
