"""Signing in to the studio (setup, a cookie for fourteen days, signing out), and the keys of the API."""

from collections.abc import Callable
from typing import Annotated, Final

from fastapi import APIRouter, Cookie, Depends, Request
from starlette.responses import Response

from loopline.api.answer import Body, plain, read
from loopline.api.auth import SESSION_COOKIE, Denied
from loopline.api.describe import also, answers
from loopline.model.errors import Missing
from loopline.studio.access import schemas as shape
from loopline.studio.access.keyring import Keyring
from loopline.studio.access.operators import SignIns

COOKIE_SECONDS: Final = 14 * 24 * 3_600
SAME_SITE: Final = ("same-origin", "none", "")
Token = Annotated[str, Cookie(alias=SESSION_COOKIE, include_in_schema=False)]
IsHttps = Callable[[], bool]
"""Whether browsers reach the server by https; then the cookie travels by nothing else."""


async def from_same_site(request: Request) -> None:
    """Refuses requests that another site's page makes the browser send: it may not sign anybody in or out."""
    if request.headers.get("sec-fetch-site", "") not in SAME_SITE:
        raise Denied("other_site", "This came from a page of another site. Open the studio and sign in there.")


def session_router(sign_ins: SignIns, is_https: IsHttps) -> APIRouter:
    """The routes of setup and sessions, open to everybody."""
    routes = APIRouter(prefix="/api", tags=["session"], dependencies=[Depends(from_same_site)])

    @routes.get("/session", **answers(shape.SessionAnswer))
    def session(token: Token = "") -> Response:
        """Whether somebody is signed in, or the owner is still to be made."""
        return plain(sign_ins.state(token))

    @routes.post("/setup", **answers(shape.SessionAnswer, shape.SetupBody, errors=also(409, "There is an owner.")))
    def setup(body: Body) -> Response:
        """Make the owner, once, and sign them in."""
        return _signed_in(*sign_ins.set_up(read(body, shape.SetupBody)), is_https())

    @routes.post(
        "/session", **answers(shape.SessionAnswer, shape.SignInBody, errors=also(429, "Too many wrong passwords."))
    )
    def sign_in(body: Body) -> Response:
        """Sign in by e-mail address and password."""
        return _signed_in(*sign_ins.sign_in(read(body, shape.SignInBody)), is_https())

    @routes.delete("/session", **answers(shape.SessionAnswer))
    def sign_out(token: Token = "") -> Response:
        """Sign out."""
        sign_ins.sign_out(token)
        answer = plain(shape.SessionAnswer("signed_out", None))
        answer.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax", secure=is_https())
        return answer

    return routes


def _signed_in(token: str, person: shape.SignedIn, secure: bool) -> Response:
    answer = plain(shape.SessionAnswer("signed_in", person))
    answer.set_cookie(SESSION_COOKIE, token, COOKIE_SECONDS, path="/", httponly=True, samesite="lax", secure=secure)
    return answer


def key_router(keys: Keyring) -> APIRouter:
    """The routes of the API's keys."""
    routes = APIRouter(prefix="/api", tags=["operation"])

    @routes.get("/keys", **answers(shape.KeyList))
    def list_keys() -> Response:
        """Every key, without its secret."""
        return plain(keys.listing())

    @routes.post("/keys", **answers(shape.NewKey, shape.KeyBody))
    def make_key(body: Body) -> Response:
        """Make a key; it is shown this once."""
        wanted: shape.KeyBody = read(body, shape.KeyBody)
        return plain(shape.NewKey(keys.create(wanted.role, wanted.origins)))

    @routes.delete("/keys/{key}", status_code=204, **answers())
    def drop_key(key: str) -> Response:
        """Remove a key; requests with it are refused within seconds."""
        if not keys.drop(key):
            raise Missing("key_unknown", "There is no such key; it may be gone already.")
        return Response(status_code=204)

    return routes
