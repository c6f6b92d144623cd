"""What people do with the house: check, draft, publish, ask why, read reports; for the API and the command line."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from loopline.channels.template_engine import TemplateEngine
from loopline.decisions.check import check_document
from loopline.decisions.check_fault import CheckContext, Fault, TemplateFault
from loopline.decisions.diff import Change, diff_documents
from loopline.decisions.program import Program
from loopline.model.condition import Catalog
from loopline.model.errors import Conflict, Invalid, Missing
from loopline.model.ids import person_key
from loopline.model.journey import Content, Document, Journey
from loopline.ports import Clock, Facts, StoredDocument
from loopline.runtime import explaining, reporting
from loopline.runtime.publishing import Publisher
from loopline.store.desk import Desk

FAULTS_SHOWN = 20


class Published(Struct, frozen=True):
    """What became of a pushed document: its version when it was published, else the revision of its draft."""

    kind: str
    id: str
    version: int | None
    revision: int | None


class FaultsFound(Invalid):
    """A document with faults was not published; `faults` are all of them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        errors = [fault for fault in self.faults if fault.severity == "error"]
        told = "; ".join(f"{fault.at}: {fault.text}" for fault in errors[:FAULTS_SHOWN])
        super().__init__("journey_faults", f"{len(errors)} to mend before this can be published. {told}")


class Office:
    """Everything but the loop itself. Methods that wait are coroutines of the app's event loop."""

    def __init__(
        self,
        desk: Desk,
        facts: Facts,
        clock: Clock,
        publisher: Publisher,
        program: Callable[[], Program],
        documents: Callable[[], list[StoredDocument]],
        carry: Callable[[], None],
        engine: TemplateEngine,
    ) -> None:
        self.desk, self._facts, self._clock, self._publisher = desk, facts, clock, publisher
        self._program, self._documents, self._carry, self._engine = program, documents, carry, engine

    def check(self, document: Document) -> tuple[Fault, ...]:
        """Every fault of a document, in the light of what is published and what has been seen."""
        return check_document(document, self._context())

    def _context(self) -> CheckContext:
        program = self._program()
        segments = {name: told[1].when for name, told in program.segment_documents.items()}
        return CheckContext(
            catalog=Catalog(segments=frozenset(segments)) if segments else Catalog(),
            journeys=frozenset(program.live),
            segments=segments,
            topics=frozenset(program.workspace.topics) if program.workspace.topics else None,
            template_faults=self.template_faults,
        )

    def template_faults(self, content: Content) -> tuple[TemplateFault, ...]:
        """What the template engine objects to."""
        return tuple(TemplateFault(f.code, f.part, f.text, f.line) for f in self._engine.check(content))

    async def push(
        self, document: Document, *, publish: bool, reason: str = "", by: str = "", revision: int | None = None
    ) -> Published:
        """Store a document as a draft, or check it and make it live. Raises FaultsFound, Conflict `draft_moved`."""
        kind = type(document).__name__.lower()
        if not publish:
            if not isinstance(document, Journey):
                raise Invalid("draft_kind", f"A {kind} has no drafts; publish it with a reason.")
            return Published(kind, document.id, None, self.save_draft(document.id, document, revision))
        if not reason.strip():
            raise Invalid("reason_missing", "Say why this is published; the reason is kept with the version.")
        faults = await asyncio.to_thread(self.check, document)
        if any(fault.severity == "error" for fault in faults):
            raise FaultsFound(faults)
        version = await self._publisher.publish(document, reason=reason.strip()[:2_000], by=by)
        return Published(kind, document.id, version, None)

    def save_draft(self, journey: str, document: Journey, revision: int | None = None) -> int:
        """The new revision. `revision` is the one that the author saw; None overwrites whatever is there."""
        known = self.desk.drafts.get(journey)
        over = revision if revision is not None else (known.revision if known else 0)
        return self.desk.drafts.save(journey, msgspec.json.encode(document), over, self._clock.now()).revision

    def draft(self, journey: str) -> tuple[Journey, int, int] | None:
        """The draft of a journey, its revision and when it was saved (ms)."""
        saved = self.desk.drafts.get(journey)
        if saved is None:
            return None
        return msgspec.json.decode(saved.document, type=Journey), saved.revision, saved.saved_at

    def versions(self, journey: str) -> list[StoredDocument]:
        """Every published version of a journey, oldest first."""
        return [d for d in self._documents() if d.kind == "journey" and d.name == journey]

    def version(self, journey: str, number: int) -> tuple[StoredDocument, Journey]:
        """One published version. Raises Missing `version_unknown`."""
        for stored in self.versions(journey):
            if stored.version == number:
                return stored, msgspec.json.decode(stored.document, type=Journey)
        raise Missing("version_unknown", f'Journey "{journey[:64]}" has no version {number}.')

    def impact(self, journey: str) -> tuple[Change, ...]:
        """What the draft changes against the live version. Raises Conflict `nothing_to_compare`."""
        draft, live = self.draft(journey), self._program().live.get(journey)
        if draft is None or live is None:
            raise Conflict("nothing_to_compare", "Both a draft and a live version are needed to see what changes.")
        return diff_documents(live.journey, draft[0])

    async def change_state(self, journey: str, verb: str, by: str = "") -> str:
        """pause, resume or stop; the new state."""
        return await self._publisher.change_state(journey, verb, by)

    async def report(self, journey: str) -> reporting.Report:
        """What a journey did and caused, as of now."""
        return await asyncio.to_thread(self.report_now, journey)

    def report_now(self, journey: str) -> reporting.Report:
        """The same for callers without an event loop."""
        self._carry()
        return reporting.report(self._facts, self._program(), journey, self._clock.now())

    def why(self, person: str, journey: str = "") -> explaining.Why:
        """Why a person did or did not get a journey's messages. `person` is the id as the customer gave it."""
        self._carry()
        return explaining.why(self._facts, stored_key(person), journey)

    def timeline(self, person: str, before: int | None = None, limit: int = 100) -> tuple[explaining.Said, ...]:
        """A person's facts in words, newest first."""
        self._carry()
        return explaining.timeline(self._facts, stored_key(person), before=before or 2**62, limit=limit)


def stored_key(person: str) -> str:
    """The key of a person as typed by a colleague: a user id, or an anonymous id that begins with "~"."""
    if not person:
        raise Invalid("person_missing", "Name a person.")
    return person if person.startswith("~") else person_key(person)


def as_plain(value: object) -> Mapping[str, Any]:
    """A struct as JSON builtins; bounds that are infinite become null."""
    plain: Mapping[str, Any] = msgspec.json.decode(msgspec.json.encode(value))
    return plain
