"""Documents: checked, drafted, compared, published; a published version is kept for ever."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

import msgspec

from loopline.decisions.checks.findings import CheckContext, Problem, TemplateProblem
from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.diff import Kind, diff_documents
from loopline.decisions.documents.read import build_document, to_plain, unreadable
from loopline.delivery.content.compose import uses_content
from loopline.delivery.content.desk import ContentMaker
from loopline.delivery.rehearsal import composition_faults
from loopline.model.catalogs.documents import Catalog, Feed
from loopline.model.channels import ChannelName
from loopline.model.content.documents import Block, Brand, Template
from loopline.model.entry.metric import MetricDocument
from loopline.model.errors import Conflict, Invalid, LooplineError, Missing
from loopline.model.journey import Document, Journey
from loopline.model.mail.files import File
from loopline.model.nodes.message import Content
from loopline.model.offers.document import Offer
from loopline.model.records import StoredDocument, document_kind
from loopline.model.scoring.documents import Model
from loopline.model.signal import ContentKind
from loopline.runtime.upkeep.offers.opening import unapproved
from loopline.runtime.upkeep.pinning import pinned
from loopline.storage.sql.drafting.drafts import Saved
from loopline.studio.content.read import journeys_of
from loopline.studio.context import StudioContext
from loopline.studio.documents import schemas as shape
from loopline.studio.documents.agreed import REASON_CHARACTERS_MAX, agreed_reason
from loopline.studio.documents.archived import archived_among, archived_refusal
from loopline.studio.documents.check import ProblemsFound, check_all, context_of, names_seen, refused
from loopline.studio.documents.conflict import DraftConflict
from loopline.studio.documents.dropping import drop_draft
from loopline.studio.documents.sandboxed import sandboxed_of
from loopline.studio.documents.shown import shown_draft, shown_version
from loopline.studio.tracking_plan.schemas import TrackingPlan


class Documents:
    """Writes, checks and publishes documents. Methods that wait are coroutines of the app's event loop."""

    def __init__(self, ctx: StudioContext, seen: Callable[[], TrackingPlan]) -> None:
        self._ctx = ctx
        self._seen = seen
        self.contents = ContentMaker(self.template_faults, ctx.studio_store.files.size)

    def check(self, document: Document) -> tuple[Problem, ...]:
        """Every fault of a document, given what is published."""
        return check_document(document, self._context())

    def _context(self) -> CheckContext:
        known = context_of(self._ctx.published(), names_seen(self._seen()), self.template_faults, self.contents)
        return msgspec.structs.replace(known, template_paths=self._ctx.engine.paths)

    def template_faults(self, content: Content) -> tuple[TemplateProblem, ...]:
        """The faults that the template engine finds, and what would fail when the mail is composed."""
        return (*self._ctx.engine.check(content), *composition_faults(content))

    async def push(
        self,
        document: Document,
        *,
        publish: bool,
        reason: str = "",
        by: str = "",
        revision: int | None = None,
        moves: Mapping[str, str | None] | None = None,
    ) -> shape.Pushed:
        """Store a document as a draft, or check it and make it live. Raises ProblemsFound, DraftConflict.

        Without `moves` people in flight stay on their version; with it they go on in the new one, by its map of nodes.
        """
        if not publish:
            return await asyncio.to_thread(self._drafted, document, revision)
        text = await asyncio.to_thread(agreed_reason, self._ctx, (document,), reason, by)
        if refusal := await asyncio.to_thread(self._refusal, document):
            raise refusal
        version = await self._ctx.publisher.publish(document, reason=text, by=str(by), moves=moves)
        return self._pushed(document, version)

    def _refusal(self, document: Document) -> LooplineError | None:
        return archived_refusal(self._ctx, document) or refused(document, self._context())

    async def archive(self, kind: ContentKind, name: str, *, archived: bool, reason: str, by: str) -> shape.Pushed:
        """Take content out of what new versions may use, or back: a version of its own, which says so.

        Raises Missing `content_unknown`, Conflict `content_in_use`, and what `push` raises of what is taken back.
        """
        known = self._ctx.published().content.newest(kind, name)
        if known is None:
            raise Missing("content_unknown", f'No {kind} "{name[:64]}" is published.')
        document = msgspec.structs.replace(known[1], archived=archived)
        return await self.push(document, publish=True, reason=reason, by=by)

    async def push_all(
        self, given: Sequence[Document | LooplineError], *, publish: bool, reason: str = "", by: str = ""
    ) -> shape.PushedAll:
        """The result for each, in their order; one that is refused, or could not be read, costs the others nothing.

        They are checked against each other, workspace and segments first, and published in one go.
        """
        readable = {number: one for number, one in enumerate(given) if not isinstance(one, LooplineError)}
        if publish:
            text = await asyncio.to_thread(agreed_reason, self._ctx, tuple(readable.values()), reason, by)
            done = await self._publish_all(readable, text, str(by))
        else:
            done = await asyncio.to_thread(self._draft_all, readable)
        done |= {number: one for number, one in enumerate(given) if isinstance(one, LooplineError)}
        return shape.PushedAll(tuple(_result(done[number]) for number in range(len(given))))

    async def _publish_all(
        self, documents: Mapping[int, Document], reason: str, by: str
    ) -> dict[int, shape.Pushed | LooplineError]:
        checked = await asyncio.to_thread(lambda: check_all(documents, self._context()))
        found: dict[int, LooplineError | None] = dict(checked)
        found |= await asyncio.to_thread(archived_among, self._ctx, documents)
        found |= await asyncio.to_thread(self._unsendable, documents, found)
        given, ctx = [documents[n] for n, why in found.items() if why is None], self._ctx
        big = await asyncio.to_thread(unapproved, given, ctx.published(), ctx.state, by)
        found |= {n: big[one.id] for n, one in documents.items() if isinstance(one, Offer) and one.id in big}
        good = [number for number, why in found.items() if why is None]
        versions = await self._ctx.publisher.publish_all([documents[n] for n in good], reason=reason, by=by)
        numbers = dict(zip(good, versions, strict=True))
        return {n: why or self._pushed(documents[n], numbers[n]) for n, why in found.items()}

    def _unsendable(
        self, documents: Mapping[int, Document], found: Mapping[int, LooplineError | None]
    ) -> dict[int, LooplineError | None]:
        """A refusal for what is sent, where a journey that is live could not send it; the rest loses nothing."""
        good = {number: documents[number] for number, why in found.items() if why is None}
        try:
            pinned(list(good.values()), self._ctx.published())
        except LooplineError as error:
            return {n: error for n, one in good.items() if _changes_what_is_sent(one)}
        return {}

    def _draft_all(self, documents: Mapping[int, Document]) -> dict[int, shape.Pushed | LooplineError]:
        done: dict[int, shape.Pushed | LooplineError] = {}
        for number, document in documents.items():
            try:
                done[number] = self._drafted(document, None)
            except LooplineError as error:
                done[number] = error
            except Exception as error:  # a fault of ours costs this document alone
                done[number] = unreadable(error)
        return done

    def _drafted(self, document: Document, revision: int | None) -> shape.Pushed:
        kind = document_kind(document)
        if not isinstance(document, Journey):
            raise Invalid("draft_kind", f"A {kind} has no drafts; publish it with a reason.")
        return shape.Pushed(kind, document.id, None, self.save_draft(document.id, document, revision).revision)

    def _pushed(self, document: Document, version: int) -> shape.Pushed:
        paused = isinstance(document, Journey) and self._ctx.published().states.get(document.id) == "paused"
        state: shape.JourneyState = "paused" if paused else "live"
        kind = document_kind(document)
        return shape.Pushed(
            kind,
            document.id,
            version,
            None,
            state,
            journeys_of(kind, document.id, self._ctx.published()),
            self.sandboxed(document),
        )

    def sandboxed(self, document: Document) -> tuple[ChannelName, ...]:
        """The channels of a journey by which no message leaves, since they have no provider."""
        return sandboxed_of(document, self._ctx.sandboxed())

    async def publish(
        self,
        journey: str,
        document: Document | None,
        *,
        reason: str,
        hypothesis: str = "",
        moves: Mapping[str, str | None] | None = None,
        by: str = "",
    ) -> shape.PublishedVersion:
        """Make this document live, or the draft when none is given. Raises ProblemsFound, Missing, Invalid."""
        chosen = document or await asyncio.to_thread(self._draft_of, journey)
        if not isinstance(chosen, Journey) or chosen.id != journey:
            raise _other_journey(journey)
        if hypothesis.strip():
            chosen = msgspec.structs.replace(chosen, hypothesis=hypothesis.strip()[:REASON_CHARACTERS_MAX])
        pushed = await self.push(chosen, publish=True, reason=reason, by=by, moves=moves)
        return shape.PublishedVersion(pushed.version or 0, pushed.state, pushed.sandboxed)

    def _draft_of(self, journey: str) -> Journey:
        draft = self.draft(journey)
        if draft is None:
            raise Missing(
                "draft_missing", f'Journey "{journey[:64]}" has no draft; send the document with the request.'
            )
        return draft

    def save_draft(
        self, journey: str, document: Document, revision: int | None = None, by: str = "", window: str = ""
    ) -> Saved:
        """The draft as it is kept. `revision` is the one that the author saw; None overwrites whatever is there."""
        if not isinstance(document, Journey) or document.id != journey:
            raise _other_journey(journey)
        drafts = self._ctx.studio_store.drafts
        known = drafts.get(journey)
        over = revision if revision is not None else (known.revision if known else 0)
        try:
            text = msgspec.json.encode(to_plain(document))
            return drafts.save(journey, text, over, self._ctx.clock.now(), by, window)
        except Conflict:
            theirs = drafts.get(journey)
            raise DraftConflict(shown_draft(theirs) if theirs else None) from None

    def draft(self, journey: str) -> Journey | None:
        """The journey as its draft has it."""
        saved = self._ctx.studio_store.drafts.get(journey)
        if saved is None:
            return None
        document = build_document(msgspec.json.decode(saved.document))
        assert isinstance(document, Journey)  # save_draft takes nothing else
        return document

    def drop_draft(self, journey: str) -> None:
        """Throw the draft away. Raises Missing `draft_missing`."""
        drop_draft(self._ctx, journey)

    def versions(self, journey: str) -> list[StoredDocument]:
        """Every published version of a journey, oldest first; one that cannot be read is set aside."""
        found = [d for d in self._ctx.state.documents() if d.kind == "journey" and d.name == journey]
        published = self._ctx.published()
        return [d for d in found if not published.is_unreadable(d.name, d.version)]

    def version(self, journey: str, number: int) -> shape.Version:
        """One published version. Raises Missing `version_unknown`."""
        for stored in self.versions(journey):
            if stored.version == number:
                return shown_version(stored)
        raise Missing("version_unknown", f'Journey "{journey[:64]}" has no version {number}.')

    def changes(self, journey: str) -> tuple[shape.ChangeLine, ...]:
        """The changes of the draft against the live version; everything is new when nothing is live."""
        draft, live = self.draft(journey), self._ctx.published().live.get(journey)
        if draft is None:
            return ()
        if live is None:
            return tuple(shape.ChangeLine(name, "added", f"New: {name}.") for name in draft.nodes)
        found = diff_documents(live.journey, draft)
        return tuple(shape.ChangeLine(c.node, _kind(c.kind), c.text) for c in found)

    async def change_state(self, journey: str, verb: str, by: str = "") -> str:
        """pause, resume or stop; the new state. Raises Missing `journey_unknown`, Conflict `journey_stopped`."""
        return await self._ctx.publisher.change_state(journey, verb, by)


def _changes_what_is_sent(document: Document) -> bool:
    match document:
        case Journey():
            return bool(uses_content(document))
        case Template() | Block() | Brand() | File() | Offer() | MetricDocument():
            return True
        case Catalog() | Feed() | Model():
            return document.archived
        case _:
            return False


def _result(done: shape.Pushed | LooplineError) -> shape.PushedOne:
    if isinstance(done, shape.Pushed):
        return shape.PushedOne(pushed=done)
    faults = done.lines if isinstance(done, ProblemsFound) else ()
    return shape.PushedOne(refused=shape.PushRefused(done.code, done.text, done.at, faults))


def _kind(kind: Kind) -> shape.ChangeKind:
    match kind:
        case "added" | "deleted":
            return kind
        case _:
            return "changed"


def _other_journey(journey: str) -> Invalid:
    return Invalid(
        "journey_differs",
        f'The address names "{journey[:64]}", the document another journey; make them equal.',
        at="id",
    )
