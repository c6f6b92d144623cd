"""A backtest: a draft over the recorded past of a sample of people; nothing is stored, nothing leaves."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from time import sleep
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.delivery.content.compose import pin_journey
from loopline.delivery.rendering.reader import values_of
from loopline.lab.dry_run import Render
from loopline.lab.past_facts import TrimmedPast
from loopline.lab.sample_grants import LEDGER_ASKED, sample_answer
from loopline.model.duration import DAY
from loopline.model.effect import Effect, EmitSignal, SendMessage
from loopline.model.fact import Fact
from loopline.model.ids import ACCOUNT, bucket, digest8
from loopline.model.journey import Journey
from loopline.model.message import Refusal
from loopline.model.nodes.message import Message
from loopline.model.person import Person, Sent
from loopline.model.signal import (
    AccountJoined,
    AttemptAnswered,
    ConsentChanged,
    EventReceived,
    ListChanged,
    ReceiptReceived,
    Signal,
    TimerDue,
    TraitsChanged,
)
from loopline.pipeline.advance import advance
from loopline.ports import Log
from loopline.signals.people.deduplicate import SeenIds

SIGNALS_MAX: Final = 5_000_000
AT_ONCE: Final = 2_000
BREATH_SECONDS: Final = 0.002
WAKES_MAX: Final = 10_000
SAMPLE: Final = "loopline.backtest"
REFUSALS: Final = ("refused", "deferred", "withheld")
PastSignal = (
    EventReceived | TraitsChanged | ConsentChanged | ListChanged | AccountJoined | ReceiptReceived | AttemptAnswered
)


@dataclass(slots=True)
class Found:
    """The results. `messages` by (day, node, channel), the others by (node, kind, reason)."""

    people: int = 0
    signals: int = 0
    entered: int = 0
    messages: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    withheld: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    not_entered: Counter[str] = field(default_factory=Counter)
    messaged: set[str] = field(default_factory=set)


class Backtest(Struct, frozen=True):
    """One backtest. `share` of all people, by a stable hash; `canonical` maps merged people to the person who stayed.

    People are remembered from the beginning of the log (its last five million signals), and may enter from `since` (ms)
    on. Caps, consent, quiet hours and holdouts hold as they would have; a message counts as sent when it was decided
    and could be rendered; offers are granted as if their budgets were never spent.
    """

    live: PublishedSet
    journey: Journey
    since: int
    until: int
    share: float
    canonical: Mapping[str, str] = {}

    def over(
        self, log: Log, go_on: Callable[[float], bool], render: Render, trimmed: TrimmedPast | None = None
    ) -> Found | None:
        """Read the log, and the facts of what was `trimmed` from it.

        `go_on` gets the progress (0 to 1) and may return False: then the answer is None.
        """
        past = _Past(self, render)
        end = log.end()
        first = reached = max(0, end - SIGNALS_MAX)  # where positions have gaps, it is fewer signals
        for position, signals in _recorded(log, first, end, trimmed):
            if not go_on((reached - first) / max(1, end - first)):
                return None
            past.live_through(signals)
            reached = position
            sleep(BREATH_SECONDS)  # the loop and the API share this process
        past.finish()
        return past.found


def _recorded(
    log: Log, position: int, end: int, trimmed: TrimmedPast | None
) -> Iterator[tuple[int, Sequence[Signal | None]]]:
    """Signals behind a position, a batch at a time, each with the position that is reached by it."""
    if trimmed is not None:
        yield from trimmed.signals(position)
        position = max(position, trimmed.horizon)
    while position < end and (entries := log.read(position, AT_ONCE)):
        position = entries[-1].end
        yield position, [signal for entry in entries for signal in entry.signals]


class _Past:
    """The people of the sample as they stand at one moment of the past."""

    def __init__(self, asked: Backtest, render: Render) -> None:
        self._asked, self._render = asked, render
        self._before = _around(asked.live, asked.journey)
        version = asked.live.live[asked.journey.id].version + 1 if asked.journey.id in asked.live.live else 1
        self._published = publish(self._before, pin_journey(asked.journey, asked.live.content), version)
        self._people: dict[str, Person] = {}
        self._seen: dict[str, SeenIds] = {}
        self._accounts: dict[str, dict[str, object]] = {}
        self.found = Found()

    def live_through(self, signals: Iterable[Signal | None]) -> None:
        """Signals in their order; those of people outside the sample cost next to nothing."""
        for signal in signals:
            if not isinstance(signal, PastSignal) or signal.key.startswith(ACCOUNT):
                continue
            if isinstance(signal, AccountJoined):
                self._accounts[signal.account] = {**self._accounts.get(signal.account, {}), **signal.traits}
            key = self._asked.canonical.get(signal.key, signal.key)
            if bucket(SAMPLE, "sample", key) < self._asked.share:
                self._one(key, signal if key == signal.key else replace(signal, key=key))

    def finish(self) -> None:
        """The wake-ups that are still due by the end."""
        for key in list(self._people):
            self._sleep(key, self._asked.until)
        self.found.people = len(self._people)

    def _one(self, key: str, signal: PastSignal) -> None:
        if self._is_double(key, signal.id):
            return
        now = signal.received_at
        self.found.signals += now >= self._asked.since
        person = self._people.get(key) or Person(key=key, traits={})
        self._people[key] = self._with_account(person, signal)
        self._sleep(key, now)
        if isinstance(signal, AttemptAnswered) and signal.journey == self._asked.journey.id:
            return  # what the published version sent; here the draft decides
        self._take(key, signal, now)
        if isinstance(signal, AttemptAnswered) and signal.result == "sent" and self._is_capped(signal):
            self._count_send(key, signal)

    def _is_double(self, key: str, identity: str) -> bool:
        if not identity:
            return False
        seen, digest = self._seen.setdefault(key, SeenIds()), digest8(identity)
        if seen.has(digest):
            return True
        seen.add(digest)
        return False

    def _with_account(self, person: Person, signal: PastSignal) -> Person:
        account = signal.account if isinstance(signal, AccountJoined) else person.account
        traits = self._accounts.get(account) if account else person.account_traits
        if person.account == account and person.account_traits == traits:
            return person
        return replace(person, account=account, account_traits=traits)

    def _is_capped(self, signal: AttemptAnswered) -> bool:
        """Whether it counts against caps; no call does, no transactional message; in doubt, yes."""
        live = self._asked.live
        version = live.version(signal.journey, signal.version)
        node = version.journey.nodes.get(signal.node) if version else None
        if not isinstance(node, Message):
            return node is None
        topic = live.workspace.topics.get(node.topic)
        return not (node.transactional or (topic and topic.transactional))

    def _count_send(self, key: str, signal: AttemptAnswered) -> None:
        """A message of another journey, for the caps."""
        person, window = self._people[key], self._published.cap_window_ms
        if window:
            sends = tuple(sent for sent in person.sends if sent.at > signal.at - window)
            sent = Sent(signal.at, signal.channel, signal.topic, signal.message, journey=signal.journey)
            if (version := self._asked.live.version(signal.journey, signal.version)) is not None:
                sent = replace(sent, priority=version.journey.priority)
            self._people[key] = replace(person, sends=(*sends, sent))

    def _sleep(self, key: str, until: int) -> None:
        for _ in range(WAKES_MAX):
            due = self._people[key].wake_at()
            if due is None or due > until:
                return
            self._take(key, TimerDue(key=key, at=due, received_at=due), due)

    def _take(self, key: str, signal: Signal, now: int) -> None:
        published = self._published if now >= self._asked.since else self._before
        self._people[key], effects = advance(self._people[key], signal, published, now)
        for effect in effects:
            if isinstance(effect, EmitSignal) and isinstance(effect.signal, LEDGER_ASKED):
                self._take(key, sample_answer(effect.signal), now)
        messages = [effect for effect in effects if isinstance(effect, SendMessage)]
        refused = {m.key: why for m in messages if (why := self._refusal(m)) is not None}
        for m in messages:
            answered = self._answered(m, refused.get(m.key))
            self._take(key, answered, answered.at)
        self._note(key, effects, refused)

    def _refusal(self, m: SendMessage) -> Refusal | None:
        """Why a message of the draft could not have been rendered; None when it could."""
        node = self._published.live[self._asked.journey.id].nodes.get(m.node)
        sending = node.sending() if node and m.journey == self._asked.journey.id else None
        rendered = self._render(sending.content, values_of(m)) if sending else None
        return rendered if isinstance(rendered, Refusal) else None

    def _answered(self, m: SendMessage, refusal: Refusal | None) -> AttemptAnswered:
        return AttemptAnswered(
            key=m.person,
            id="",
            at=m.due_at,
            received_at=m.due_at,
            message=m.key,
            attempt=1,
            result="sent" if refusal is None else "refused",
            code=refusal.code if refusal else "",
            channel=m.channel,
            topic=m.topic,
            journey=m.journey,
            version=m.version,
            node=m.node,
            enrollment=m.enrollment,
        )

    def _note(self, key: str, effects: Iterable[Effect], refused: Mapping[str, Refusal]) -> None:
        found = self.found
        for fact in effects:
            if not isinstance(fact, Fact) or fact.journey != self._asked.journey.id:
                continue
            if fact.kind == "entered":
                found.entered += 1
            elif fact.kind == "message" and fact.key in refused:
                found.withheld[fact.node, "refused", refused[fact.key].code] += 1
            elif fact.kind == "message":
                found.messages[fact.at // DAY, fact.node, fact.channel] += 1
                found.messaged.add(key)
            elif fact.kind in REFUSALS:
                found.withheld[fact.node, fact.kind, fact.reason] += 1
            elif fact.kind == "not_entered":
                found.not_entered[fact.reason] += 1


def _around(live: PublishedSet, journey: Journey) -> PublishedSet:
    """Workspace, segments and offers as they are; people remember what the draft will count, from the beginning."""
    published = publish(PublishedSet(), live.workspace, 1)
    for name in sorted(live.segment_documents):
        published = publish(published, live.segment_documents[name][1], 1)
    for _, compiled in sorted(live.offers.offers.items()):
        published = publish(published, compiled.offer, compiled.version)
    return published.observe(tuple(sorted(publish(published, journey, 1).observed)))
