"""Documents over HTTP: pushed, checked, drafted, published, paused. Two authors never overwrite each other."""

import asyncio
from collections.abc import Callable
from typing import Final, Literal

from fastapi import APIRouter, Request
from msgspec import Raw, json
from starlette.responses import Response

from loopline.api.answer import Body, plain, read
from loopline.api.describe import also, answers
from loopline.decisions.checks.findings import Problem
from loopline.decisions.documents.read import read_document
from loopline.model.content.library import ContentDocument
from loopline.model.errors import Invalid, LooplineError
from loopline.model.journey import Document
from loopline.model.signal import ContentKind
from loopline.studio.access.author import Author
from loopline.studio.documents import schemas as shape
from loopline.studio.documents.write import Documents

CONFLICT: Final = also(409, "Somebody else changed it; `theirs` is what stands there now.")
IN_USE: Final = also(409, "Something uses it; the text names what.")
JourneyChanged = Callable[[str], None]
"""Called with the journey whose draft changed, so that other windows show it."""


def router(documents: Documents, author: Author, journey_changed: JourneyChanged) -> APIRouter:
    """The routes of documents, and of what can be done to a journey's document."""
    routes = APIRouter(prefix="/api", tags=["decisions"])
    _pushes(routes, documents, author)
    _archive(routes, documents, author)
    _drafts(routes, documents, author, journey_changed)
    _versions(routes, documents, author)
    return routes


def _pushes(routes: APIRouter, documents: Documents, author: Author) -> None:
    @routes.post("/documents", **answers(shape.Pushed, shape.PushBody))
    async def push(request: Request) -> Response:
        """Store a document as a draft, or publish it with a reason."""
        body = read(await request.body(), shape.PushBody)
        document = read_document(bytes(body.document))
        by, moves = author(request), _moved(document, body)
        return plain(await documents.push(document, publish=body.publish, reason=body.reason, by=by, moves=moves))

    @routes.post("/documents/batch", **answers(shape.PushedAll, shape.PushAllBody))
    async def push_all(request: Request) -> Response:
        """Store or publish many documents in one go. Each has its own answer: a faulty one costs no other."""
        body = read(await request.body(), shape.PushAllBody)
        given = await asyncio.to_thread(lambda: [_read(bytes(document)) for document in body.documents])
        by = author(request)
        return plain(await documents.push_all(given, publish=body.publish, reason=body.reason, by=by))

    @routes.post("/check", **answers(shape.FaultList, shape.CheckBody))
    def check(body: Body) -> Response:
        """Every fault of a document, also of one that cannot be read."""
        text = bytes(read(body, shape.CheckBody).document)
        try:
            document = read_document(text)
            found = shape.FaultList.of(documents.check(document), documents.sandboxed(document))
        except LooplineError as error:
            found = shape.FaultList.of((Problem(code=error.code, text=error.text, at=error.at),))
        return plain(found)


def _archive(routes: APIRouter, documents: Documents, author: Author) -> None:
    @routes.post("/content/{kind}/{name}/archive", **answers(shape.Pushed, shape.ArchiveBody, errors=IN_USE))
    async def archive(kind: ContentKind, name: str, request: Request) -> Response:
        """Take content out of use. Versions that pin it send it still; it is refused while something uses it."""
        body, by = read(await request.body(), shape.ArchiveBody), author(request)
        return plain(await documents.archive(kind, name, archived=True, reason=body.reason, by=by))

    @routes.post("/content/{kind}/{name}/restore", **answers(shape.Pushed, shape.ArchiveBody))
    async def restore(kind: ContentKind, name: str, request: Request) -> Response:
        """Take archived content back into use, as it was."""
        body, by = read(await request.body(), shape.ArchiveBody), author(request)
        return plain(await documents.archive(kind, name, archived=False, reason=body.reason, by=by))


def _drafts(routes: APIRouter, documents: Documents, author: Author, journey_changed: JourneyChanged) -> None:
    @routes.put("/journeys/{journey}/draft", **answers(shape.Revision, shape.DraftBody, errors=CONFLICT))
    def save_draft(journey: str, body: Body, request: Request) -> Response:
        """Save the draft over the revision that its author saw; a faulty draft is saved too."""
        draft = read(body, shape.DraftBody)
        document = read_document(bytes(draft.document))
        saved = documents.save_draft(journey, document, draft.revision, str(author(request)), draft.window)
        journey_changed(journey)
        return plain(shape.Revision(saved.revision, _otherwise_kept(saved.document, draft.document)))

    @routes.delete("/journeys/{journey}/draft", status_code=204, **answers())
    def drop_draft(journey: str) -> Response:
        """Throw the draft away."""
        documents.drop_draft(journey)
        journey_changed(journey)
        return Response(status_code=204)


def _versions(routes: APIRouter, documents: Documents, author: Author) -> None:
    @routes.get("/journeys/{journey}/versions/{version}", **answers(shape.Version))
    def version(journey: str, version: int) -> Response:
        """One published version, whole."""
        return plain(documents.version(journey, version))

    @routes.post("/journeys/{journey}/publish", **answers(shape.PublishedVersion, shape.PublishBody))
    async def publish(journey: str, request: Request) -> Response:
        """Make the given document, or else the draft, live; reason and hypothesis are kept."""
        body = read(await request.body(), shape.PublishBody)
        version = await documents.publish(
            journey,
            _given(body.document),
            reason=body.reason,
            hypothesis=body.hypothesis,
            moves=body.moves,
            by=author(request),
        )
        return plain(version)

    # Stands behind `publish`, whose address it would match as well.
    @routes.post("/journeys/{journey}/{verb}", **answers(shape.StateAnswer, errors=CONFLICT))
    async def change_state(journey: str, verb: Literal["pause", "resume", "stop"], request: Request) -> Response:
        """Pause (nobody enters, timers hold), resume, or stop (everybody leaves)."""
        return plain({"state": await documents.change_state(journey, verb, str(author(request)))})


def _moved(document: Document, body: shape.PushBody) -> dict[str, str | None] | None:
    if body.move and not isinstance(document, ContentDocument):
        raise Invalid("move_kind", "Only what journeys send is moved to; publish a journey with `moves`.", at="move")
    return {} if body.move else None


def _otherwise_kept(kept: bytes, given: Raw) -> shape.Plain | None:
    """What is kept, unless it is what was given: an author who goes on from it has to know."""
    document: shape.Plain = json.decode(kept)
    return None if document == json.decode(given) else document


def _read(text: bytes) -> Document | LooplineError:
    try:
        return read_document(text)
    except LooplineError as error:
        return error


def _given(document: Raw) -> Document | None:
    text = bytes(document)
    if text in (b"", b"null"):
        return None
    if not text.startswith((b"{", b'"')):
        raise Invalid("document_kind", "Send the document as an object.", at="document")
    return read_document(text)
