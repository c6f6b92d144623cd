"""Publishes by two people: one asks with the very document, another one agrees, and it is published as it stands."""

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from loopline.decisions.documents.read import build_document, read_document, to_plain
from loopline.model.errors import Conflict, Invalid, Missing
from loopline.model.ids import stable_id
from loopline.model.journey import Document, Journey
from loopline.model.records import document_kind
from loopline.storage.sql.access.requests import PublishRequest
from loopline.studio.access.access import Access
from loopline.studio.access.author import SignedAuthor
from loopline.studio.access.schemas import SignedIn
from loopline.studio.broadcasts.reach import is_over
from loopline.studio.context import StudioContext
from loopline.studio.documents.agreed import PUBLISHES, REASON_CHARACTERS_MAX, lets_many_in
from loopline.studio.documents.archived import archived_refusal
from loopline.studio.documents.schemas import Pushed
from loopline.studio.documents.write import Documents
from loopline.studio.team import schemas as shape
from loopline.studio.team.notes import NoteDesk

LISTED: Final = 200
PAGE: Final = "/team"
WORDS_CHARACTERS_MAX: Final = 1_000


class Approvals:
    """Coroutines of the app's event loop, but for `listing`."""

    def __init__(self, ctx: StudioContext, documents: Documents, access: Access, notes: NoteDesk) -> None:
        self._ctx, self._documents, self._access, self._notes = ctx, documents, access, notes
        self._table, self._one = ctx.studio_store.publish_requests, asyncio.Lock()

    def listing(self, person: SignedIn | None) -> shape.RequestList:
        """Those that wait first, the newest of each first."""
        return shape.RequestList(tuple(_line(one, person) for one in self._table.all(LISTED)))

    async def ask(self, body: shape.RequestBody, person: SignedIn | None) -> shape.RequestLine:
        """Let a document wait for a second person; whoever may agree is told. It has to be without faults by then.

        Raises Invalid `approval_person`, `reason_missing`, and what reading a document raises.
        """
        document = read_document(bytes(body.document))
        return await self.ask_for(document, body.reason, person, body.hypothesis, body.moves)

    async def ask_for(
        self,
        document: Document,
        reason: str,
        person: SignedIn | None,
        hypothesis: str = "",
        moves: Mapping[str, str | None] | None = None,
    ) -> shape.RequestLine:
        """The same for a document that is read already. Raises Conflict `journey_archived` too."""
        someone = _person(person)
        if not reason.strip():
            raise Invalid("reason_missing", "Say why this is to be published; whoever agrees reads it.", at="reason")
        if refusal := await asyncio.to_thread(archived_refusal, self._ctx, document):
            raise refusal
        kept = {
            "document": to_plain(document),
            "reason": reason.strip()[:REASON_CHARACTERS_MAX],
            "hypothesis": hypothesis.strip()[:REASON_CHARACTERS_MAX],
            "moves": moves,
        }
        packed = msgspec.json.encode(kept)
        one = PublishRequest(
            id=secrets.token_hex(8),
            kind=document_kind(document),
            name=document.id,
            digest=stable_id("document", msgspec.json.encode(kept["document"]).decode()),
            request=packed,
            by=someone.name,
            author=someone.email,
            asked_at=self._ctx.clock.now(),
        )
        await asyncio.to_thread(self._table.add, one)
        others = [email for email in self._access.roster.at_least(PUBLISHES) if email != someone.email]
        text = f'{someone.name} asks you to publish {one.kind} "{one.name}": {reason.strip()}'
        await asyncio.to_thread(self._notes.tell, "approval_asked", one.id, text, PAGE, others)
        return _line(one, person)

    async def approve(self, identity: str, words: str, person: SignedIn | None) -> Pushed:
        """Publish it, as it was asked. Raises Invalid `approval_person`, Conflict `approval_own`, `request_decided`,
        `broadcast_late`, Missing `request_unknown`, and what publishing raises: then it waits on."""
        someone, one = _person(person), await asyncio.to_thread(self._waiting, identity)
        if someone.email == one.author:
            raise Conflict("approval_own", "Somebody else has to agree: you asked for this yourself.")
        async with self._one:  # what is killed in between waits on, rather than being called published
            await asyncio.to_thread(self._waiting, identity)
            pushed = await self._publish(one, someone)
            await self._decide(one, "published", someone, words)
        text = f'{someone.name} agreed: {one.kind} "{one.name}" is live.'
        await asyncio.to_thread(self._notes.tell, "approval_decided", one.id, text, PAGE, [one.author])
        return pushed

    async def _publish(self, one: PublishRequest, second: SignedIn) -> Pushed:
        kept: dict[str, Any] = msgspec.json.decode(one.request)
        document = build_document(kept["document"])
        if kept["hypothesis"] and isinstance(document, Journey):
            document = msgspec.structs.replace(document, hypothesis=str(kept["hypothesis"]))
        if isinstance(document, Journey) and is_over(document, self._ctx.published(), self._ctx.clock.now()):
            text = "The time of this broadcast has passed while it waited: nobody would get it. Refuse it, with words."
            raise Conflict("broadcast_late", text)
        by = SignedAuthor(f"{one.by}, agreed by {second.name}", second.email, second.role, agreed=True)
        return await self._documents.push(
            document, publish=True, reason=str(kept["reason"]), by=by, moves=kept["moves"]
        )

    async def refuse(self, identity: str, words: str, person: SignedIn | None) -> shape.RequestLine:
        """Say no, with words. Raises Invalid `words_missing` and as `approve`."""
        someone, one = _person(person), await asyncio.to_thread(self._waiting, identity)
        if not words.strip():
            raise Invalid("words_missing", "Say what is to be changed; whoever asked reads it.", at="words")
        async with self._one:
            await self._decide(one, "refused", someone, words)
        text = f'{someone.name} refused {one.kind} "{one.name}": {words.strip()}'
        await asyncio.to_thread(self._notes.tell, "approval_decided", one.id, text, PAGE, [one.author])
        return await asyncio.to_thread(self._shown, one.id, person)

    async def withdraw(self, identity: str, person: SignedIn | None) -> shape.RequestLine:
        """Take it back. Raises Conflict `approval_other` for somebody else's, and as `approve`."""
        someone, one = _person(person), await asyncio.to_thread(self._waiting, identity)
        if someone.email != one.author:
            raise Conflict("approval_other", "Only whoever asked takes it back; refuse it instead.")
        async with self._one:
            await self._decide(one, "withdrawn", someone, "")
        return await asyncio.to_thread(self._shown, one.id, person)

    async def rollback(self, journey: str, body: shape.RollbackBody, by: str) -> shape.RolledBack:
        """Make an earlier version's document live again, as a new version.

        It was agreed to before, so it needs nobody more, unless it lets in many by itself today. Raises Missing
        `version_unknown`, Conflict `publish_needs_approval`, and what publishing raises.
        """
        stored = await asyncio.to_thread(self._documents.version, journey, body.version)
        document = build_document(stored.document)
        agreed = by
        if isinstance(by, SignedAuthor):
            why = await asyncio.to_thread(lets_many_in, self._ctx, (document,), {journey})
            agreed = SignedAuthor(by, by.email, by.role, agreed=not why)
        moves: dict[str, str | None] | None = {} if body.move else None
        pushed = await self._documents.push(document, publish=True, reason=body.reason, by=agreed, moves=moves)
        return shape.RolledBack(pushed.version or 0, body.version)

    def _waiting(self, identity: str) -> PublishRequest:
        found = self._table.get(identity)
        if found is None:
            raise Missing("request_unknown", "Nobody asked for this; the list shows what waits.")
        if found.state != "waiting":
            raise _decided(found)
        return found

    async def _decide(self, one: PublishRequest, state: Any, someone: SignedIn, words: str) -> None:
        now, kept = self._ctx.clock.now(), words.strip()[:WORDS_CHARACTERS_MAX]
        if not await asyncio.to_thread(self._table.decide, one.id, state, someone.name, now, kept):
            raise _decided(one)

    def _shown(self, identity: str, person: SignedIn | None) -> shape.RequestLine:
        found = self._table.get(identity)
        assert found is not None  # nothing deletes them
        return _line(found, person)


def _person(person: SignedIn | None) -> SignedIn:
    if person is None:
        raise Invalid("approval_person", "Two people publish: sign in to the studio. A key publishes by itself.")
    return person


def _decided(one: PublishRequest) -> Conflict:
    return Conflict("request_decided", f'The publish of {one.kind} "{one.name}" is decided already; look at the list.')


def _line(one: PublishRequest, person: SignedIn | None) -> shape.RequestLine:
    kept = msgspec.json.decode(one.request)
    return shape.RequestLine(
        id=one.id,
        kind=one.kind,
        name=one.name,
        reason=kept["reason"],
        by=one.by,
        asked_at=one.asked_at,
        state=one.state,
        decided_by=one.decided_by,
        decided_at=one.decided_at or None,
        words=one.words,
        mine=person is not None and person.email == one.author,
        document=kept["document"],
    )
