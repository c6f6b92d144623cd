"""The gallery of example journeys over HTTP."""

from fastapi import APIRouter
from starlette.responses import Response

from loopline.api.answer import plain
from loopline.api.describe import answers
from loopline.studio.gallery.read import listing
from loopline.studio.gallery.schemas import TemplateList


def router() -> APIRouter:
    """The routes of the gallery."""
    routes = APIRouter(prefix="/api", tags=["decisions"])

    @routes.get("/templates", **answers(TemplateList))
    def templates() -> Response:
        """Journeys to begin with."""
        return plain(listing())

    return routes
