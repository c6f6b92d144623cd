"""Acts on a person over HTTP; each answers what it did."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.describe import also, answers
from loopline.studio.access.author import Author
from loopline.studio.people import act_schemas as shape
from loopline.studio.people.act import PersonActs

REFUSED = also(409, "It cannot be done for this person; the text says why.")
Other = Annotated[str, Query(max_length=600)]


def router(acts: PersonActs, witness: Author) -> APIRouter:
    """The routes. Ids may hold slashes, so these come before those of people."""
    routes = APIRouter(prefix="/api", tags=["signals"])

    @routes.put("/people/{person:path}/traits", **answers(shape.ActDone, shape.TraitsBody))
    async def set_traits(person: str, request: Request) -> Response:
        """State traits of a person on their behalf; an address is one of them, and null takes one away."""
        body = read(await request.body(), shape.TraitsBody)
        return plain(await acts.set_traits(person, body, witness(request)))

    @routes.put("/people/{person:path}/test", **answers(shape.ActDone, shape.TestBody))
    async def set_test(person: str, request: Request) -> Response:
        """Make somebody a test person, who is never held out, capped or counted; or an ordinary one again."""
        return plain(await acts.set_test(person, test=read(await request.body(), shape.TestBody).test))

    @routes.post("/people/{person:path}/test-send", **answers(shape.TestSent, shape.StepTestBody, errors=REFUSED))
    async def test_send(person: str, request: Request) -> Response:
        """Send the message of one step to a test person. It is in no figure."""
        return plain(await acts.test_send(person, read(await request.body(), shape.StepTestBody)))

    @routes.post("/people/{person:path}/enter", **answers(shape.ActDone, shape.EnterBody, errors=REFUSED))
    async def enter(person: str, request: Request) -> Response:
        """Put a person into a journey that takes requests; filter and re-entry are asked as ever."""
        return plain(await acts.enter(person, read(await request.body(), shape.EnterBody)))

    @routes.post("/people/{person:path}/leave", **answers(shape.ActDone, shape.LeaveBody, errors=REFUSED))
    async def leave(person: str, request: Request) -> Response:
        """Take a person out of a journey; what waits to be sent from there is not sent."""
        body = read(await request.body(), shape.LeaveBody)
        return plain(await acts.leave(person, body, witness(request)))

    @routes.get("/people/{person:path}/merge", **answers(shape.MergePreview, errors=REFUSED))
    def merge_preview(person: str, other: Other = "") -> Response:
        """What two people would be as one. Nothing is done."""
        return plain(acts.merge_preview(person, other))

    @routes.post("/people/{person:path}/merge", **answers(shape.ActDone, shape.MergeBody, errors=REFUSED))
    async def merge(person: str, request: Request) -> Response:
        """Make another id this person's, for ever."""
        body = read(await request.body(), shape.MergeBody)
        return plain(await acts.merge(person, body, witness(request)))

    return routes
