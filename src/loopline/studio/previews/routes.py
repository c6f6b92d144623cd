"""Previews of a draft over HTTP: dry runs in virtual time, backtests over recorded signals."""

from fastapi import APIRouter
from starlette.responses import Response

from loopline.api.answer import Body, plain, read
from loopline.api.describe import also, answers
from loopline.studio.previews import schemas as shape
from loopline.studio.previews.run import Previews


def router(previews: Previews) -> APIRouter:
    """The routes of previews."""
    routes = APIRouter(prefix="/api/previews", tags=["previews"])

    @routes.post("/dry-run", **answers(shape.DryRunAnswer, shape.DryRunBody))
    def dry_run(body: Body) -> Response:
        """Walk an invented person through a document: each decision with its reason, each message rendered."""
        return plain(previews.dry_run(read(body, shape.DryRunBody)))

    @routes.post(
        "/backtests", **answers(shape.Job, shape.BacktestBody, errors=also(409, "Enough of them are under way."))
    )
    def begin_backtest(body: Body) -> Response:
        """Begin to run a document over the recorded signals of the last days."""
        return plain(previews.begin(read(body, shape.BacktestBody)))

    @routes.get("/backtests/{job}", **answers(shape.JobAnswer))
    def backtest_progress(job: str) -> Response:
        """The progress of a backtest, and its result once it is done."""
        return plain(previews.progress(job))

    @routes.delete("/backtests/{job}", **answers(shape.JobAnswer))
    def cancel_backtest(job: str) -> Response:
        """Stop a backtest."""
        return plain(previews.cancel(job))

    return routes
