"""Documents: checked, drafted, compared, published; a published version is there for ever."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from loopline.api.answer import Telling
from loopline.decisions.checks.findings import CheckContext, Fault, TemplateFault
from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.diff import Kind, diff_documents
from loopline.decisions.documents.read import build_document, to_plain
from loopline.model.errors import Conflict, Invalid, LooplineError, Missing
from loopline.model.journey import Content, Document, Journey, Workspace
from loopline.ports import StoredDocument
from loopline.storage.sqlite.studio import Saved
from loopline.studio.context import AtHand
from loopline.studio.documents.check import FaultsFound, check_all, context_of, refused
from loopline.studio.gallery.read import GALLERY, listing, load
from loopline.studio.journeys import schemas as shape
from loopline.studio.messages.schemas import TemplateLine, TemplateList

REASON_CHARACTERS_MAX: Final = 2_000


class DraftConflict(Conflict, Telling):
    """Somebody else saved in between; `theirs` is what stands there now, so that nothing is lost."""

    def __init__(self, theirs: shape.Draft | None) -> None:
        self.beside = {"theirs": theirs}
        super().__init__(
            "draft_conflict", "Somebody else saved this draft meanwhile. Compare the two, then save on top of theirs."
        )


class Documents:
    """What people write and publish. Methods that wait are coroutines of the app's event loop."""

    def __init__(self, at_hand: AtHand) -> None:
        self._at = at_hand

    def check(self, document: Document) -> tuple[Fault, ...]:
        """Every fault of a document, in the light of what is published."""
        return check_document(document, self._context())

    def _context(self) -> CheckContext:
        return context_of(self._at.program(), self.template_faults)

    def template_faults(self, content: Content) -> tuple[TemplateFault, ...]:
        """What the template engine objects to."""
        return tuple(self._at.engine.check(content))

    async def push(
        self,
        document: Document,
        *,
        publish: bool,
        reason: str = "",
        by: str = "",
        revision: int | None = None,
        moves: Mapping[str, str] | None = None,
    ) -> shape.Pushed:
        """Store a document as a draft, or check it and make it live. Raises FaultsFound, DraftConflict.

        Without `moves` people in flight stay on their version; with it they go on in the new one, by its map of nodes.
        """
        if not publish:
            return await asyncio.to_thread(self._drafted, document, revision)
        text = _why(reason)
        if why := await asyncio.to_thread(lambda: refused(document, self._context())):
            raise why
        version = await self._at.publisher.publish(document, reason=text, by=by, moves=moves)
        return self._pushed(document, version)

    async def push_all(
        self, given: Sequence[Document | LooplineError], *, publish: bool, reason: str = "", by: str = ""
    ) -> shape.PushedAll:
        """What became of each, in their order; one that is refused, or could not be read, costs the others nothing.

        They are checked in the light of each other, workspace and segments first, and published in one go.
        """
        readable = {number: one for number, one in enumerate(given) if not isinstance(one, LooplineError)}
        act = self._publish_all(readable, _why(reason), by) if publish else asyncio.to_thread(self._draft_all, readable)
        done: dict[int, shape.Pushed | LooplineError] = await act
        done |= {number: one for number, one in enumerate(given) if isinstance(one, LooplineError)}
        return shape.PushedAll(tuple(_told(done[number]) for number in range(len(given))))

    async def _publish_all(
        self, documents: Mapping[int, Document], reason: str, by: str
    ) -> dict[int, shape.Pushed | LooplineError]:
        found = await asyncio.to_thread(lambda: check_all(documents, self._context()))
        good = [number for number, why in found.items() if why is None]
        versions = await self._at.publisher.publish_all([documents[n] for n in good], reason=reason, by=by)
        published = dict(zip(good, versions, strict=True))
        return {n: why or self._pushed(documents[n], published[n]) for n, why in found.items()}

    def _draft_all(self, documents: Mapping[int, Document]) -> dict[int, shape.Pushed | LooplineError]:
        done: dict[int, shape.Pushed | LooplineError] = {}
        for number, document in documents.items():
            try:
                done[number] = self._drafted(document, None)
            except LooplineError as error:
                done[number] = error
        return done

    def _drafted(self, document: Document, revision: int | None) -> shape.Pushed:
        kind = type(document).__name__.lower()
        if not isinstance(document, Journey):
            raise Invalid("draft_kind", f"A {kind} has no drafts; publish it with a reason.")
        return shape.Pushed(kind, document.id, None, self.save_draft(document.id, document, revision))

    def _pushed(self, document: Document, version: int) -> shape.Pushed:
        paused = isinstance(document, Journey) and self._at.program().states.get(document.id) == "paused"
        state: shape.State = "paused" if paused else "live"
        return shape.Pushed(type(document).__name__.lower(), document.id, version, None, state)

    async def publish(
        self,
        journey: str,
        document: Document | None,
        *,
        reason: str,
        hypothesis: str = "",
        moves: Mapping[str, str] | None = None,
        by: str = "",
    ) -> shape.PublishedVersion:
        """Make this document live, or the draft when none is given. Raises FaultsFound, Missing, Invalid."""
        chosen = document or await asyncio.to_thread(self._drawn, journey)
        if not isinstance(chosen, Journey) or chosen.id != journey:
            raise _another(journey)
        if hypothesis.strip():
            chosen = msgspec.structs.replace(chosen, hypothesis=hypothesis.strip()[:REASON_CHARACTERS_MAX])
        pushed = await self.push(chosen, publish=True, reason=reason, by=by, moves=moves)
        return shape.PublishedVersion(pushed.version or 0, pushed.state)

    def _drawn(self, journey: str) -> Journey:
        draft = self.draft(journey)
        if draft is None:
            raise Missing(
                "draft_missing", f'Journey "{journey[:64]}" has no draft; send the document with the request.'
            )
        return draft

    def save_draft(self, journey: str, document: Document, revision: int | None = None) -> int:
        """The new revision. `revision` is the one that the author saw; None overwrites whatever is there."""
        if not isinstance(document, Journey) or document.id != journey:
            raise _another(journey)
        drafts = self._at.desk.drafts
        known = drafts.get(journey)
        over = revision if revision is not None else (known.revision if known else 0)
        try:
            return drafts.save(journey, msgspec.json.encode(to_plain(document)), over, self._at.clock.now()).revision
        except Conflict:
            theirs = drafts.get(journey)
            raise DraftConflict(drawn(theirs) if theirs else None) from None

    def draft(self, journey: str) -> Journey | None:
        """The journey as it is being drawn."""
        saved = self._at.desk.drafts.get(journey)
        if saved is None:
            return None
        document = build_document(msgspec.json.decode(saved.document))
        assert isinstance(document, Journey)  # save_draft takes nothing else
        return document

    def drop_draft(self, journey: str) -> None:
        """Throw the draft away. Raises Missing `draft_missing`."""
        if not self._at.desk.drafts.drop(journey):
            raise Missing("draft_missing", f'Journey "{journey[:64]}" has no draft.')

    def versions(self, journey: str) -> list[StoredDocument]:
        """Every published version of a journey, oldest first."""
        return [d for d in self._at.state.documents() if d.kind == "journey" and d.name == journey]

    def version(self, journey: str, number: int) -> shape.Version:
        """One published version. Raises Missing `version_unknown`."""
        for stored in self.versions(journey):
            if stored.version == number:
                return published(stored)
        raise Missing("version_unknown", f'Journey "{journey[:64]}" has no version {number}.')

    def changes(self, journey: str) -> tuple[shape.ChangeLine, ...]:
        """What the draft changes against the live version; everything is new when nothing is live."""
        draft, live = self.draft(journey), self._at.program().live.get(journey)
        if draft is None:
            return ()
        if live is None:
            return tuple(shape.ChangeLine(name, "added", f"New: {name}.") for name in draft.nodes)
        found = diff_documents(live.journey, draft)
        return tuple(shape.ChangeLine(c.node, _kind(c.kind), c.text) for c in found)

    async def change_state(self, journey: str, verb: str, by: str = "") -> str:
        """pause, resume or stop; the new state. Raises Missing `journey_unknown`, Conflict `journey_stopped`."""
        return await self._at.publisher.change_state(journey, verb, by)

    def workspace(self) -> shape.Plain:
        """The rules above all journeys; defaults are left out."""
        return to_plain(self._at.program().workspace)

    async def set_workspace(self, document: Document, *, reason: str, by: str = "") -> shape.PublishedVersion:
        """Publish the rules above all journeys."""
        if not isinstance(document, Workspace):
            raise Invalid("document_kind", "These are the rules above all journeys: send `kind: workspace`.", at="kind")
        pushed = await self.push(document, publish=True, reason=reason, by=by)
        return shape.PublishedVersion(pushed.version or 0)

    def templates(self) -> TemplateList:
        """The gallery."""
        return TemplateList(
            tuple(
                TemplateLine(line.id, line.title, line.description, line.hypothesis, to_plain(load(name)))
                for name, line in zip(GALLERY, listing(), strict=True)
            )
        )


