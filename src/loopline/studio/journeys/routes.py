"""The decisions room over HTTP: journeys, their documents, segments and the rules above them."""

import asyncio
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request
from msgspec import Raw
from starlette.responses import Response

from loopline.api.answer import Body, plain, read
from loopline.api.describe import also, answers
from loopline.api.face import HouseFace
from loopline.api.paging import Cursor
from loopline.decisions.checks.findings import Fault
from loopline.decisions.documents.read import read_document
from loopline.model.errors import Invalid, LooplineError
from loopline.model.journey import Document
from loopline.studio.access.routes import author
from loopline.studio.journeys import schemas as shape
from loopline.studio.messages import schemas as work
from loopline.studio.segments import schemas as of_segments

CONFLICT: Final = also(409, "Somebody else changed it; `theirs` is what stands there now.")
Days = Annotated[int, Query(ge=1, le=3_660)]
Limit = Annotated[int, Query(ge=1, le=200)]


def router(face: HouseFace) -> APIRouter:
    """The routes of the room."""
    routes = APIRouter(prefix="/api", tags=["decisions"])
    _documents(routes, face)
    _journeys(routes, face)
    _changes(routes, face)
    _segments(routes, face)
    _rules(routes, face)
    return routes


def _documents(routes: APIRouter, face: HouseFace) -> None:
    @routes.post("/documents", **answers(shape.Pushed, shape.PushBody))
    async def push(request: Request) -> Response:
        """Store a document as a draft, or publish it with a reason."""
        body = read(await request.body(), shape.PushBody)
        document = read_document(bytes(body.document))
        by = author(face, request)
        return plain(await face.office.documents.push(document, publish=body.publish, reason=body.reason, by=by))

    @routes.post("/documents/batch", **answers(shape.PushedAll, shape.PushAllBody))
    async def push_all(request: Request) -> Response:
        """Store or publish many documents in one go. Each is answered for itself: a faulty one costs no other."""
        body = read(await request.body(), shape.PushAllBody)
        given = await asyncio.to_thread(lambda: [_read(bytes(document)) for document in body.documents])
        by = author(face, request)
        return plain(await face.office.documents.push_all(given, publish=body.publish, reason=body.reason, by=by))

    @routes.post("/check", **answers(shape.FaultList, shape.CheckBody))
    def check(body: Body) -> Response:
        """Every fault of a document, also of one that cannot be read."""
        text = bytes(read(body, shape.CheckBody).document)
        try:
            faults = face.office.documents.check(read_document(text))
        except LooplineError as error:
            faults = (Fault(code=error.code, text=error.text, at=error.at),)
        return plain(shape.FaultList.of(faults))

    @routes.get("/templates", **answers(work.TemplateList))
    def templates() -> Response:
        """Journeys to begin with."""
        return plain(face.office.documents.templates())


def _journeys(routes: APIRouter, face: HouseFace) -> None:
    @routes.get("/journeys", **answers(shape.JourneyList))
    def journeys() -> Response:
        """Every journey with its counts, the one changed last first."""
        return plain(face.office.overview.journeys())

    @routes.get("/journeys/{journey}", **answers(shape.JourneyDetail))
    def journey(journey: str) -> Response:
        """A journey: draft, live version, history."""
        return plain(face.office.journeys.detail(journey))

    @routes.get("/journeys/{journey}/versions/{version}", **answers(shape.Version))
    def version(journey: str, version: int) -> Response:
        """One published version, whole."""
        return plain(face.office.documents.version(journey, version))

    @routes.get("/journeys/{journey}/impact", **answers(shape.Impact))
    def impact(journey: str) -> Response:
        """What publishing the draft would change, and how many people stand where."""
        return plain(face.office.journeys.impact(journey))

    @routes.get("/journeys/{journey}/live", **answers(shape.Live))
    def live(journey: str, days: Days = 7) -> Response:
        """People on each node now, and the way they took in the last days."""
        return plain(face.office.journeys.live(journey, days))

    @routes.get("/journeys/{journey}/people", **answers(shape.StandingList))
    def people(journey: str, node: str = "", limit: Limit = 50, cursor: Cursor = "") -> Response:
        """Who stands in the journey (at a node), and what each one waits for."""
        return plain(face.office.journeys.people(journey, node, limit, cursor))


