"""The signals room over HTTP: people, and what has been seen of them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from loopline.api.answer import Body, plain, read
from loopline.api.describe import answers
from loopline.api.face import HouseFace
from loopline.api.paging import Before, Cursor
from loopline.studio.people import schemas as shape

Limit = Annotated[int, Query(ge=1, le=500)]
Words = Annotated[str, Query(max_length=200)]


def router(face: HouseFace) -> APIRouter:
    """The routes of the room. Ids may hold slashes, so the longer addresses come first."""
    routes = APIRouter(prefix="/api", tags=["signals"])

    @routes.get("/people", **answers(shape.PersonList))
    def people(q: Words = "", limit: Limit = 20, cursor: Cursor = "") -> Response:
        """Find people by the beginning of the id, or by a part of the e-mail address or name."""
        return plain(face.office.persons.search(q, limit, cursor))

    @routes.get("/people/{person:path}/why", **answers(shape.WhyAnswer))
    def why(person: str, journey: str = "") -> Response:
        """Why a person did, or did not, get a journey's messages."""
        return plain(face.office.persons.why(person, journey))

    @routes.get("/people/{person:path}/timeline", **answers(shape.Timeline))
    def timeline(person: str, before: Before = None, limit: Limit = 100, cursor: Cursor = "") -> Response:
        """What happened to a person and what was decided, newest first."""
        return plain(face.office.persons.timeline(person, before, limit, cursor))

    @routes.put("/people/{person:path}/consent", status_code=204, **answers(takes=shape.ConsentBody))
    async def consent(person: str, request: Request) -> Response:
        """Write down what a person wants, on their behalf."""
        await face.office.persons.set_consent(person, read(await request.body(), shape.ConsentBody))
        return Response(status_code=204)

    @routes.put("/people/{person:path}/lists/{name}", status_code=204, **answers(takes=shape.ListBody))
    async def put_on_list(person: str, name: str, request: Request) -> Response:
        """Put a person on a list, or take them off."""
        member = read(await request.body(), shape.ListBody).member
        await face.office.persons.set_list(person, name, member=member)
        return Response(status_code=204)

    @routes.get("/people/{person:path}", **answers(shape.Profile))
    def profile(person: str) -> Response:
        """A person as the loop knows them now."""
        return plain(face.office.persons.profile(person))

    @routes.get("/catalog", **answers(shape.CatalogAnswer))
    def catalog() -> Response:
        """Events, traits and lists as they were really seen, for completion."""
        return plain(face.office.catalog.catalog())

    @routes.post("/audience", **answers(shape.Audience, shape.AudienceBody))
    def audience(body: Body) -> Response:
        """How many people a condition holds for now, does not, and for how many that is unknown."""
        return plain(face.office.catalog.audience(read(body, shape.AudienceBody).when))

    return routes