def _told(done: shape.Pushed | LooplineError) -> shape.PushedOne:
    if isinstance(done, shape.Pushed):
        return shape.PushedOne(pushed=done)
    faults = done.lines if isinstance(done, FaultsFound) else ()
    return shape.PushedOne(refused=shape.Refused(done.code, done.text, done.at, faults))


def _why(reason: str) -> str:
    if not reason.strip():
        raise Invalid("reason_missing", "Say why this is published; the reason is kept with the version.")
    return reason.strip()[:REASON_CHARACTERS_MAX]


def _kind(kind: Kind) -> shape.ChangeKind:
    match kind:
        case "added" | "deleted":
            return kind
        case _:
            return "changed"


def _another(journey: str) -> Invalid:
    return Invalid(
        "journey_differs",
        f'The address says "{journey[:64]}" and the document is another one; make them equal.',
        at="id",
    )


def drawn(saved: Saved) -> shape.Draft:
    """A saved draft as the API shows it."""
    return shape.Draft(msgspec.json.decode(saved.document), saved.revision, saved.saved_at)


def published(stored: StoredDocument) -> shape.Version:
    """A stored version as the API shows it."""
    document = to_plain(msgspec.json.decode(stored.document, type=Journey))
    return shape.Version(stored.version, document, stored.published_at, stored.reason, stored.by)
