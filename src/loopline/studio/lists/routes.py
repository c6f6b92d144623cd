"""Lists over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from loopline.api.answer import plain
from loopline.api.describe import answers
from loopline.api.paging import Cursor
from loopline.studio.lists import schemas as shape
from loopline.studio.lists.read import Lists

Limit = Annotated[int, Query(ge=1, le=1_000)]


def router(lists: Lists) -> APIRouter:
    """The routes. Names may hold slashes, so the longer addresses come first."""
    routes = APIRouter(prefix="/api", tags=["people"])

    @routes.get("/lists", **answers(shape.ListSizes))
    def list_sizes(limit: Limit = 100, cursor: Cursor = "") -> Response:
        """The lists that anybody, or any account, is on, with how many of both each has."""
        return plain(lists.sizes(limit, cursor))

    @routes.get("/lists/{name:path}/people", **answers(shape.ListMembers))
    def list_members(name: str, limit: Limit = 100, cursor: Cursor = "") -> Response:
        """The people on a list, and how many there are."""
        return plain(lists.members(name, limit, cursor))

    @routes.get("/lists/{name:path}/export", response_class=StreamingResponse)
    def export_list(name: str) -> Response:
        """Everybody on a list as a CSV file, whose columns an import takes: user_id, anonymous_id, email."""
        headers = {"Content-Disposition": 'attachment; filename="list.csv"'}
        return StreamingResponse(lists.exported(name), media_type="text/csv; charset=utf-8", headers=headers)

    return routes