def _changes(routes: APIRouter, face: HouseFace) -> None:
    @routes.put("/journeys/{journey}/draft", **answers(shape.Revision, shape.DraftBody, errors=CONFLICT))
    def save_draft(journey: str, body: Body) -> Response:
        """Save the draft over the revision that its author saw; a faulty draft is saved too."""
        draft = read(body, shape.DraftBody)
        document = read_document(bytes(draft.document))
        revision = face.office.documents.save_draft(journey, document, draft.revision)
        face.news.journey_changed(journey)
        return plain(shape.Revision(revision))

    @routes.delete("/journeys/{journey}/draft", status_code=204, **answers())
    def drop_draft(journey: str) -> Response:
        """Throw the draft away."""
        face.office.documents.drop_draft(journey)
        face.news.journey_changed(journey)
        return Response(status_code=204)

    @routes.post("/journeys/{journey}/publish", **answers(shape.PublishedVersion, shape.PublishBody))
    async def publish(journey: str, request: Request) -> Response:
        """Make the given document, or else the draft, live; reason and hypothesis are kept."""
        body = read(await request.body(), shape.PublishBody)
        version = await face.office.documents.publish(
            journey,
            _given(body.document),
            reason=body.reason,
            hypothesis=body.hypothesis,
            moves=body.moves,
            by=author(face, request),
        )
        return plain(version)

    @routes.post("/journeys/{journey}/{verb}", **answers(shape.StateAnswer, errors=CONFLICT))
    async def change_state(journey: str, verb: Literal["pause", "resume", "stop"], request: Request) -> Response:
        """Pause (nobody enters, timers hold), resume, or stop (everybody leaves)."""
        return plain({"state": await face.office.documents.change_state(journey, verb, author(face, request))})


def _segments(routes: APIRouter, face: HouseFace) -> None:
    @routes.get("/segments", **answers(of_segments.SegmentList))
    def segments() -> Response:
        """Every segment: how many people it holds now, and which journeys ask for it."""
        return plain(face.office.segments.listing())

    @routes.post("/segments/preview", **answers(of_segments.Preview, of_segments.PreviewBody))
    def preview(body: Body) -> Response:
        """Some of the people whom a condition holds now, or of whom that is unknown."""
        return plain(face.office.segments.preview(read(body, of_segments.PreviewBody)))

    @routes.get("/segments/{segment}", **answers(of_segments.SegmentDetail))
    def segment(segment: str) -> Response:
        """A segment as it stands, and everything that it was."""
        return plain(face.office.segments.detail(segment))

    @routes.put("/segments/{segment}", **answers(shape.PublishedVersion, of_segments.SegmentBody, errors=CONFLICT))
    async def set_segment(segment: str, request: Request) -> Response:
        """Publish a segment with a reason; one that is what it was keeps its version."""
        body = read(await request.body(), of_segments.SegmentBody)
        return plain(await face.office.segments.publish(segment, body, author(face, request)))


def _rules(routes: APIRouter, face: HouseFace) -> None:
    @routes.get("/workspace", **answers())
    def workspace() -> Response:
        """The rules above all journeys: consent, topics, caps, quiet hours, holdouts. Defaults are left out."""
        return plain(face.office.documents.workspace())

    @routes.put("/workspace", **answers(shape.PublishedVersion, work.WorkspaceBody))
    async def set_workspace(request: Request) -> Response:
        """Publish the rules above all journeys with a reason."""
        body = read(await request.body(), work.WorkspaceBody)
        document = read_document(bytes(body.document))
        by = author(face, request)
        return plain(await face.office.documents.set_workspace(document, reason=body.reason, by=by))


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
