"""Operators' alarms over HTTP."""

from fastapi import APIRouter
from starlette.responses import Response

from loopline.api.answer import plain
from loopline.api.describe import also, answers
from loopline.model.errors import Conflict
from loopline.runtime.alarms.watch import AlarmWatch
from loopline.studio.alarms.schemas import AlarmTestAnswer


def router(watch: AlarmWatch) -> APIRouter:
    """The routes of alarms."""
    routes = APIRouter(prefix="/api/alarms", tags=["operation"])

    @routes.post("/test", **answers(AlarmTestAnswer, errors=also(409, "No destination is set.")))
    async def test_alarm() -> Response:
        """Tell every destination a test alarm, and answer what became of it; waits for the slowest one."""
        if not watch.tasks:
            raise Conflict("alarms_none", "Nobody is told: set LOOPLINE_ALARMS and restart the server.")
        return plain(AlarmTestAnswer(tuple(await watch.test())))

    return routes
