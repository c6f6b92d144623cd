"""What is set aside, over HTTP: listed, put back, dropped."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from loopline.api.answer import plain
from loopline.api.describe import also, answers
from loopline.api.paging import Cursor
from loopline.studio.quarantine import schemas as shape
from loopline.studio.quarantine.act import QuarantineDesk

Limit = Annotated[int, Query(ge=1, le=200)]
FAILED = also(409, "It stays aside; the error says why.")


def router(desk: QuarantineDesk) -> APIRouter:
    """The routes of what is set aside."""
    routes = APIRouter(prefix="/api", tags=["operation"])

    @routes.get("/quarantine", **answers(shape.QuarantineList))
    def list_quarantine(limit: Limit = 50, cursor: Cursor = "") -> Response:
        """What could not be read or decided and was set aside, oldest first."""
        return plain(desk.listing(limit, cursor))

    @routes.post("/quarantine/{number}/retry", **answers(shape.QuarantineAnswer, errors=FAILED))
    async def retry(number: int) -> Response:
        """Put it back, and decide what waited for it."""
        return plain(await desk.act(number, "retry"))

    @routes.post("/quarantine/{number}/drop", **answers(shape.QuarantineAnswer, errors=FAILED))
    async def drop(number: int) -> Response:
        """Let it go for good. A person begins anew with every channel refused; a message counts as refused."""
        return plain(await desk.act(number, "drop"))

    return routes
