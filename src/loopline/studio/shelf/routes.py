"""Places of journeys in the list over HTTP: for one or for many, each with an answer of its own."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import Body, plain, read
from loopline.api.describe import answers
from loopline.studio.access.author import Author
from loopline.studio.shelf import schemas as shape
from loopline.studio.shelf.desk import ShelfDesk


def router(shelf: ShelfDesk, author: Author) -> APIRouter:
    """The routes; `GET /api/journeys` shows the places."""
    routes = APIRouter(prefix="/api/shelf", tags=["decisions"])

    @routes.post("", **answers(shape.ShelfAnswer, shape.ShelfBody))
    def place(body: Body) -> Response:
        """Put journeys into a folder, or out of it, and add or take away tags."""
        return plain(shelf.place(read(body, shape.ShelfBody)))

    @routes.post("/archive", **answers(shape.ShelfAnswer, shape.ArchiveJourneysBody))
    def archive(body: Body, request: Request) -> Response:
        """Archive journeys: they are hidden and cannot be published. One that runs has to be stopped first."""
        return plain(shelf.archive(read(body, shape.ArchiveJourneysBody).journeys, str(author(request))))

    @routes.post("/restore", **answers(shape.ShelfAnswer, shape.ArchiveJourneysBody))
    def restore(body: Body) -> Response:
        """Take journeys out of the archive; nothing else about them changes."""
        return plain(shelf.restore(read(body, shape.ArchiveJourneysBody).journeys))

    return routes
