"""The decisions room over HTTP: documents and journeys."""

from fastapi import APIRouter, Request
from msgspec import Raw, Struct
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.face import HouseFace
from loopline.decisions.document import read_document


class PushBody(Struct):
    """A document to store or publish."""

    document: Raw
    publish: bool = False
    reason: str = ""


def router(face: HouseFace) -> APIRouter:
    """The routes of the room."""
    routes = APIRouter(prefix="/api", tags=["decisions"])

    @routes.post("/documents")
    async def push(request: Request) -> Response:
        """Store a document as a draft, or publish it with a reason."""
        body = read(await request.body(), PushBody)
        document = read_document(bytes(body.document))
        return plain(await face.office.push(document, publish=body.publish, reason=body.reason, by="api"))

    return routes
