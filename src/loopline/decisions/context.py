"""The context of one decision: the person as it stands, what the signal changed, and the effects so far."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from loopline.conditions.dates import duration_ms, iso_text
from loopline.conditions.language import Condition, Scope
from loopline.conditions.path import FieldPath, compile_path, value_at
from loopline.conditions.tree import Call, iter_nodes, name_of
from loopline.conditions.values import Look, count_within, look_of
from loopline.decisions.narrate import EndReason, StatedReason
from loopline.decisions.policy.sight import NOTHING, read_object, scope_of
from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.model.bounds.entry_keys import bounded_keys
from loopline.model.bounds.parts import bounded_left
from loopline.model.change import Change
from loopline.model.channels import ChannelName
from loopline.model.effect import Effect
from loopline.model.fact import Fact, FactKind
from loopline.model.person import Enrollment, JourneyHistory, Person

LEFT_MAX = 200
QUESTIONS: Final = frozenset({"count", "first", "last", "in_list", "in_segment", "consented"})
"""Functions whose answer is shown beside a condition that was asked."""
encode_json = msgspec.json.Encoder().encode


class DecisionContext:
    """The work in hand: made for one signal, thrown away after it. Everything it holds is a frozen value."""

    __slots__ = ("_event", "change", "effects", "handed", "now", "pending", "person", "published")

    def __init__(
        self, person: Person, change: Change, published: PublishedSet, now: int, effects: list[Effect]
    ) -> None:
        self.person = person
        self.change = change
        self.published = published
        self.now = now
        self.effects = effects
        self.pending: list[Change] = []
        self.handed = 0
        self._event: Mapping[str, Any] | None = None

    @property
    def event(self) -> Mapping[str, Any]:
        """The properties of the signal's event, decoded once."""
        if self._event is None:
            self._event = read_object(self.change.event.properties) if self.change.event else NOTHING
        return self._event

    def scope(
        self,
        entry: bytes | None = None,
        receipts: Mapping[str, tuple[str, ...]] | None = None,
        answers: Mapping[str, bytes] | None = None,
    ) -> Scope:
        """What a condition may see now."""
        event = self.change.event
        return scope_of(
            self.person,
            self.published,
            self.now,
            self.event if event else None,
            event.name if event else None,
            entry,
            receipts,
            answers,
        )

    def enrollment_scope(self, enrollment: Enrollment) -> Scope:
        """What a condition of an open enrollment may see: its entry event, its receipts and its answers as well."""
        return self.scope(enrollment.entry, enrollment.receipts, enrollment.answers)

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

    def drop(self, enrollment: Enrollment) -> None:
        """The enrollment has ended."""
        rest = tuple(e for e in self.person.enrollments if e.id != enrollment.id)
        self.person = replace(self.person, enrollments=rest)

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
        self.effects.append(
            Fact(
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
                arm=arm,
                held=e.held if e else "",
                reason=reason,
                value=value,
                account=self.person.account,
                data=msgspec.Raw(encode_json(data)) if data else None,
            )
        )

    def leave(
        self,
        enrollment: Enrollment,
        reason: EndReason | StatedReason,
        data: Mapping[str, Any] | None = None,
        *,
        rule: bool = False,
    ) -> None:
        """End an enrollment. `rule`: by an exit rule, so what it left in the outbox is refused at the send."""
        self.record("exited", enrollment, reason=reason, data=data)
        self.drop(enrollment)
        if rule and self._may_have_sent(enrollment):
            history = self.history_of(enrollment.journey)
            self.remember(enrollment.journey, replace(history, left=(*history.left, enrollment.id)[-LEFT_MAX:]))

    def _may_have_sent(self, enrollment: Enrollment) -> bool:
        """Whether it came to any node that sends; in doubt (a migration changes the nodes), yes."""
        version = self.published.version(enrollment.journey, enrollment.version)
        nodes = version.nodes if version else {}
        return any((node := nodes.get(visited)) is None or node.sending() for visited in enrollment.visits or ())

    def is_paused(self, enrollment: Enrollment) -> bool:
        """Whether the journey of this enrollment is paused."""
        return self.published.state_of(enrollment.journey, enrollment.version) == "paused"


