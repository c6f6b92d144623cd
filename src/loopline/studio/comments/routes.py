"""Comments on journeys over HTTP. They change no document, so everybody who reads a journey may say something."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import Response

from loopline.api.answer import Body, plain, read
from loopline.api.describe import also, answers
from loopline.studio.access.author import Author
from loopline.studio.access.gate import Gate
from loopline.studio.comments import schemas as shape
from loopline.studio.comments.desk import CommentDesk

NOT_YOURS = also(409, "It is somebody else's, or there is no room for more.")
Announce = Callable[[str, object], None]
"""Sends an event with its data to all streams."""


def router(comments: CommentDesk, gate: Gate, author: Author) -> APIRouter:
    """The routes; `gate` says who reads. They come before those of journeys, whose address of verbs is wider."""
    routes = APIRouter(prefix="/api", tags=["decisions"])

    @routes.get("/journeys/{journey}/comments", **answers(shape.CommentList))
    def list_comments(journey: str, request: Request) -> Response:
        """Every thread of comments of a journey; the stream tells of new ones as `comments`."""
        return plain(comments.listing(journey, _reader(gate, request)))

    @routes.post("/journeys/{journey}/comments", **answers(shape.ThreadLine, shape.CommentBody, errors=NOT_YOURS))
    def say(journey: str, body: Body, request: Request) -> Response:
        """Begin a thread about a step, a path or the journey, or answer in one; who is mentioned is told."""
        return plain(comments.say(journey, read(body, shape.CommentBody), author(request)))

    @routes.post("/journeys/{journey}/comments/read", status_code=204, **answers(takes=shape.CommentsReadBody))
    def mark_read(journey: str, body: Body, request: Request) -> Response:
        """Mark as read what was said until then; this says nothing to anybody else."""
        comments.read(journey, read(body, shape.CommentsReadBody).until, _reader(gate, request))
        return Response(status_code=204)

    @routes.post("/journeys/{journey}/comments/{thread}/resolve", **answers(shape.ThreadLine, errors=NOT_YOURS))
    def resolve(journey: str, thread: str, request: Request) -> Response:
        """Settle a thread: it is folded away, and stays readable."""
        return plain(comments.settle(journey, thread, author(request), resolved=True))

    @routes.post("/journeys/{journey}/comments/{thread}/reopen", **answers(shape.ThreadLine, errors=NOT_YOURS))
    def reopen(journey: str, thread: str, request: Request) -> Response:
        """Take up a settled thread again."""
        return plain(comments.settle(journey, thread, author(request), resolved=False))

    _own(routes, comments, author)
    return routes


def _own(routes: APIRouter, comments: CommentDesk, author: Author) -> None:
    path = "/journeys/{journey}/comments/{thread}/{place}"

    @routes.put(path, **answers(shape.ThreadLine, shape.RewordBody, errors=NOT_YOURS))
    def reword(journey: str, thread: str, place: int, body: Body, request: Request) -> Response:
        """Change one's own comment."""
        return plain(comments.reword(journey, thread, place, read(body, shape.RewordBody), author(request)))

    @routes.delete(path, **answers(shape.ThreadLine, errors=NOT_YOURS))
    def take_back(journey: str, thread: str, place: int, request: Request) -> Response:
        """Take back one's own comment."""
        return plain(comments.take_back(journey, thread, place, author(request)))


def _reader(gate: Gate, request: Request) -> str:
    """The address of whoever reads; "" for a key and a guest, who mark nothing as read."""
    person = gate.who(request)
    return person.email if person is not None else ""
