"""Providers over HTTP."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.describe import also, answers
from loopline.studio.access.author import Author
from loopline.studio.providers import schemas as shape
from loopline.studio.providers.desk import ProviderDesk


def router(desk: ProviderDesk, author: Author) -> APIRouter:
    """The routes. What was added carries messages from then on, without a restart."""
    routes = APIRouter(prefix="/api", tags=["delivery"])

    @routes.get("/providers", **answers(shape.ProviderList))
    def list_providers() -> Response:
        """Every provider of every channel, how it does, and the channels that only the sandbox carries."""
        return plain(desk.listing())

    @routes.get("/providers/kinds", **answers(shape.ProviderKindList))
    def list_provider_kinds() -> Response:
        """Every service that can carry messages, with the URL that it is set up by."""
        return plain(desk.kinds())

    @routes.post(
        "/providers",
        status_code=204,
        **answers(takes=shape.ProviderBody, errors=also(409, "There is a provider of this name.")),
    )
    async def add_provider(request: Request) -> Response:
        """Set up a provider; its URL is kept sealed."""
        body: shape.ProviderBody = read(await request.body(), shape.ProviderBody)
        await desk.add(body, author(request))
        return Response(status_code=204)

    @routes.delete(
        "/providers/{name}",
        status_code=204,
        **answers(errors=also(409, "Messages wait for it, and no other provider carries its channel.")),
    )
    async def drop_provider(name: str, to_sandbox: bool = False) -> Response:
        """Take a provider away. What it has in hand ends first; what waits goes to the next one.

        The last one of a channel for which messages wait stays, unless these may go `to_sandbox`, and never leave.
        """
        await desk.drop(name, to_sandbox=to_sandbox)
        return Response(status_code=204)

    @routes.post(
        "/providers/{name}/test",
        **answers(
            shape.ProviderTestAnswer,
            takes=shape.ProviderTestBody,
            errors=also(409, "Nothing leaves the sandbox."),
        ),
    )
    async def test_provider(name: str, request: Request) -> Response:
        """Send one message by this provider and answer what it said."""
        body: shape.ProviderTestBody = read(await request.body(), shape.ProviderTestBody)
        return plain(await desk.test(name, body.to))

    return routes