class _Uses(NamedTuple):
    """What a condition looks at: the name under which it is shown, and where it is found."""

    traits: tuple[str, ...]
    account: tuple[tuple[str, FieldPath], ...]
    event: tuple[tuple[str, list[str]], ...]
    entry: tuple[tuple[str, list[str]], ...]
    asked: tuple[tuple[str, Call, Look], ...]
    receipts: tuple[str, ...]
    answers: tuple[tuple[str, str, list[str]], ...]


@lru_cache(maxsize=8_192)
def _uses_of(condition: Condition) -> _Uses:
    return _Uses(
        traits=tuple(sorted(condition.traits)),
        account=tuple(
            (f"account.{name}", compile_path(f'account["{name}"]')) for name in sorted(condition.account_traits)
        ),
        event=tuple((f"event.{path}", path.split(".")) for path in sorted(condition.event_paths)),
        entry=tuple((f"entry.{path}", path.split(".")) for path in sorted(condition.entry_paths)),
        asked=tuple((shown, call, look_of(call)) for shown, call in sorted(_questions(condition).items())),
        receipts=tuple(sorted(condition.receipt_nodes)),
        answers=tuple(
            (f"answer({name})", node, path.split("."))
            for name in sorted(condition.answer_paths)
            for node, _, path in (name.partition("."),)
        ),
    )


def _questions(condition: Condition) -> dict[str, Call]:
    """What a condition asks of what a person did, joined or said, each by the way in which it is shown.

    The truth of one that is the whole condition is told with it.
    """
    calls = (one for one in iter_nodes(condition.root) if isinstance(one, Call) and one is not condition.root)
    calls = (call for call in calls if call.name in QUESTIONS)
    return {f"{call.name}({_arguments(call)})": call for call in calls}


def _arguments(call: Call) -> str:
    given = [name_of(call, index) for index in range(len(call.args))]
    return ", ".join([*given, *([call.within] if call.within else [])])


def _answer(call: Call, look: Look, scope: Scope) -> Any:
    if call.within:
        known, is_exact = count_within(scope, name_of(call), duration_ms(call.within) or 0)
        return known if is_exact else f"{known} or more"
    value = look(scope)
    return iso_text(value) if call.name in ("first", "last") and value is not None else value


def deciding_values(condition: Condition, ctx: DecisionContext, enrollment: Enrollment | None = None) -> dict[str, Any]:
    """The values that a condition looked at, by the names it uses: what "why" shows beside the condition's text."""
    person = ctx.person
    uses = _uses_of(condition)
    values: dict[str, Any] = {name: person.traits.get(name) for name in uses.traits} if uses.traits else {}
    if uses.account:
        scope = ctx.scope()
        values |= {shown: path.look(scope) for shown, path in uses.account}
    for shown, keys in uses.event:
        values[shown] = value_at(keys, ctx.event)
    if uses.entry and enrollment is not None:
        entry = read_object(enrollment.entry)
        values |= {shown: value_at(keys, entry) for shown, keys in uses.entry}
    if uses.asked:
        scope = ctx.scope()
        values |= {shown: _answer(call, look, scope) for shown, call, look in uses.asked}
    for node in uses.receipts:
        values[f"receipts({node})"] = list((enrollment.receipts or {}).get(node, ())) if enrollment else []
    for shown, node, keys in uses.answers:
        answer = (enrollment.answers or {}).get(node, b"") if enrollment else b""
        values[shown] = value_at(keys, read_object(answer))
    return values


def evidence(
    condition: Condition, truth: bool | None, ctx: DecisionContext, enrollment: Enrollment | None = None
) -> dict[str, Any]:
    """The condition, its truth ("unknown" for None) and the values that decided it, as the data of a fact."""
    return {
        "when": condition.text,
        "truth": "unknown" if truth is None else truth,
        "values": deciding_values(condition, ctx, enrollment),
    }


def version_of(ctx: DecisionContext, enrollment: Enrollment) -> JourneyVersion | None:
    """The published version that an enrollment walks."""
    return ctx.published.version(enrollment.journey, enrollment.version)


def record_wait(ctx: DecisionContext, enrollment: Enrollment, wake_at: int | None, reason: str = "") -> None:
    """Record until when an enrollment waits, on arrival and when that has moved."""
    ctx.record("waited", enrollment, reason=reason, data={"until": wake_at} if wake_at else None)
