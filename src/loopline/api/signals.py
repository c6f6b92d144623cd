"""The signals room over HTTP: people."""

from fastapi import APIRouter
from starlette.responses import Response

from loopline.api.answer import plain
from loopline.api.face import HouseFace


def router(face: HouseFace) -> APIRouter:
    """The routes of the room."""
    routes = APIRouter(prefix="/api", tags=["signals"])

    @routes.get("/people/{person}/why")
    def why(person: str, journey: str = "") -> Response:
        """Why a person did, or did not, get a journey's messages."""
        return plain(face.office.why(person, journey))

    return routes
