"""Offers over HTTP; their documents are published by the same route as every document."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.describe import also, answers
from loopline.studio.access.author import Author
from loopline.studio.offers import schemas as shape
from loopline.studio.offers.desk import OfferDesk

NO_POOL = also(409, "The offer has no pool of codes.")


def router(desk: OfferDesk, author: Author) -> APIRouter:
    """The routes of offers; `author` says who approves."""
    routes = APIRouter(prefix="/api", tags=["decisions"])

    @routes.get("/offers", **answers(shape.OfferList))
    def list_offers() -> Response:
        """Every offer that is published, with what it has granted and spent."""
        return plain(desk.listing())

    @routes.get("/offers/{offer}", **answers(shape.OfferLine))
    def show_offer(offer: str) -> Response:
        """One offer, with what it has granted and spent."""
        return plain(desk.line(offer))

    @routes.post("/offers/{offer}/codes", **answers(shape.CodesAnswer, errors=NO_POOL))
    async def add_codes(offer: str, request: Request) -> Response:
        """Put codes into an offer's pool: plain text (1 MB at a time), a code a line, or a CSV file's first column."""
        return plain(await desk.add_codes(offer, await request.body()))

    @routes.post("/offers/{offer}/approve", **answers(shape.Approved, shape.ApproveBody))
    async def approve_offer(offer: str, request: Request) -> Response:
        """Approve of an offer above the workspace's limits, as it is written, so that somebody else may publish it."""
        body = read(await request.body(), shape.ApproveBody)
        return plain(await desk.approve(offer, bytes(body.document), author(request)))

    return routes
