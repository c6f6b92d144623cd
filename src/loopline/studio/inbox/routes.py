"""The inbox over HTTP: for pages, by a person's token, which opens one inbox; for servers, which hand tokens out."""

from typing import Annotated, Final

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response, StreamingResponse

from loopline.api.answer import plain, read
from loopline.api.auth import Denied, Forbidden, TooMany, basic_credentials, bearer_key
from loopline.api.describe import also, answers
from loopline.api.paging import Cursor
from loopline.api.rates import source_of_request
from loopline.model.duration import parse_duration
from loopline.studio.access.access import Access
from loopline.studio.access.inbox_tokens import InboxReader
from loopline.studio.inbox import schemas as shape
from loopline.studio.inbox.pages import page_route
from loopline.studio.inbox.read import Inboxes
from loopline.studio.inbox.stream import InboxFeed

NUMBER_DIGITS_MAX: Final = 18
Limit = Annotated[int, Query(ge=1, le=100)]
LastEventId = Annotated[
    str,
    Header(
        alias="Last-Event-ID", description="`id` of the last event seen, or `last` of the list. Empty: from now on."
    ),
]
BUSY: Final = also(429, "Too many requests; `Retry-After` says when to go on.")
FULL: Final = also(503, "Too many streams; ask for the list, and try again after `Retry-After` seconds.")
EVENTS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def router(inboxes: Inboxes, feed: InboxFeed, access: Access) -> APIRouter:
    """The routes of pages. A key never opens an inbox: it is the same for everybody who reads the page."""
    routes = APIRouter(prefix="/api/inbox", tags=["delivery"], route_class=page_route(access.keys))

    @routes.options("", include_in_schema=False)
    @routes.options("/marks", include_in_schema=False)
    @routes.options("/stream", include_in_schema=False)
    async def preflight() -> Response:
        """What a browser asks before the others."""
        return Response(status_code=204)

    @routes.get("", **answers(shape.InboxList, errors=BUSY))
    def messages(request: Request, limit: Limit = 100, cursor: Cursor = "") -> Response:
        """The inbox of the person whose token this is, newest first, without what expired or was put away."""
        return plain(inboxes.page(_reader(access, request).person, limit, cursor))

    @routes.post("/marks", status_code=204, **answers(None, shape.InboxMarkBody, errors=BUSY))
    async def marked(request: Request) -> Response:
        """The person saw, read, followed or put away a message; its receipts are on disk when this is answered."""
        reader = _reader(access, request)
        body: shape.InboxMarkBody = read(await request.body(), shape.InboxMarkBody)
        await inboxes.tell(reader.person, body.key, body.mark)
        return Response(status_code=204)

    @routes.get("/stream", response_class=StreamingResponse, **answers(errors=BUSY | FULL))
    async def stream(request: Request, last_event_id: LastEventId = "") -> Response:
        """Server-sent events: `message` for each new one, behind `Last-Event-ID`, and `marked` for one that a page has
        said something of; it ends when the token does."""
        reader = _reader(access, request)
        digits = last_event_id.isascii() and last_event_id.isdecimal() and len(last_event_id) <= NUMBER_DIGITS_MAX
        after = int(last_event_id) if digits else None
        events = await feed.open(reader.person, access.inbox_tokens.seconds_left(reader), after)
        return StreamingResponse(events, media_type="text/event-stream", headers=EVENTS)

    return routes


def token_router(access: Access) -> APIRouter:
    """The route of servers, by a server's or an admin key; a browser's key is refused."""
    routes = APIRouter(prefix="/api/inbox", tags=["delivery"])

    @routes.post("/token", **answers(shape.InboxToken, shape.InboxTokenBody))
    async def token(request: Request) -> Response:
        """A token for one person's browser. Ask for it from your server, once you know who the person is."""
        _check_server(access, request)
        body: shape.InboxTokenBody = read(await request.body(), shape.InboxTokenBody)
        life = parse_duration(body.expires_in, at="expires_in")
        return plain(shape.InboxToken(*access.inbox_tokens.issue(body.person, life)))

    return routes


def secret_router(access: Access) -> APIRouter:
    """The route that shows the secret, to admins alone."""
    routes = APIRouter(prefix="/api/inbox", tags=["operation"])

    @routes.get("/secret", **answers(shape.InboxSecret))
    async def secret() -> Response:
        """What your server signs persons' tokens with, where it does not ask for them."""
        return plain(shape.InboxSecret(access.inbox_tokens.secret))

    return routes


def _reader(access: Access, request: Request) -> InboxReader:
    """Raises Denied `inbox_token_invalid`, `inbox_token_expired`, TooMany `inbox_throttled`."""
    reader = access.inbox_tokens.reader(bearer_key(request.headers.get("authorization")))
    wait = access.rates.wait_seconds(f"inbox {reader.person}", source_of_request(request), 0)
    if wait:
        raise TooMany("inbox_throttled", f"This inbox is asked too often; go on in {wait} seconds.", wait)
    return reader


def _check_server(access: Access, request: Request) -> None:
    header = request.headers.get("authorization")
    key = bearer_key(header) or basic_credentials(header)[0]
    if access.keys.is_admin(key):
        return
    writer = access.keys.writer(key)
    if writer is None:
        raise Denied("key_invalid", "Send a server's or an admin key as `Authorization: Bearer`; see Settings, Keys.")
    if writer.trust == "browser":
        text = "A browser's key opens no inbox, since everybody has it. Ask with a server's key, from your server."
        raise Forbidden("inbox_browser_key", text)
