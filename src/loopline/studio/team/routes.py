"""The team over HTTP: publishes by two people, going back, notes, and asking for a role."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import Body, plain, read
from loopline.api.describe import also, answers
from loopline.studio.access.author import Author
from loopline.studio.access.gate import Gate
from loopline.studio.documents.routes import JourneyChanged
from loopline.studio.documents.schemas import Pushed
from loopline.studio.team import schemas as shape
from loopline.studio.team.approvals import Approvals
from loopline.studio.team.notes import NoteDesk

DECIDED = also(409, "It is decided already, or has to be decided by somebody else.")


def router(
    approvals: Approvals, notes: NoteDesk, gate: Gate, author: Author, journey_changed: JourneyChanged
) -> APIRouter:
    """The routes; `gate` says who is signed in. They come before those of journeys, whose address of verbs is wider."""
    routes = APIRouter(prefix="/api", tags=["operation"])
    _requests(routes, approvals, gate)
    _notes(routes, notes, gate)

    @routes.post("/journeys/{journey}/rollback", **answers(shape.RolledBack, shape.RollbackBody))
    async def rollback(journey: str, request: Request) -> Response:
        """Make an earlier version of a journey live again, as a new version with a reason."""
        body = read(await request.body(), shape.RollbackBody)
        done = await approvals.rollback(journey, body, author(request))
        journey_changed(journey)
        return plain(done)

    return routes


def _requests(routes: APIRouter, approvals: Approvals, gate: Gate) -> None:
    @routes.get("/publish-requests", **answers(shape.RequestList))
    def list_requests(request: Request) -> Response:
        """The publishes that wait for a second person, and the last ones that did."""
        return plain(approvals.listing(gate.who(request)))

    @routes.post("/publish-requests", **answers(shape.RequestLine, shape.RequestBody))
    async def ask(request: Request) -> Response:
        """Ask for a second person who publishes this very document."""
        body = read(await request.body(), shape.RequestBody)
        return plain(await approvals.ask(body, gate.who(request)))

    @routes.post("/publish-requests/{request}/approve", **answers(Pushed, shape.DecisionBody, errors=DECIDED))
    async def approve(request: str, asked: Request) -> Response:
        """Agree, as somebody else than whoever asked; it is live then."""
        body = read(await asked.body() or b"{}", shape.DecisionBody)
        return plain(await approvals.approve(request, body.words, gate.who(asked)))

    @routes.post("/publish-requests/{request}/refuse", **answers(shape.RequestLine, shape.DecisionBody, errors=DECIDED))
    async def refuse(request: str, asked: Request) -> Response:
        """Refuse, with what is to be changed."""
        body = read(await asked.body() or b"{}", shape.DecisionBody)
        return plain(await approvals.refuse(request, body.words, gate.who(asked)))

    @routes.post("/publish-requests/{request}/withdraw", **answers(shape.RequestLine, errors=DECIDED))
    async def withdraw(request: str, asked: Request) -> Response:
        """Take back what one asked for."""
        return plain(await approvals.withdraw(request, gate.who(asked)))


def _notes(routes: APIRouter, notes: NoteDesk, gate: Gate) -> None:
    @routes.get("/notes", **answers(shape.NoteList))
    def list_notes(request: Request) -> Response:
        """What the signed-in person is told, newest first; a key is told nothing."""
        return plain(notes.listing(gate.who(request)))

    @routes.post("/notes/read", **answers(shape.ReadAnswer, shape.ReadBody))
    def read_notes(body: Body, request: Request) -> Response:
        """Mark one note, or all, as read."""
        return plain(notes.read(gate.who(request), read(body, shape.ReadBody).id))

    @routes.post("/asks", **answers(shape.AskAnswer, shape.AskBody))
    def ask_for_role(body: Body, request: Request) -> Response:
        """Ask the owners for a role that one needs; asked again on one day it is told once."""
        return plain(notes.ask(gate.who(request), read(body, shape.AskBody)))
