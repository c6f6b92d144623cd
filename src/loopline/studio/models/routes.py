"""Scores of a tenant's own models over HTTP."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import plain
from loopline.api.auth import Denied, Forbidden, basic_credentials, bearer_key
from loopline.api.describe import answers
from loopline.api.limits import read_body
from loopline.signals.scores.posted import SCORES_BYTES_MAX
from loopline.studio.access.keyring import Keyring
from loopline.studio.models import schemas as shape
from loopline.studio.models.desk import ModelDesk
from loopline.studio.models.posting import ScorePost


def router(desk: ModelDesk) -> APIRouter:
    """The routes of models."""
    routes = APIRouter(prefix="/api/models", tags=["learning"])

    @routes.get("", **answers(shape.ModelList))
    def listing() -> Response:
        """Every model that is published, each with the card of its last training."""
        return plain(desk.list())

    @routes.get("/{model}", **answers(shape.ModelAnswer))
    def show(model: str) -> Response:
        """A model with its card: what it is worth on people that it had not seen."""
        return plain(desk.show(model))

    @routes.post("/{model}/train", **answers(shape.ModelAnswer))
    async def train(model: str) -> Response:
        """Train a model on the facts of now; the answer comes when it is done, which takes up to some minutes."""
        return plain(await desk.train(model))

    @routes.post("/{model}/score", **answers(shape.ScoreRun))
    async def score(model: str) -> Response:
        """Score everybody of the audience now, instead of by the schedule."""
        return plain(await desk.score(model))

    return routes


def score_router(post: ScorePost, keys: Keyring) -> APIRouter:
    """The route that is open to the keys of servers."""
    routes = APIRouter(prefix="/api", tags=["learning"])

    @routes.post("/scores", **answers(shape.ScoresTaken, shape.ScoresBody))
    async def take(request: Request) -> Response:
        """State scores of your own models, of many people at once; each stands in its person's record from then on."""
        _check_server(keys, request)
        body = await read_body(request.receive, SCORES_BYTES_MAX, "batch_too_large")
        return plain(await post.take(body))

    return routes


def _check_server(keys: Keyring, request: Request) -> None:
    """Raises Denied and Forbidden: what stands in a page must score nobody."""
    header = request.headers.get("authorization")
    key = bearer_key(header) or basic_credentials(header)[0]
    if keys.is_admin(key):
        return
    writer = keys.writer(key)
    if writer is None:
        raise Denied("key_invalid", "Send a server's write key or an admin key as `Authorization: Bearer`.")
    if writer.trust == "browser":
        raise Forbidden("score_key", "A key that stands in a page cannot score people; use a server's key.")
