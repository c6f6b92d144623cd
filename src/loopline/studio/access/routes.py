"""Signing in to the studio: the owner's setup, a cookie for fourteen days, signing out. Open to everybody."""

from typing import Annotated, Final

from fastapi import APIRouter, Cookie, Depends, Request
from starlette.responses import Response

from loopline.api.answer import Body, plain, read
from loopline.api.auth import SESSION_COOKIE, Denied, bearer_key
from loopline.api.describe import also, answers
from loopline.api.face import HouseFace
from loopline.studio.messages.schemas import SessionAnswer, SetupBody, SignedIn, SignInBody

COOKIE_SECONDS: Final = 14 * 24 * 3_600
HOME: Final = ("same-origin", "none", "")
Token = Annotated[str, Cookie(alias=SESSION_COOKIE, include_in_schema=False)]


async def from_home(request: Request) -> None:
    """Refuses what another site's page has the browser send: it may not sign anybody in or out."""
    if request.headers.get("sec-fetch-site", "") not in HOME:
        raise Denied("other_site", "This came from a page of another site. Open the studio and sign in there.")


def author(face: HouseFace, request: Request) -> str:
    """Who does it, for the record: the name of who is signed in, or "api" for a key."""
    if bearer_key(request.headers.get("authorization")):
        return "api"
    person = face.sign_ins.who(request.cookies.get(SESSION_COOKIE, ""))
    return person.name if person else "studio"


def router(face: HouseFace) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/api", tags=["session"], dependencies=[Depends(from_home)])

    @routes.get("/session", **answers(SessionAnswer))
    def session(token: Token = "") -> Response:
        """Whether somebody is signed in, or the owner is still to be made."""
        return plain(face.sign_ins.state(token))

    @routes.post("/setup", **answers(SessionAnswer, SetupBody, errors=also(409, "There is an owner.")))
    def setup(body: Body) -> Response:
        """Make the owner, once, and sign them in."""
        return _signed_in(*face.sign_ins.set_up(read(body, SetupBody)), face)

    @routes.post("/session", **answers(SessionAnswer, SignInBody, errors=also(429, "Too many wrong passwords.")))
    def sign_in(body: Body) -> Response:
        """Sign in by e-mail address and password."""
        return _signed_in(*face.sign_ins.sign_in(read(body, SignInBody)), face)

    @routes.delete("/session", **answers(SessionAnswer))
    def sign_out(token: Token = "") -> Response:
        """Sign out."""
        face.sign_ins.sign_out(token)
        answer = plain(SessionAnswer("signed_out", None))
        answer.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax", secure=face.is_https)
        return answer

    return routes


def _signed_in(token: str, person: SignedIn, face: HouseFace) -> Response:
    answer = plain(SessionAnswer("signed_in", person))
    answer.set_cookie(
        SESSION_COOKIE, token, COOKIE_SECONDS, path="/", httponly=True, samesite="lax", secure=face.is_https
    )
    return answer
