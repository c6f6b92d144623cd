"""The context of one decision: the person as it stands, what the signal changed, and the effects so far."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from loopline.conditions.language import Scope
from loopline.conditions.path import FieldPath
from loopline.decisions.handing.returned import awaited_enrollment, with_end
from loopline.decisions.narrate import EndReason, StatedReason
from loopline.decisions.policy.sight import NOTHING, read_object, scope_of
from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.model.bounds.entry_keys import bounded_keys
from loopline.model.bounds.parts import bounded_left
from loopline.model.change import Change
from loopline.model.channels import ChannelName
from loopline.model.effect import Effect, EmitSignal
from loopline.model.fact import Fact, FactKind
from loopline.model.person import Enrollment, JourneyHistory, Person
from loopline.model.signals.members import MemberAnswered, MemberOutcome

LEFT_MAX = 200
encode_json = msgspec.json.Encoder().encode


class PlaceOf(Struct, frozen=True):
    """The place with this id in a passage of an account through a journey."""

    account: str
    journey: str
    id: str


class DecisionContext(Struct, gc=False, eq=False):
    """The work in hand: made for one signal, thrown away after it. Everything it holds is a frozen value."""

    person: Person
    change: Change
    published: PublishedSet
    now: int
    effects: list[Effect]
    pending: list[Change] = []
    handed: int = 0
    depth: int = 0
    _objects: dict[bytes, Mapping[str, Any]] = {}

    def object_in(self, text: bytes) -> Mapping[str, Any]:
        """The JSON object in these bytes, decoded once."""
        found = self._objects.get(text)
        if found is None:
            found = self._objects[text] = read_object(text)
        return found

    @property
    def event(self) -> Mapping[str, Any]:
        """The properties of the signal's event."""
        return self.object_in(self.change.event.properties) if self.change.event else NOTHING

    def scope(
        self,
        entry: bytes | None = None,
        receipts: Mapping[str, tuple[str, ...]] | None = None,
        answers: Mapping[str, bytes] | None = None,
        entry_at: int | None = None,
    ) -> Scope:
        """What a condition may see now."""
        event, read = self.change.event, self.object_in
        return scope_of(
            self.person,
            self.published,
            self.now,
            read(event.properties) if event else None,
            event.name if event else None,
            read(entry) if entry is not None else None,
            receipts,
            {node: read(text) for node, text in answers.items()} if answers else None,
            entry_at,
        )

    def enrollment_scope(self, enrollment: Enrollment) -> Scope:
        """What a condition of an open enrollment may see: its entry event, its receipts and its answers as well."""
        return self.scope(enrollment.entry, enrollment.receipts, enrollment.answers, enrollment.since())

    def field(self, path: FieldPath, enrollment: Enrollment) -> Any:
        """What a field holds for an open enrollment; with no event at hand, that by which it entered is meant."""
        if self.change.event is None:
            if path.home == "event_name":
                return enrollment.entry_name
            path = path.of_entry()
        return path.look(self.enrollment_scope(enrollment))

    def keep(self, enrollment: Enrollment) -> None:
        """Put the enrollment where it stands now."""
        others = tuple(e if e.id != enrollment.id else enrollment for e in self.person.enrollments)
        if enrollment not in others:
            others = (*others, enrollment)
        self.person = replace(self.person, enrollments=others)

    def as_kept(self, enrollment: Enrollment) -> Enrollment:
        """The enrollment as it stands by now: another one may have ended for which it waited."""
        return next((one for one in self.person.enrollments if one.id == enrollment.id), enrollment)

    def drop(self, enrollment: Enrollment) -> None:
        """The enrollment has ended."""
        rest = tuple(e for e in self.person.enrollments if e.id != enrollment.id)
        self.person = replace(self.person, enrollments=rest)

    def moved(self, journey: str) -> None:
        """The person has entered or left a journey: a change, where a condition asks whether she stands in it."""
        if journey in self.published.journeys_asked:
            self.pending.append(Change(at=self.now, journeys=frozenset((journey,))))

    def history_of(self, journey: str) -> JourneyHistory:
        """What the person remembers of a journey."""
        return (self.person.journey_histories or {}).get(journey) or JourneyHistory()

    def remember(self, journey: str, history: JourneyHistory) -> None:
        """Store what the person remembers of a journey."""
        histories = {**(self.person.journey_histories or {}), journey: history}
        histories = bounded_keys(histories) if history.sealed else histories
        self.person = replace(self.person, journey_histories=bounded_left(histories) if history.left else histories)

    def record(
        self,
        kind: FactKind,
        enrollment: Enrollment | None = None,
        *,
        name: str = "",
        reason: str = "",
        channel: ChannelName | Literal[""] = "",
        topic: str = "",
        key: str = "",
        arm: str = "",
        journey: str = "",
        version: int = 0,
        value: float | None = None,
        data: Mapping[str, Any] | None = None,
        at: int | None = None,
    ) -> None:
        """Append a fact about this person, now; `at` says when it happened, where that was before."""
        e = enrollment
        fact = Fact(  # with more than 15 names in one call, Python makes a dict of them first: five times the price
            kind=kind,
            person=self.person.key,
            at=self.now if at is None else at,
            name=name,
            journey=e.journey if e else journey,
            version=e.version if e else version,
            enrollment=e.id if e else "",
            node=e.node if e else "",
            channel=channel,
            topic=topic,
            key=key,
            held=e.held if e else "",
            reason=reason,
            account=self.person.account,
            data=msgspec.Raw(encode_json(data)) if data else None,
        )
        self.effects.append(replace(fact, arm=arm, value=value) if arm or value is not None else fact)

    def leave(
        self,
        enrollment: Enrollment,
        reason: EndReason | StatedReason,
        data: Mapping[str, Any] | None = None,
        *,
        rule: bool = False,
    ) -> None:
        """End an enrollment. `rule`: by an exit rule, so what it left in the outbox is refused at the send.

        The account that chose the person for it hears of the end.
        """
        self.record("exited", enrollment, reason=reason, data=data)
        self.drop(enrollment)
        self.moved(enrollment.journey)
        self._tell_of_end(enrollment, reason)
        if enrollment.place:
            self.answer(PlaceOf(enrollment.account, enrollment.journey, enrollment.place), "ended", reason)
        if rule and self._may_have_sent(enrollment):
            history = self.history_of(enrollment.journey)
            self.remember(enrollment.journey, replace(history, left=(*history.left, enrollment.id)[-LEFT_MAX:]))

    def _tell_of_end(self, ended: Enrollment, reason: str) -> None:
        """An enrollment that handed the person over and waits for this end goes on by it, in the next round."""
        for one in self.person.enrollments:
            if awaited_enrollment(one) == ended.id:
                self.keep(replace(one, answers=with_end(one, reason), wake_at=self.now))
                self.pending.append(Change(at=self.now, journeys=frozenset((ended.journey,))))

    def answer(self, place: PlaceOf, outcome: MemberOutcome, reason: str = "") -> None:
        """Tell an account what became of the place in a passage that it gave to the person."""
        said = MemberAnswered(
            key=place.account,
            id=f"{place.id}/{outcome}",
            at=self.now,
            received_at=self.now,
            journey=place.journey,
            place=place.id,
            person=self.person.key,
            outcome=outcome,
            reason=reason,
            arms=self.history_of(place.journey).arms,
        )
        self.effects.append(EmitSignal(said))

    def _may_have_sent(self, enrollment: Enrollment) -> bool:
        """Whether it came to any node that sends; in doubt (a migration changes the nodes), yes."""
        version = self.published.version(enrollment.journey, enrollment.version)
        nodes = version.nodes if version else {}
        return any((node := nodes.get(visited)) is None or node.sending() for visited in enrollment.visits or ())

    def is_paused(self, enrollment: Enrollment) -> bool:
        """Whether the journey of this enrollment is paused."""
        return self.published.state_of(enrollment.journey, enrollment.version) == "paused"


def version_of(ctx: DecisionContext, enrollment: Enrollment) -> JourneyVersion | None:
    """The published version that an enrollment walks."""
    return ctx.published.version(enrollment.journey, enrollment.version)


def record_wait(
    ctx: DecisionContext,
    enrollment: Enrollment,
    wake_at: int | None,
    reason: str = "",
    more: Mapping[str, Any] | None = None,
) -> None:
    """Record until when an enrollment waits, on arrival and when that has moved."""
    ctx.record("waited", enrollment, reason=reason, data={"until": wake_at, **(more or {})} if wake_at else None)
