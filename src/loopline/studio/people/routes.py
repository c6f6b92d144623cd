"""People over HTTP: found, shown, explained; their consents and lists changed on their behalf."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.describe import answers
from loopline.api.paging import Before, Cursor
from loopline.reports.why import WhyAnswer
from loopline.studio.access.author import Author
from loopline.studio.people import schemas as shape
from loopline.studio.people.read import Persons

Limit = Annotated[int, Query(ge=1, le=500)]
Words = Annotated[str, Query(max_length=200)]


def router(persons: Persons, witness: Author) -> APIRouter:
    """The routes of people. Ids may hold slashes, so the longer addresses come first."""
    routes = APIRouter(prefix="/api", tags=["signals"])

    @routes.get("/people", **answers(shape.PersonList))
    def people(q: Words = "", limit: Limit = 20, cursor: Cursor = "") -> Response:
        """Find people by the beginning of the id, or by a part of the e-mail address or name."""
        return plain(persons.search(q, limit, cursor))

    @routes.get("/people/{person:path}/why", **answers(WhyAnswer))
    def why(person: str, journey: str = "") -> Response:
        """Why a person did, or did not, get a journey's messages."""
        return plain(persons.why(person, journey))

    @routes.get("/people/{person:path}/timeline", **answers(shape.Timeline))
    def timeline(person: str, before: Before = None, limit: Limit = 100, cursor: Cursor = "") -> Response:
        """A person's history and the decisions about them, newest first."""
        return plain(persons.timeline(person, before, limit, cursor))

    @routes.put("/people/{person:path}/consent", status_code=204, **answers(takes=shape.ConsentBody))
    async def consent(person: str, request: Request) -> Response:
        """Record a person's consent on their behalf, with the operator or the key that states it."""
        await persons.set_consent(person, read(await request.body(), shape.ConsentBody), witness(request))
        return Response(status_code=204)

    @routes.put("/people/{person:path}/lists/{name}", status_code=204, **answers(takes=shape.ListBody))
    async def put_on_list(person: str, name: str, request: Request) -> Response:
        """Put a person on a list, perhaps until a time at which the membership ends, or take them off."""
        said = read(await request.body(), shape.ListBody)
        await persons.set_list(person, name, member=said.member, until=said.until)
        return Response(status_code=204)

    @routes.put("/people/{person:path}/devices", status_code=204, **answers(takes=shape.DeviceBody))
    async def put_device(person: str, request: Request) -> Response:
        """State that a person uses a device, with its push token; whoever used it before loses it."""
        await persons.add_device(person, read(await request.body(), shape.DeviceBody))
        return Response(status_code=204)

    @routes.delete("/people/{person:path}/devices/{device:path}", status_code=204, **answers())
    async def delete_device(person: str, device: str) -> Response:
        """Take a device away, as at a log-out, by its id or its token. The person's others stay."""
        await persons.remove_device(person, device)
        return Response(status_code=204)

    @routes.get("/people/{person:path}", **answers(shape.Profile))
    def profile(person: str) -> Response:
        """A person as the loop knows them now."""
        return plain(persons.profile(person))

    return routes
