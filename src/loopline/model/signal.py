"""Everything that can happen: the closed vocabulary of signals, named in the past participle."""

from typing import Any

from msgspec import Struct


class EventReceived(Struct, frozen=True, gc=False, tag="event", array_like=True):
    """A customer did something. `properties` is the JSON text of an object, decoded only when a condition asks."""

    key: str
    id: str
    name: str
    at: int
    received_at: int
    properties: bytes = b"{}"
    link: str = ""
    zone: str = ""


class TraitsChanged(Struct, frozen=True, gc=False, tag="traits", array_like=True):
    """A person's traits were stated; a null removes the trait."""

    key: str
    id: str
    at: int
    received_at: int
    traits: dict[str, Any]
    link: str = ""
    zone: str = ""
    source: str = "identify"


class ConsentChanged(Struct, frozen=True, gc=False, tag="consent", array_like=True):
    """A person allowed or refused a channel, or one topic of a channel (topic "" means the whole channel)."""

    key: str
    id: str
    at: int
    received_at: int
    channel: str
    topic: str
    allowed: bool
    source: str = "api"


class ListChanged(Struct, frozen=True, gc=False, tag="list", array_like=True):
    """A person was put on a list or taken off it."""

    key: str
    id: str
    at: int
    received_at: int
    name: str
    member: bool


class PersonLinked(Struct, frozen=True, gc=False, tag="linked", array_like=True):
    """`other` was found to be the same person as `key` (identify after anonymous visits, or alias)."""

    key: str
    id: str
    at: int
    received_at: int
    other: str


class PersonReleased(Struct, frozen=True, gc=False, tag="released", array_like=True):
    """Told to the one that is absorbed: become a tombstone that points at `other` and hand your state over."""

    key: str
    id: str
    at: int
    received_at: int
    other: str


class PersonAbsorbed(Struct, frozen=True, gc=False, tag="absorbed", array_like=True):
    """The state of `other` arrives at the person it was merged into; a signal, so that it may cross shards."""

    key: str
    id: str
    at: int
    received_at: int
    other: str
    state: bytes


class AccountJoined(Struct, frozen=True, gc=False, tag="joined", array_like=True):
    """A person became a member of an account and the account's traits were stated."""

    key: str
    id: str
    at: int
    received_at: int
    account: str
    traits: dict[str, Any]


class MemberJoined(Struct, frozen=True, gc=False, tag="member", array_like=True):
    """Told to an account: a person is its member now, and these of its traits were stated."""

    key: str
    id: str
    at: int
    received_at: int
    person: str
    traits: dict[str, Any]
    left: bool = False


class AccountChanged(Struct, frozen=True, gc=False, tag="account", array_like=True):
    """Told to a member: the account's traits are these now."""

    key: str
    id: str
    at: int
    received_at: int
    account: str
    traits: dict[str, Any]


class TimerDue(Struct, frozen=True, gc=False, tag="timer", array_like=True):
    """The person's next wake-up has come; `at` is when it was due, however late we are."""

    key: str
    at: int
    received_at: int
    id: str = ""


class AttemptStarted(Struct, frozen=True, gc=False, tag="started", array_like=True):
    """A message is about to be handed to a provider; written before, so that a crash leaves a trace."""

    key: str
    id: str
    at: int
    received_at: int
    message: str
    attempt: int


class AttemptAnswered(Struct, frozen=True, gc=False, tag="answered", array_like=True):
    """What became of an attempt: `sent`, `retry` (again at `next_at`), `failed`, `refused`, `deferred` or `unknown`."""

    key: str
    id: str
    at: int
    received_at: int
    message: str
    attempt: int
    result: str
    channel: str
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


class ReceiptReceived(Struct, frozen=True, gc=False, tag="receipt", array_like=True):
    """A message was delivered, opened, clicked, bounced, complained about, unsubscribed from or replied to.

    `message` is "" when all that is known is whose `address` it was about.
    """

    key: str
    id: str
    at: int
    received_at: int
    kind: str
    message: str
    channel: str
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


class HistoryBackfilled(Struct, frozen=True, gc=False, tag="history", array_like=True):
    """Times of past events of one name, told to a person because a new condition counts that name from now on."""

    key: str
    id: str
    at: int
    received_at: int
    name: str
    times: tuple[int, ...]


class DocumentPublished(Struct, frozen=True, gc=False, tag="published", array_like=True):
    """A journey, segment or workspace document went live as this version; told to every shard."""

    key: str
    id: str
    at: int
    received_at: int
    kind: str
    name: str
    version: int
    document: bytes
    reason: str = ""
    by: str = ""


class EnrollmentsMoved(Struct, frozen=True, gc=False, tag="moved", array_like=True):
    """Told to a person in flight: go on in this version; a node of the old one becomes the node that `moves` names."""

    key: str
    id: str
    at: int
    received_at: int
    journey: str
    version: int
    moves: dict[str, str]


class JourneyStateChanged(Struct, frozen=True, gc=False, tag="state", array_like=True):
    """A journey was paused (no entries, timers hold), resumed, or stopped (everybody leaves)."""

    key: str
    id: str
    at: int
    received_at: int
    journey: str
    state: str
    by: str = ""


class JourneyStateReached(Struct, frozen=True, gc=False, tag="told", array_like=True):
    """Told to a person inside a journey that was stopped (leave) or goes on after a pause (what was due is due now)."""

    key: str
    id: str
    at: int
    received_at: int
    journey: str


class FanOutCompleted(Struct, frozen=True, gc=False, tag="all_told", array_like=True):
    """Everybody inside a journey has been told of the change of its state that stands at this place of the log."""

    key: str
    id: str
    at: int
    received_at: int
    journey: str
    position: int


class ObservationStarted(Struct, frozen=True, gc=False, tag="observed", array_like=True):
    """From here on people remember the times of these events, ahead of a publish whose conditions count them."""

    key: str
    id: str
    at: int
    received_at: int
    names: tuple[str, ...]


Signal = (
    EventReceived
    | TraitsChanged
    | ConsentChanged
    | ListChanged
    | PersonLinked
    | PersonReleased
    | PersonAbsorbed
    | AccountJoined
    | MemberJoined
    | AccountChanged
    | TimerDue
    | AttemptStarted
    | AttemptAnswered
    | ReceiptReceived
    | HistoryBackfilled
    | EnrollmentsMoved
    | JourneyStateReached
    | DocumentPublished
    | JourneyStateChanged
    | FanOutCompleted
    | ObservationStarted
)
PublicationSignal = DocumentPublished | JourneyStateChanged | FanOutCompleted | ObservationStarted
