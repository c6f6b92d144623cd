"""Everything that can happen: the closed vocabulary of signals, named in the past participle."""

from typing import Any, Literal

from msgspec import Struct

from loopline.model.channels import ChannelName
from loopline.model.consent.asking import ConsentAsked, ConsentConfirmed, WordSaid
from loopline.model.consent.proof import Proof
from loopline.model.consent.wishes import PreferencesChanged
from loopline.model.history.amounts import Amounts
from loopline.model.message import AttemptResult, ReceiptKind
from loopline.model.signals.accounts import AccountChanged as AccountChanged
from loopline.model.signals.accounts import AccountJoined as AccountJoined
from loopline.model.signals.accounts import MemberJoined as MemberJoined
from loopline.model.signals.addresses import AddressSignal
from loopline.model.signals.admission import LedgerSignal
from loopline.model.signals.data import PlanAlarmed, ToldSignal
from loopline.model.signals.erasure import ErasureSignal
from loopline.model.signals.header import SignalHeader
from loopline.model.signals.header import Trust as Trust
from loopline.model.signals.members import MemberSignal
from loopline.model.signals.policies import PolicyStated
from loopline.model.signals.requested import MessageRequested, RequestSignal

ContentKind = Literal["template", "block", "brand", "catalog", "feed", "file", "offer", "model", "metric"]
DocumentKind = Literal["journey", "segment", "workspace", ContentKind]
JourneyState = Literal["live", "paused", "stopped"]


class EventReceived(Struct, frozen=True, kw_only=True, gc=False, tag="event", array_like=True):
    """A customer did something. `properties` is the JSON text of an object, decoded only when a condition asks."""

    key: str
    id: str
    name: str
    at: int
    received_at: int
    properties: bytes = b"{}"
    link: str = ""
    zone: str = ""
    trust: Trust = ""


class TraitsChanged(SignalHeader, frozen=True, kw_only=True, gc=False, tag="traits", array_like=True):
    """A person's traits were stated; a null removes the trait."""

    traits: dict[str, Any]
    link: str = ""
    zone: str = ""
    source: str = "identify"
    trust: Trust = ""


class ConsentChanged(SignalHeader, frozen=True, kw_only=True, gc=False, tag="consent", array_like=True):
    """A person allowed or refused a channel, or one topic of a channel (topic "" means the whole channel).

    `address` is where it was said from, as in an answer by SMS; the word is that address's then.
    """

    channel: ChannelName
    topic: str
    allowed: bool
    source: str = "api"
    trust: Trust = ""
    proof: Proof | None = None
    address: str = ""


class ListChanged(SignalHeader, frozen=True, kw_only=True, gc=False, tag="list", array_like=True):
    """A person, or an account, was put on a list, `until` then (ms; 0: without an end), or taken off it."""

    name: str
    member: bool
    trust: Trust = ""
    until: int = 0


class PersonLinked(SignalHeader, frozen=True, kw_only=True, gc=False, tag="linked", array_like=True):
    """`other` was found to be the same person as `key` (identify after anonymous visits, or alias)."""

    other: str
    trust: Trust = ""


class PersonReleased(SignalHeader, frozen=True, kw_only=True, gc=False, tag="released", array_like=True):
    """Emitted to the person that is to be absorbed: become a tombstone that points at `other`, hand your state over.

    `PersonAbsorbed` or `ReleaseAnswered` always answers it; its id names the request. `link` is the link that asks for
    it, and says with `received_at` which of two requests is older. `via` are the tombstones asked before.
    """

    other: str
    link: str = ""
    via: tuple[str, ...] = ()


class PersonAbsorbed(SignalHeader, frozen=True, kw_only=True, gc=False, tag="absorbed", array_like=True):
    """The state of `other`, and digests of the ids it has seen, for whom it was merged into, who made `request`."""

    other: str
    state: bytes
    seen: bytes = b""
    request: str = ""


class ReleaseAnswered(SignalHeader, frozen=True, kw_only=True, gc=False, tag="answered_release", array_like=True):
    """Emitted to the person who asked `other` for its state: there is none to hand over.

    `moved_to` is the id that `other` was merged into and that is to be asked instead; "": there is nothing to wait for.
    """

    other: str
    request: str
    moved_to: str = ""
    link: str = ""


class TimerDue(Struct, frozen=True, kw_only=True, gc=False, tag="timer", array_like=True):
    """The person's next wake-up has come; `at` is when it was due, however late the loop is."""

    key: str
    at: int
    received_at: int
    id: str = ""


class AttemptStarted(SignalHeader, frozen=True, kw_only=True, gc=False, tag="started", array_like=True):
    """A message is about to be handed to a provider, in the words of before; now `AttemptsStarted` says it of many."""

    message: str
    attempt: int


class AttemptsStarted(SignalHeader, frozen=True, kw_only=True, gc=False, tag="all_started", array_like=True):
    """Messages (with their attempts' numbers) are about to be handed to a provider; `key` is of the first one."""

    attempts: tuple[tuple[str, int], ...]
    provider: str = ""


