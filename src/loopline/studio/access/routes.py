"""Signing in to the studio (setup, a cookie for fourteen days, signing out), and the keys of the API."""

from typing import Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from loopline.api.answer import Body, plain, read
from loopline.api.auth import Denied
from loopline.api.describe import also, answers
from loopline.api.rates import source_of_request
from loopline.model.errors import Missing
from loopline.studio.access import schemas as shape
from loopline.studio.access.access import Access
from loopline.studio.access.cookies import Cookies
from loopline.studio.access.gate import Gate
from loopline.studio.access.keyring import Keyring
from loopline.studio.access.sign_ins import sign_in_address

SAME_SITE: Final = ("same-origin", "none", "")
BUSY: Final = also(
    429, "Too many wrong passwords, or too many sign in at this moment; `Retry-After` says when to go on."
)


async def from_same_site(request: Request) -> None:
    """Refuses requests that another site's page makes the browser send: it may not sign anybody in or out."""
    if request.headers.get("sec-fetch-site", "") not in SAME_SITE:
        raise Denied("other_site", "This came from a page of another site. Open the studio and sign in there.")


def session_router(access: Access) -> APIRouter:
    """The routes of setup and sessions, open to everybody."""
    routes = APIRouter(prefix="/api", tags=["session"], dependencies=[Depends(from_same_site)])
    sign_ins, cookies = access.sign_ins, access.cookies

    @routes.get("/session", **answers(shape.SessionAnswer))
    def session(request: Request) -> Response:
        """Whether somebody is signed in, or the owner is still to be made."""
        return plain(sign_ins.state(cookies.session_of(request.cookies)))

    @routes.post(
        "/setup", **answers(shape.SessionAnswer, shape.SetupBody, errors=also(409, "There is an owner.") | BUSY)
    )
    async def setup(request: Request) -> Response:
        """Make the owner, once, and sign them in. `token` stands in the link that the server prints at its start."""
        body: shape.SetupBody = read(await request.body(), shape.SetupBody)
        return _signed_in(cookies, *await sign_ins.set_up(body))

    @routes.post("/session", **answers(shape.SessionAnswer, shape.SignInBody, errors=BUSY))
    async def sign_in(request: Request) -> Response:
        """Sign in by e-mail address and password."""
        body: shape.SignInBody = read(await request.body(), shape.SignInBody)
        source = source_of_request(request)
        device = cookies.device_of(request.cookies, sign_in_address(body))
        return _signed_in(cookies, *await sign_ins.sign_in(body, source, device))

    @routes.delete("/session", **answers(shape.SessionAnswer))
    def sign_out(request: Request) -> Response:
        """Sign out."""
        sign_ins.sign_out(cookies.session_of(request.cookies))
        answer = plain(shape.SessionAnswer("signed_out", None))
        cookies.signed_out(answer)
        return answer

    return routes


def _signed_in(cookies: Cookies, token: str, person: shape.SignedIn) -> Response:
    answer = plain(shape.SessionAnswer("signed_in", person))
    cookies.signed_in(answer, token, person.email)
    return answer


def key_router(keys: Keyring, gate: Gate) -> APIRouter:
    """The routes of the API's keys. Nobody makes a key that may do more than they themselves may."""
    routes = APIRouter(prefix="/api", tags=["operation"])

    @routes.get("/keys", **answers(shape.KeyList))
    def list_keys() -> Response:
        """Every key, without its secret."""
        return plain(keys.listing())

    @routes.post("/keys", **answers(shape.NewKey, shape.KeyBody))
    def make_key(body: Body, request: Request) -> Response:
        """Make a key; it is shown this once. An admin key may do everything, so an owner makes it."""
        wanted: shape.KeyBody = read(body, shape.KeyBody)
        if wanted.role == "admin":
            gate.need(request, "owner")
        if wanted.role in ("admin", "analyst"):
            gate.need_people(request)
        return plain(shape.NewKey(keys.create(wanted.role, wanted.origins)))

    @routes.delete("/keys/{key}", status_code=204, **answers())
    def drop_key(key: str) -> Response:
        """Remove a key; requests with it are refused within seconds."""
        if not keys.drop(key):
            raise Missing("key_unknown", "There is no such key; it may be gone already.")
        return Response(status_code=204)

    return routes
