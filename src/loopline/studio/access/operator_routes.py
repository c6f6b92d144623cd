"""Operators over the API: who may sign in, their passwords and their sessions."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import plain, read
from loopline.api.auth import Forbidden, bearer_key
from loopline.api.describe import also, answers
from loopline.api.rates import source_of_request
from loopline.studio.access import schemas as shape
from loopline.studio.access.access import Access
from loopline.studio.access.author import Author
from loopline.studio.access.permissions import PERMISSIONS
from loopline.studio.access.roles import ROLES
from loopline.studio.access.sign_ins import token_hash

BUSY = also(429, "Too many passwords are being checked, or were wrong.")


def router(access: Access, author: Author) -> APIRouter:
    """The routes. Nobody gives more than they have themselves, be it a role or the right to see who people are, nor
    changes somebody above them."""
    routes = APIRouter(prefix="/api", tags=["operation"])
    _team(routes, access, author)
    _roles(routes, access, author)
    _own(routes, access, author)
    return routes


def _team(routes: APIRouter, access: Access, author: Author) -> None:
    roster = access.roster

    @routes.get("/operators", **answers(shape.OperatorList))
    def list_operators() -> Response:
        """Everybody who may sign in."""
        return plain(roster.listing())

    @routes.post(
        "/operators",
        status_code=204,
        **answers(takes=shape.OperatorBody, errors=also(409, "There is such an operator.") | BUSY),
    )
    async def add_operator(request: Request) -> Response:
        """Let somebody more sign in."""
        body: shape.OperatorBody = read(await request.body(), shape.OperatorBody)
        by = author(request)
        access.gate.need(request, body.role)
        if body.sees_people or (body.sees_people is None and body.role != "viewer"):
            access.gate.need_people(request)
        await access.pool.run(
            lambda: roster.add(body.email, body.name, body.password, by, body.role, body.sees_people), known=True
        )
        return Response(status_code=204)

    @routes.delete("/operators/{email}", status_code=204, **answers(errors=also(409, "It is the last one.")))
    def drop_operator(email: str, request: Request) -> Response:
        """Take somebody's access away; they are signed out everywhere."""
        access.gate.need(request, roster.role_of(email))
        roster.drop(email, author(request))
        return Response(status_code=204)


def _roles(routes: APIRouter, access: Access, author: Author) -> None:
    roster = access.roster

    @routes.put(
        "/operators/{email}/role",
        status_code=204,
        **answers(takes=shape.RoleBody, errors=also(409, "It is the last owner.")),
    )
    async def set_role(email: str, request: Request) -> Response:
        """Give somebody another role, at most one's own; it counts from their next request on."""
        body: shape.RoleBody = read(await request.body(), shape.RoleBody)
        for role in (body.role, roster.role_of(email)):
            access.gate.need(request, role)
        if body.sees_people:
            access.gate.need_people(request)
        roster.set_role(email, body.role, body.sees_people, author(request))
        return Response(status_code=204)

    @routes.get("/roles", **answers(shape.RoleTable))
    def roles() -> Response:
        """What each role may do: every route with the least role that may ask it."""
        lines = (shape.PermissionLine(one.method, one.path, one.role, one.people) for one in PERMISSIONS.values())
        return plain(shape.RoleTable(ROLES, tuple(lines)))


def _own(routes: APIRouter, access: Access, author: Author) -> None:
    roster = access.roster

    @routes.put(
        "/operators/{email}/password",
        status_code=204,
        **answers(takes=shape.PasswordBody, errors=also(403, "The current password is wrong.") | BUSY),
    )
    async def set_password(email: str, request: Request) -> Response:
        """Set a password; other sessions of this operator end. One's own needs the current one."""
        body: shape.PasswordBody = read(await request.body(), shape.PasswordBody)
        await _confirm_own(access, request, email, body)
        _need_above(access, request, email)
        by, but = author(request), token_hash(access.cookies.session_of(request.cookies))
        await access.pool.run(lambda: roster.set_password(email, body.password, by, but), known=True)
        return Response(status_code=204)

    @routes.delete("/operators/{email}/sessions", **answers(shape.SessionsEnded))
    def end_sessions(email: str, request: Request) -> Response:
        """Sign somebody out everywhere, except where this is asked from."""
        _need_above(access, request, email)
        but = token_hash(access.cookies.session_of(request.cookies))
        return plain(shape.SessionsEnded(roster.end_sessions(email, author(request), but)))


def _need_above(access: Access, request: Request, email: str) -> None:
    """One's own account is one's own; another's is for those who look after the team, up to their own role."""
    person = access.gate.who(request)
    if person is None or person.email == email.strip().lower():
        return
    access.gate.need(request, "operator")
    access.gate.need(request, access.roster.role_of(email))
    if access.roster.sees_people(email):
        access.gate.need_people(request)


async def _confirm_own(access: Access, request: Request, email: str, body: shape.PasswordBody) -> None:
    """A browser that was left open must not be enough to take an account over."""
    if bearer_key(request.headers.get("authorization")):
        return
    person = access.sign_ins.who(access.cookies.session_of(request.cookies))
    if person is None or person.email != email.strip().lower():
        return
    source = source_of_request(request)
    if not await access.sign_ins.confirm(person.email, body.current, source):
        raise Forbidden("password_wrong", "The current password is wrong.")
