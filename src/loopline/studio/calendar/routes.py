"""The calendar over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from loopline.api.answer import plain
from loopline.api.describe import answers
from loopline.studio.calendar import schemas as shape
from loopline.studio.calendar.read import CalendarReader


def router(calendar: CalendarReader) -> APIRouter:
    """The route of the calendar."""
    routes = APIRouter(prefix="/api", tags=["decisions"])

    @routes.get("/calendar", **answers(shape.Calendar))
    def read_calendar(
        first: Annotated[str, Query(alias="from", max_length=10)],
        last: Annotated[str, Query(alias="to", max_length=10)],
    ) -> Response:
        """What schedules and broadcasts let in, what is held until when, and what left, from a day to a day."""
        return plain(calendar.read(first, last))

    return routes
