"""Experiments over HTTP."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.describe import answers
from loopline.studio.access.author import Author
from loopline.studio.documents.routes import CONFLICT, JourneyChanged
from loopline.studio.experiments import schemas as shape
from loopline.studio.experiments.list import ExperimentShelf
from loopline.studio.experiments.write import Experiments

OF_A_NODE: Final = "journeys/{journey}/experiments/{node}"


def router(experiments: Experiments, author: Author, journey_changed: JourneyChanged) -> APIRouter:
    """The routes by which an experiment, or an arm of it, ends."""
    routes = APIRouter(prefix="/api", tags=["decisions"])

    @routes.post(f"/{OF_A_NODE}/winner", **answers(shape.WinnerChosen, shape.WinnerBody, errors=CONFLICT))
    async def choose_winner(journey: str, node: str, request: Request) -> Response:
        """Let everybody take one arm from now on, or draw again: a new version of the live journey."""
        body = read(await request.body(), shape.WinnerBody)
        chosen = await experiments.choose(
            journey, node, body.arm, reason=body.reason, move=body.move, by=author(request)
        )
        journey_changed(journey)
        return plain(chosen)

    @routes.post(f"/{OF_A_NODE}/retire", **answers(shape.WinnerChosen, shape.WinnerBody, errors=CONFLICT))
    async def retire_arm(journey: str, node: str, request: Request) -> Response:
        """Give an arm to nobody any more; who has it goes on, and the others are compared as before."""
        body = read(await request.body(), shape.WinnerBody)
        retired = await experiments.retire(
            journey, node, body.arm, reason=body.reason, move=body.move, by=author(request)
        )
        journey_changed(journey)
        return plain(retired)

    return routes


def list_router(shelf: ExperimentShelf) -> APIRouter:
    """The route of the page of all experiments."""
    routes = APIRouter(prefix="/api", tags=["learning"])

    @routes.get("/experiments", **answers(shape.ExperimentList))
    def list_experiments() -> Response:
        """Every comparison that live journeys make, with what it waits for, its verdict, and its winner."""
        return plain(shelf.listing())

    return routes
