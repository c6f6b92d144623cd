"""A dry run: one invented person, signals in virtual time, each decision in words; nothing is sent."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, cast

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from loopline.decisions.fact_values import data_of
from loopline.decisions.narrate import narrate
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.delivery.content.compose import pin_journey
from loopline.delivery.rendering.reader import values_of
from loopline.lab.sample_grants import LEDGER_ASKED, sample_answer
from loopline.model.channels import ChannelName
from loopline.model.duration import parse_duration
from loopline.model.effect import Effect, EmitSignal, SendMessage
from loopline.model.entry.holdout import GlobalHoldout, Holdout
from loopline.model.errors import Invalid
from loopline.model.fact import Fact
from loopline.model.ids import account_key
from loopline.model.journey import Journey
from loopline.model.mail.attachment import Attachment
from loopline.model.message import RECEIPT_KINDS, AttemptResult, Refusal, Rendered, Sending
from loopline.model.nodes import Node
from loopline.model.nodes.message import Content, Message
from loopline.model.person import Person
from loopline.model.signal import (
    AttemptAnswered,
    AttemptsStarted,
    EventReceived,
    ReceiptReceived,
    Signal,
    TimerDue,
    TraitsChanged,
)
from loopline.pipeline.advance import advance
from loopline.pipeline.outgoing import node_sending, with_sender
from loopline.reports.why import in_words

SIGNALS_MAX: Final = 200
STEPS_MAX: Final = 2_000
WAKES_MAX: Final = 5_000
DRAFT_VERSION: Final = 1_000_000_000
PERSON: Final = "dry-run"
UNSAID: Final = ("person", "account", "published", "state")
Render = Callable[[Content, Mapping[str, Any]], Rendered | Refusal]


class DryRunPerson(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The person it happens to, on lists until `list_ends` (ms). Another `id` may fall into another arm."""

    id: str = PERSON
    traits: dict[str, Any] = {}  # the customer's JSON
    consent: dict[str, bool] = {}
    lists: tuple[str, ...] = ()
    list_ends: dict[str, int] = {}
    zone: str = ""
    account: dict[str, Any] | None = None


