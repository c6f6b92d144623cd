"""The links in messages, open to everybody: the open pixel, clicks, one-click unsubscribe (RFC 8058)."""

from base64 import b64decode
from collections.abc import Callable
from typing import Any, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from loopline.api.limits import read_body
from loopline.api.page import STYLE, STYLE_PATH, page
from loopline.delivery.link_targets import led_to
from loopline.delivery.short_token import SHORT
from loopline.model.errors import LooplineError, Missing, TooLarge
from loopline.model.journey import PageBrand
from loopline.studio.links.confirming import confirm_routes
from loopline.studio.links.preferences.choices import FORM_BYTES_MAX, ONE_CLICK, read_form
from loopline.studio.links.preferences.languages import texts
from loopline.studio.links.preferences.look import BRAND_PATH, brand_style, branded_page
from loopline.studio.links.preferences.page import PreferenceView, preference_body
from loopline.studio.links.preferences.preferences import Visitor
from loopline.studio.links.receive import Receipts

PIXEL: Final = b64decode("R0lGODlhAQABAPAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")
"""A transparent GIF of one by one, 43 bytes."""

TOLD: Final[dict[int | str, dict[str, Any]]] = {
    404: {"description": "A page that says that this link was not made here, or for something else."},
    503: {"description": "A page that asks to try again."},
}
"""What OpenAPI says beside the good answer."""

EXPIRED: Final = {**TOLD, 410: {"description": "A page that says that this link leads nowhere any more."}}

FROM_ANYWHERE: Final = {"Access-Control-Allow-Origin": "*"}
ALLOWED: Final = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "86400",
}
FRESH: Final = {"Cache-Control": "no-store, max-age=0", "Referrer-Policy": "no-referrer"}


def router(receipts: Receipts, check_acts: Callable[[], None]) -> APIRouter:
    """The routes. A link that was not signed here, or for something else, leads to a page that says so.

    `check_acts` raises where a link acts for nobody.
    """

    async def acting() -> None:
        check_acts()

    routes = APIRouter(tags=["links"], dependencies=[Depends(acting)])
    routes.include_router(_signed(receipts))
    routes.include_router(_opens(receipts))
    routes.include_router(_short(receipts))
    routes.include_router(confirm_routes(receipts.confirmations, receipts.brand, _error_page, _visitor))
    return routes


def _opens(receipts: Receipts) -> APIRouter:
    routes = APIRouter(prefix="/l", tags=["links"])

    @routes.head("/open/{token}", include_in_schema=False)
    @routes.get("/open/{token}", response_class=Response, responses=TOLD)
    async def opened(token: str, request: Request) -> Response:
        """The open pixel: a picture of 43 bytes; fetching it is a receipt. Apps may tell of an open by it as well."""
        try:
            await receipts.opened(token, request.method, _agent(request))
        except LooplineError as error:
            return _error_page(error)
        return Response(PIXEL, media_type="image/gif", headers=FRESH | FROM_ANYWHERE)

    @routes.post("/open/{token}", status_code=204, response_class=Response, responses=TOLD)
    async def told(token: str, request: Request) -> Response:
        """An app tells that the person opened the message; what it sends along is not read."""
        try:
            await receipts.opened(token, request.method, _agent(request))
        except LooplineError as error:
            return _error_page(error)
        return Response(status_code=204, headers=FRESH | FROM_ANYWHERE)

    @routes.options("/open/{token}", include_in_schema=False)
    async def asked(token: str) -> Response:
        """What browsers ask before they let a page tell: it may, from anywhere, without cookies."""
        return Response(status_code=204, headers=FROM_ANYWHERE | ALLOWED)

    return routes


def _short(receipts: Receipts) -> APIRouter:
    routes = APIRouter(prefix=SHORT.rstrip("/"), tags=["links"])

    @routes.head("/{token}", include_in_schema=False)
    @routes.get("/{token}", response_class=Response, status_code=302, responses=EXPIRED)
    async def followed(token: str, request: Request) -> Response:
        """Redirects to where a short link leads; a page that says so when its days are over."""
        try:
            target = await receipts.short(token, request.method, _agent(request))
        except LooplineError as error:
            return _error_page(error)
        return RedirectResponse(target, 302, FRESH)

    return routes


def _signed(receipts: Receipts) -> APIRouter:
    routes = APIRouter(prefix="/l", tags=["links"])

    @routes.get(STYLE_PATH.removeprefix("/l"), response_class=Response, include_in_schema=False)
    async def style() -> Response:
        """The style of the plain pages."""
        return Response(STYLE, media_type="text/css", headers={"Cache-Control": "max-age=3600"})

    @routes.head("/click/{token}", include_in_schema=False)
    @routes.get("/click/{token}", response_class=Response, status_code=302, responses=TOLD)
    async def clicked(token: str, request: Request) -> Response:
        """Redirects to the address that was signed into the link, and nowhere else; a query added to it goes along."""
        try:
            target = await receipts.clicked(token, request.method, _agent(request))
        except LooplineError as error:
            return _error_page(error)
        return RedirectResponse(led_to(target, request.url.query), 302, FRESH)

    @routes.head("/unsubscribe/{token}", include_in_schema=False)
    @routes.get("/unsubscribe/{token}", response_class=Response, responses=TOLD)
    async def leaving(token: str, request: Request) -> Response:
        """The preference page. Opening it changes nothing, since scanners follow every link."""
        try:
            shown = await receipts.preferences.shown(token, _visitor(request))
        except LooplineError as error:
            return _error_page(error)
        return _preferences(shown, receipts.brand())

    @routes.post("/unsubscribe/{token}", response_class=Response, responses=TOLD)
    async def left(token: str, request: Request) -> Response:
        """Does what a form of the page asks for; without one, unsubscribes at once, as mailbox providers ask for."""
        try:
            visitor, sent = _visitor(request), read_form(await _body(request))
            if sent is ONE_CLICK:
                names = await receipts.left(token, visitor)
                shown = await receipts.preferences.shown(token, visitor, "left", names)
            else:
                shown = await receipts.preferences.change(token, sent, visitor)
        except LooplineError as error:
            return _error_page(error)
        return _preferences(shown, receipts.brand())

    @routes.get(BRAND_PATH.removeprefix("/l"), response_class=Response, include_in_schema=False)
    async def brand() -> Response:
        """The style of the preference page, in the workspace's colour."""
        return Response(brand_style(receipts.brand()), media_type="text/css", headers={"Cache-Control": "max-age=60"})

    return routes


def _preferences(shown: PreferenceView, brand: PageBrand) -> Response:
    words = texts()[shown.language]
    title = words["title_of"].format(brand=brand.name) if brand.name else words["title"]
    return branded_page(title, preference_body(shown, words), brand, shown.language)


def _visitor(request: Request) -> Visitor:
    host = request.client.host if request.client else ""
    return Visitor(host, _agent(request), request.headers.get("accept-language", ""))


async def _body(request: Request) -> bytes:
    """What was posted; nothing of what no form of ours is so long as. Raises Invalid `body_cut`."""
    try:
        return await read_body(request.receive, FORM_BYTES_MAX, "body_too_large")
    except TooLarge:
        return b""


def _agent(request: Request) -> str:
    return request.headers.get("user-agent", "")[:500]


def _error_page(error: LooplineError) -> Response:
    title = "This link does not work" if isinstance(error, Missing) else "Please try again"
    return page(title, error.text, note=f"Code: {error.code}", status=error.status)
