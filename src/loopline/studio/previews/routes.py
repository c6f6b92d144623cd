"""Try before you launch, over HTTP: dry runs in virtual time, backtests over recorded signals."""

from fastapi import APIRouter
from starlette.responses import Response

from loopline.api.answer import Body, plain, read
from loopline.api.describe import also, answers
from loopline.api.face import HouseFace
from loopline.studio.previews import schemas as shape


def router(face: HouseFace) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/api", tags=["trials"])

    @routes.post("/dry-run", **answers(shape.DryRunAnswer, shape.DryRunBody))
    def dry_run(body: Body) -> Response:
        """Walk an invented person through a document: each decision with its reason, each message rendered."""
        return plain(face.office.trials.dry_run(read(body, shape.DryRunBody)))

    @routes.post(
        "/backtest", **answers(shape.Job, shape.BacktestBody, errors=also(409, "Enough of them are under way."))
    )
    def begin(body: Body) -> Response:
        """Begin to run a document over the recorded signals of the last days."""
        return plain(face.office.trials.begin(read(body, shape.BacktestBody)))

    @routes.get("/backtest/{job}", **answers(shape.JobAnswer))
    def progress(job: str) -> Response:
        """How far a backtest is, and what it found."""
        return plain(face.office.trials.progress(job))

    @routes.delete("/backtest/{job}", **answers(shape.JobAnswer))
    def cancel(job: str) -> Response:
        """Stop a backtest."""
        return plain(face.office.trials.cancel(job))

    return routes