class AttemptAnswered(SignalHeader, frozen=True, kw_only=True, gc=False, tag="answered", array_like=True):
    """The result of an attempt; `retry` and `deferred` come again at `next_at`.

    `answer` is the JSON text of the object that an endpoint answered, where its node asks for it. `marked`: the message
    has it already, and the person, who rested, hears of it now. `hard_bounce`: the `address`, or the devices that it
    names, are dead. `stays`: no other provider may take it.
    """

    message: str
    attempt: int
    result: AttemptResult
    channel: ChannelName
    topic: str
    journey: str = ""
    version: int = 0
    node: str = ""
    enrollment: str = ""
    next_at: int | None = None
    code: str = ""
    reason: str = ""
    hard_bounce: bool = False
    provider_id: str = ""
    address: str = ""
    answer: bytes = b""
    marked: bool = False
    provider: str = ""
    stays: bool = False


class ReceiptReceived(SignalHeader, frozen=True, kw_only=True, gc=False, tag="receipt", array_like=True):
    """A message was delivered, opened, clicked ...; `message` is "" when only whose `address` it was about is known.

    `proxy`: a picture proxy fetched it for whom nobody knows. `links`: of how many a message has, one was clicked.
    """

    kind: ReceiptKind
    message: str
    channel: ChannelName
    topic: str = ""
    journey: str = ""
    version: int = 0
    node: str = ""
    enrollment: str = ""
    machine: bool = False
    url: str = ""
    reason: str = ""
    address: str = ""
    hard_bounce: bool = False
    proxy: bool = False
    links: int = 0
    proof: Proof | None = None


class HistoryBackfilled(SignalHeader, frozen=True, kw_only=True, gc=False, tag="history", array_like=True):
    """Times of a person's past events of one name, because a new condition counts that name from now on.

    `times` are the newest ones; `count` is how many there were in all, and `first` that of the first; or `amounts`.
    """

    name: str
    times: tuple[int, ...]
    count: int = 0
    first: int = 0
    amounts: Amounts | None = None


class DocumentPublished(SignalHeader, frozen=True, kw_only=True, gc=False, tag="published", array_like=True):
    """A journey, segment or workspace document went live as this version; every shard gets it."""

    kind: DocumentKind
    name: str
    version: int
    document: bytes
    reason: str = ""
    by: str = ""


class EnrollmentsMoved(SignalHeader, frozen=True, kw_only=True, gc=False, tag="moved", array_like=True):
    """A person in flight goes on in this version; a node of the old one becomes the node that `moves` names.

    Where it names "", people leave; those on a node that is gone and that it does not name stay on their version.
    """

    journey: str
    version: int
    moves: dict[str, str]


class JourneyStateChanged(SignalHeader, frozen=True, kw_only=True, gc=False, tag="state", array_like=True):
    """A journey was paused (no entries, timers stand still), resumed, or stopped (all enrollments end)."""

    journey: str
    state: JourneyState
    by: str = ""
    reason: str = ""


class JourneyStateReached(SignalHeader, frozen=True, kw_only=True, gc=False, tag="told", array_like=True):
    """A journey's state reached a person inside: stopped (leave), or live after a pause (what was due is due now).
    Without a journey: the rules of the workspace changed, and a message of this person waits at the gate.
    """

    journey: str


class FanOutCompleted(SignalHeader, frozen=True, kw_only=True, gc=False, tag="all_told", array_like=True):
    """A journey's state at this place of the log has reached all inside; without one: the workspace, all who wait."""

    journey: str
    position: int


class ObservationStarted(SignalHeader, frozen=True, kw_only=True, gc=False, tag="observed", array_like=True):
    """From here on people remember the times of these events, ahead of a publish whose conditions count them."""

    names: tuple[str, ...]


MergeSignal = PersonLinked | PersonReleased | PersonAbsorbed | ReleaseAnswered
AccountSignal = AccountJoined | MemberJoined | AccountChanged | AddressSignal | MemberSignal
MessageSignal = AttemptStarted | AttemptsStarted | AttemptAnswered | ReceiptReceived | MessageRequested
WishSignal = ConsentChanged | ConsentAsked | ConsentConfirmed | WordSaid | PreferencesChanged | ListChanged
Publication = DocumentPublished | JourneyStateChanged | PolicyStated
PublicationSignal = Publication | FanOutCompleted | ObservationStarted | PlanAlarmed
EngineSignal = ToldSignal | TimerDue | HistoryBackfilled | EnrollmentsMoved | JourneyStateReached | RequestSignal
Signal = (
    EventReceived
    | TraitsChanged
    | WishSignal
    | MergeSignal
    | EngineSignal
    | ErasureSignal
    | AccountSignal
    | LedgerSignal
    | MessageSignal
    | PublicationSignal
)
