"""The log over HTTP: where it begins, and its trimming."""

from fastapi import APIRouter
from starlette.responses import Response

from loopline.api.answer import Body, plain, read
from loopline.api.describe import also, answers
from loopline.runtime.upkeep.log_trimming import LogTrimming
from loopline.studio.log import schemas as shape


def router(trimming: LogTrimming) -> APIRouter:
    """The routes of the log."""
    routes = APIRouter(prefix="/api/log", tags=["operation"])

    @routes.get("", **answers(shape.LogState))
    def log_state() -> Response:
        """Where the log begins and ends, what is stored, and how the last trimming ended."""
        return plain(shape.LogState(trimming.reach(), trimming.status))

    @routes.post("/trim", **answers(shape.LogState, shape.TrimBody, errors=also(409, "It cannot be trimmed now.")))
    def trim_log(body: Body) -> Response:
        """Begin to trim the log, beside everything else: after a snapshot, what is older than so many days leaves."""
        status = trimming.begin(read(body, shape.TrimBody).days)
        return plain(shape.LogState(trimming.reach(), status))

    return routes
