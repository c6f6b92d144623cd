"""The first message over HTTP."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.describe import answers
from loopline.studio.access.author import Author
from loopline.studio.documents.routes import JourneyChanged
from loopline.studio.hello import schemas as shape
from loopline.studio.hello.say import Hello


def router(hello: Hello, author: Author, journey_changed: JourneyChanged) -> APIRouter:
    """The route by which a new installation shows its first message."""
    routes = APIRouter(prefix="/api", tags=["signals"])

    @routes.post("/hello", **answers(shape.HelloSaid, shape.HelloBody))
    async def say_hello(request: Request) -> Response:
        """Make yourself a test person and send yourself a first message, through a journey that is published for it."""
        said = await hello.say(read(await request.body(), shape.HelloBody), author(request))
        journey_changed(said.journey)
        return plain(said)

    return routes
