"""Forgetting people, and writing out all that is known of them, over HTTP."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.describe import also, answers
from loopline.studio.access.author import Author
from loopline.studio.erasures import schemas as shape
from loopline.studio.erasures.desk import Erasures
from loopline.studio.erasures.export import PersonExports

ASIDE = also(409, "The record of this person is set aside.")


def router(erasures: Erasures, exports: PersonExports, witness: Author) -> APIRouter:
    """The routes. Ids may hold slashes, so these come before those of people."""
    routes = APIRouter(prefix="/api", tags=["signals"])

    @routes.get("/erasures", **answers(shape.ErasureList))
    def list_erasures() -> Response:
        """The people who were forgotten, without names: when, why, by whom, and whether anything is left."""
        return plain(erasures.listing())

    @routes.get("/people/{person:path}/export", **answers(shape.PersonExport, errors=ASIDE))
    def export_person(person: str) -> Response:
        """All that is known of a person, with the proofs of consent, every fact and every copy of a message."""
        return plain(exports.export(person))

    @routes.get("/people/{person:path}/forget", **answers(shape.ErasurePreview, errors=ASIDE))
    def preview_forgetting(person: str) -> Response:
        """What goes and what stays when this person is forgotten. Nothing is done."""
        return plain(erasures.preview(person))

    @routes.post("/people/{person:path}/forget", **answers(shape.ErasureLine, shape.ForgetBody, errors=ASIDE))
    async def forget_person(person: str, request: Request) -> Response:
        """Forget a person, for ever. Durable when this answers; what is stored elsewhere is erased soon after."""
        body = read(await request.body(), shape.ForgetBody)
        return plain(await erasures.forget(person, body, witness(request)))

    return routes