class DryRunSignal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event, traits, or a receipt for the last message of a node. `after` counts from the start."""

    after: str = ""
    at: int | None = None
    event: str = ""
    properties: dict[str, Any] = {}
    traits: dict[str, Any] | None = None
    receipt: str = ""
    node: str = ""


class DryRunStep(Struct, frozen=True):
    """One thing that happened or was decided, in words, with the values that decided it."""

    at: int
    kind: str
    node: str
    text: str
    data: dict[str, Any]  # the customer's JSON


class DryRunMessage(Struct, frozen=True):
    """A message that would have been sent, with its files; when its template fails, `rendered` says why."""

    at: int
    node: str
    channel: ChannelName
    rendered: Rendered | Refusal
    attachments: tuple[Attachment, ...] = ()


class DryRun(Struct, frozen=True):
    """The steps and messages of a dry run; `cut` when it has more steps than are shown."""

    steps: tuple[DryRunStep, ...]
    messages: tuple[DryRunMessage, ...]
    cut: bool = False


def preview_program(live: PublishedSet, journey: Journey) -> PublishedSet:
    """The live workspace, segments and offers with this journey alone, and no holdouts, so that each message is shown.
    What it sends of templates is pinned as they are live. Raises Invalid when one is not."""
    workspace = replace(live.workspace, holdout=GlobalHoldout(), programmes={})
    published = publish(PublishedSet(), workspace, 1)
    for name in sorted(live.segment_documents):
        published = publish(published, live.segment_documents[name][1], 1)
    for one in live.offers.offers.values():
        published = publish(published, one.offer, one.version)
    nodes = {name: _sent(node) for name, node in journey.nodes.items()}
    draft = pin_journey(replace(journey, holdout=Holdout(), nodes=nodes), live.content)
    return publish(published, draft, DRAFT_VERSION)


def _sent(node: Node) -> Node:
    return replace(node, holdout=Holdout()) if isinstance(node, Message) else node


def dry_run(
    published: PublishedSet, person: DryRunPerson, signals: Sequence[DryRunSignal], until: str, now: int, render: Render
) -> DryRun:
    """Walk through the signals and every wake-up between them, from `now` (ms) on. Raises Invalid."""
    if len(signals) > SIGNALS_MAX:
        raise Invalid("signals_too_many", f"A dry run takes at most {SIGNALS_MAX} signals.", at="signals")
    moments = [(_moment(signal, now, index), signal) for index, signal in enumerate(signals)]
    end = now + parse_duration(until, at="until")
    walkthrough = _Walkthrough(published, _person(person, now), render)
    for index, (at, signal) in enumerate(sorted(moments, key=lambda pair: pair[0])):
        walkthrough.sleep(at)
        walkthrough.happen(signal, at, index)
    walkthrough.sleep(max(end, *(at for at, _ in moments)) if moments else end)
    return DryRun(tuple(walkthrough.steps[:STEPS_MAX]), tuple(walkthrough.messages), walkthrough.cut)


def _moment(signal: DryRunSignal, now: int, index: int) -> int:
    if signal.at is not None:
        if not now <= signal.at <= now + parse_duration("3660d"):
            raise Invalid(
                "signal_time", "A signal of a dry run happens now or within ten years.", at=f"signals[{index}]"
            )
        return signal.at
    return now + (parse_duration(signal.after, at=f"signals[{index}].after") if signal.after else 0)


def _person(given: DryRunPerson, now: int) -> Person:
    return Person(
        key=given.id or PERSON,
        traits={name: value for name, value in given.traits.items() if value is not None},
        first_seen_at=now,
        zone=given.zone,
        account=account_key(str(given.account.get("id", "dry-run"))) if given.account is not None else "",
        account_traits=given.account,
        lists=given.lists,
        list_ends={name: at for name, at in given.list_ends.items() if name in given.lists and at > now} or None,
        consent=dict(given.consent),
    )


class _Walkthrough:
    """The walk so far: the person as they stand, the steps, the messages that would have left."""

    def __init__(self, published: PublishedSet, person: Person, render: Render) -> None:
        self._published, self._person, self._render = published, person, render
        self.steps: list[DryRunStep] = []
        self.messages: list[DryRunMessage] = []
        self.cut = False
        self._sent: dict[str, SendMessage] = {}
        self._wakes = 0

    def sleep(self, until: int) -> None:
        """Every wake-up up to then, each at its own time."""
        while (due := self._person.wake_at()) is not None and due <= until:
            self._wakes += 1
            if self._wakes > WAKES_MAX or len(self.steps) > STEPS_MAX:
                self.cut = True
                return
            self._take(TimerDue(key=self._person.key, at=due, received_at=due))

    def happen(self, signal: DryRunSignal, at: int, index: int) -> None:
        """One signal of the dry run."""
        key, name = self._person.key, f"dry-run/{index}"
        if signal.event:
            self._take(
                EventReceived(
                    key=key,
                    id=name,
                    name=signal.event,
                    at=at,
                    received_at=at,
                    properties=msgspec.json.encode(signal.properties),
                )
            )
        elif signal.traits is not None:
            self._say(at, "traits", "", f"Traits stated: {', '.join(sorted(signal.traits)) or 'none'}.", signal.traits)
            self._take(TraitsChanged(key=key, id=name, at=at, received_at=at, traits=signal.traits))
        elif signal.receipt:
            self._receipt(signal, at, name)
        else:
            raise Invalid("signal_empty", "Say what happens: an event, traits, or a receipt.", at=f"signals[{index}]")

    def _receipt(self, signal: DryRunSignal, at: int, name: str) -> None:
        kind = next((kind for kind in RECEIPT_KINDS if kind == signal.receipt), None)
        if kind is None:
            raise Invalid("receipt_unknown", f"A receipt is one of: {', '.join(RECEIPT_KINDS)}.")
        m = self._sent.get(signal.node)
        if m is None:
            self._say(
                at,
                "nothing",
                signal.node,
                f"No message of {signal.node} had left by then, so nothing was {signal.receipt}.",
            )
            return
        self._take(
            ReceiptReceived(
                key=self._person.key,
                id=name,
                at=at,
                received_at=at,
                kind=kind,
                message=m.key,
                channel=m.channel,
                topic=m.topic,
                journey=m.journey,
                version=m.version,
                node=m.node,
                enrollment=m.enrollment,
            )
        )

    def _take(self, signal: Signal) -> None:
        waiting = [signal]
        while waiting:
            now = waiting[0].received_at
            self._person, effects = advance(self._person, waiting.pop(0), self._published, now)
            waiting += self._sorted(effects)

    def _sorted(self, effects: Sequence[Effect]) -> list[Signal]:
        emitted: list[Signal] = []
        for effect in effects:
            if isinstance(effect, Fact):
                self._said(effect)
            elif isinstance(effect, SendMessage):
                emitted += self._send(effect)
            elif isinstance(effect, EmitSignal) and isinstance(effect.signal, LEDGER_ASKED):
                emitted.append(sample_answer(effect.signal))
        return emitted

    def _send(self, m: SendMessage) -> list[Signal]:
        sending = node_sending(self._published.live[m.journey], m.node)
        sending = with_sender(cast(Sending, sending), self._published.workspace.sender)
        rendered = self._render(sending.content, values_of(m))
        self.messages.append(DryRunMessage(m.due_at, m.node, m.channel, rendered, sending.attachments))
        result: AttemptResult = "sent"
        if isinstance(rendered, Refusal):
            result = "refused"
            self._say(m.due_at, "refused", m.node, f"The {m.channel} of {m.node} was not sent. {rendered.reason}")
        else:
            self._sent[m.node] = m
        name = f"{m.key}/1/{result}"
        code = rendered.code if isinstance(rendered, Refusal) else ""
        return [
            AttemptsStarted(
                key=m.person, id=f"{name}/started", at=m.due_at, received_at=m.due_at, attempts=((m.key, 1),)
            ),
            AttemptAnswered(
                key=m.person,
                id=name,
                at=m.due_at,
                received_at=m.due_at,
                message=m.key,
                attempt=1,
                result=result,
                channel=m.channel,
                topic=m.topic,
                journey=m.journey,
                version=m.version,
                node=m.node,
                enrollment=m.enrollment,
                code=code,
                address=m.address,
            ),
        ]

    def _said(self, fact: Fact) -> None:
        if fact.kind in UNSAID or fact.kind == "attempt":
            return
        text = narrate(in_words(fact, *self._names(fact)))
        self._say(fact.at, fact.kind, fact.node, text, data_of(fact))

    def _names(self, fact: Fact) -> tuple[str, str]:
        live = self._published.live.get(fact.journey)
        node = live.journey.nodes.get(fact.node) if live else None
        return live.journey.name if live else "", node.name if node else ""

    def _say(self, at: int, kind: str, node: str, text: str, data: dict[str, Any] | None = None) -> None:
        self.steps.append(DryRunStep(at, kind, node, text, data or {}))
