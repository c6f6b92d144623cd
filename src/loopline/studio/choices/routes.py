"""Choices over HTTP."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.describe import also, answers
from loopline.learning.choosing.figures import ChoiceReport
from loopline.studio.access.author import Author
from loopline.studio.choices import schemas as shape
from loopline.studio.choices.desk import ChoiceDesk

FRESH: Final = also(409, "It was stated within the last day, or the facts are not up to date.")


def router(choices: ChoiceDesk, author: Author) -> APIRouter:
    """The routes of choose nodes."""
    routes = APIRouter(prefix="/api", tags=["learning"])

    @routes.get("/journeys/{journey}/choices", **answers(shape.ChoiceReports))
    def reports(journey: str) -> Response:
        """The choose nodes of a live journey: options, what they brought, and the policy with its proofs."""
        return plain(choices.reports(journey))

    @routes.get("/journeys/{journey}/choices/{node}", **answers(ChoiceReport))
    def report(journey: str, node: str) -> Response:
        """One of them."""
        return plain(choices.report(journey, node))

    @routes.post(
        "/journeys/{journey}/choices/{node}/policy", **answers(shape.PolicyLook, shape.PolicyBody, errors=FRESH)
    )
    async def policy(journey: str, node: str, request: Request) -> Response:
        """Weigh what is known by now and state the policy that follows, or choose at random from now on."""
        body = read(await request.body(), shape.PolicyBody)
        if body.act == "random":
            return plain(await choices.end(journey, node, body.reason, by=author(request)))
        return plain(await choices.ask(journey, node, by=author(request)))

    return routes
