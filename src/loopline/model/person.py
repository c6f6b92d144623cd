"""People: what we remember of each, as compact frozen values."""

from typing import Any, Final, Literal

from msgspec import Struct

from loopline.model.addresses.address import UNSUBSCRIBED, HeldAddress, SuppressionReason, refusals
from loopline.model.admission.ask import EntryAsk
from loopline.model.channels import ChannelName
from loopline.model.consent.wishes import ConsentRecord
from loopline.model.entry.holdout import HoldoutLevel
from loopline.model.history.amounts import Amounts
from loopline.model.history.times import Forgotten, Times
from loopline.model.history.trigger_states import TriggerStates
from loopline.model.offers.grant import Grant
from loopline.model.push.device import Device

SENDS_MAX: Final = 1_000
"""At most so many sends of a person are remembered; a cap that would have to look beyond them refuses."""


TEST_LIST: Final = "test people"
"""The list of people who are never held out, capped or counted."""

TEST: Final = "test."
"""Begins the kind of a fact about them, so no report counts it."""

TEST_JOURNEY: Final = "test/"
"""Begins the journey of such a fact."""


class Waiting(Struct, frozen=True, gc=False, array_like=True):
    """The wait of an open enrollment at its node: what may end it, and its own time `at` (ms).

    The enrollment's `wake_at` may be earlier than `at`, when time alone could make one of the journey's exits true.
    `pending_reason` is what ended the wait while the journey was paused; it takes effect when the journey goes on.
    `pending_arrival`: a migration brought the enrollment to the node during a pause, and it arrives when the journey
    goes on.
    """

    until: bool = False
    outcome: bool = False
    at: int | None = None
    pending_reason: str = ""
    pending_arrival: bool = False


class Enrollment(Struct, frozen=True, gc=False, array_like=True):
    """One person's way through one journey version. Open while it stands here; its end is a fact.

    `began_at` is when its entry event happened (ms), which may be before `entered_at`, when it was processed; 0: then.
    `answers` holds what endpoints answered, by the node that called: the JSON text of an object. `account` chose the
    person for it, who holds this `place` of a passage; "": she entered by herself.
    """

    id: str
    journey: str
    version: int
    node: str
    visit: int
    entered_at: int
    arrived_at: int
    wake_at: int | None = None
    waiting: Waiting | None = None
    entry_name: str = ""
    entry: bytes = b"{}"
    key: str = ""
    held: HoldoutLevel | Literal[""] = ""
    arms: dict[str, str] | None = None
    visits: dict[str, int] | None = None
    receipts: dict[str, tuple[str, ...]] | None = None
    began_at: int = 0
    answers: dict[str, bytes] | None = None
    account: str = ""
    place: str = ""

    def since(self) -> int:
        """The time from which on events belong to this enrollment (ms)."""
        return self.began_at or self.entered_at


class JourneyHistory(Struct, frozen=True, gc=False, array_like=True):
    """What a person remembers of a journey beyond one enrollment.

    `keys` serve keyed re-entry (key -> last entry, ms), `arms` keep experiments sticky (node -> arm), `left` names the
    enrollments that an exit rule ended lately after they had come to a message, so that the gate at the send can refuse
    what they left behind. `sealed` holds older keys as digests with their times, and `forgotten_at` is the time of the
    newest key that is not even there any more (ms; 0: none is forgotten). `unit` is what this person was held out and
    given arms by at the first entry, where the journey goes by accounts.
    """

    entered: int = 0
    last_entered_at: int = 0
    keys: dict[str, int] | None = None
    arms: dict[str, str] | None = None
    left: tuple[str, ...] = ()
    sealed: bytes = b""
    forgotten_at: int = 0
    unit: str = ""


class GoalWindow(Struct, frozen=True, gc=False, array_like=True):
    """An enrollment whose goal window is still open, kept beyond its end.

    `exposed_at` is its first message, or the first that was withheld: the moment from which lift is measured.
    `chosen_at` is its last choice, from which a policy learns (0: none).
    """

    enrollment: str
    journey: str
    version: int
    held: HoldoutLevel | Literal[""]
    entered_at: int
    entry: bytes
    reached: bool = False
    exposed_at: int = 0
    began_at: int = 0
    chosen_at: int = 0


class Sent(Struct, frozen=True, gc=False, array_like=True):
    """One message that counted against frequency caps.

    `uncertain`: an attempt had no answer, so it may have left, whatever is said of it later. `priority` is that of its
    journey. `settled`: it was sent, so nothing will be said of it by its key any more. `quiet`: it waits in the outbox
    for the end of quiet hours, or of what the person chose, after so many attempts; None: it does not.
    """

    at: int
    channel: ChannelName
    topic: str
    key: str = ""
    uncertain: bool = False
    priority: int = 50
    settled: bool = False
    quiet: int | None = None
    journey: str = ""


class TraitTimes(Struct, frozen=True, gc=False, array_like=True):
    """When traits were stated (ms): at `at`, but for those that `others` names; removed ones stand there too.

    Most traits of a person are stated together, so the record holds one time and few exceptions.
    """

    at: int = 0
    others: dict[str, int] | None = None


class Await(Struct, frozen=True, gc=False, array_like=True):
    """A merge under way: `asked` was asked to hand its state over, and has not answered yet.

    `link` stands for the link that began it, the same on every shard; with `received_at` (ms) it says which of two is
    the older one. `other` is the id that the link named, and `via` are those that said to ask elsewhere. In a
    tombstone, `heir` is who goes on waiting for the answer.
    """

    asked: str
    link: str
    other: str
    at: int
    received_at: int
    via: tuple[str, ...] = ()
    heir: str = ""

    @property
    def request(self) -> str:
        """The id of the request."""
        return f"{self.link}:{self.asked}"

    @property
    def age(self) -> tuple[int, str]:
        """The place in the order of all links: the older one is less."""
        return self.received_at, self.link


class HeldClick(Struct, frozen=True, gc=False, array_like=True):
    """A click of which it is not known yet whether a program made it: until `due` (ms).

    `url` is the digest of where it led, `signal` the bytes of the signal; none: it is known by now.
    """

    due: int
    message: str
    url: bytes
    signal: bytes


class Person(Struct, frozen=True, gc=False, array_like=True):
    """A person. `merged_into` marks a tombstone that only points on. Times of `history` ascend.

    A person rests while it `awaits` the state of another id: what comes meanwhile is kept in `stash`, each the bytes of
    a signal, and decided afterwards. `merges` counts the ids that it took in.

    `consent_at` is when each entry of `consent` was given (ms), so that a late arrival does not undo a newer one.
    `odd_zones` are names of zones that do not exist and have been reported. `trait_times` does for traits what
    `consent_at` does for consent; None: whatever is stated next is newer. `forgotten` counts the events whose times
    `history` has no room for. `zone_at` and `account_at` are when zone and account were stated (ms); for a zone that is
    stated over and over to the day. `account_version` stands in a record only: in the place of `account_traits`, the
    version of them that the account's record holds. `clicks` are those of the last seconds, see `HeldClick`.
    `consent_record` holds the proofs of `consent`, and what the person wishes beside.
    `addresses` are those that she has, by channel, the present one first; {}: she was looked at and has none.
    `devices` are those that were stated as such, and ended ones; None: nobody has looked yet at what traits state.
    `amounts` are those of events that conditions add up, by their key. `trigger_states` is None for one never asked.
    `grants` are those of offers that she got or asked for. `asks` are entries that wait for a place in a journey.
    `account_answers` are what her account told of questions about all its members, by their key. `list_ends` says
    until when she is on lists whose membership ends (ms).
    """

    key: str
    traits: dict[str, Any]
    first_seen_at: int = 0
    zone: str = ""
    account: str = ""
    account_traits: dict[str, Any] | None = None
    lists: tuple[str, ...] = ()
    consent: dict[str, bool] | None = None
    suppressed: dict[str, SuppressionReason] | None = None
    enrollments: tuple[Enrollment, ...] = ()
    journey_histories: dict[str, JourneyHistory] | None = None
    history: dict[str, Times] | None = None
    goal_windows: tuple[GoalWindow, ...] = ()
    sends: tuple[Sent, ...] = ()
    links: tuple[str, ...] = ()
    merged_into: str = ""
    unit: str = ""
    consent_at: dict[str, int] | None = None
    odd_zones: tuple[str, ...] = ()
    trait_times: TraitTimes | None = None
    forgotten: dict[str, Forgotten] | None = None
    zone_at: int = 0
    account_at: int = 0
    awaits: tuple[Await, ...] = ()
    stash: tuple[bytes, ...] = ()
    merges: int = 0
    account_version: str = ""
    clicks: tuple[HeldClick, ...] = ()
    consent_record: ConsentRecord | None = None
    addresses: dict[ChannelName, tuple[HeldAddress, ...]] | None = None
    devices: tuple[Device, ...] | None = None
    amounts: dict[str, Amounts] | None = None
    trigger_states: TriggerStates | None = None
    grants: tuple[Grant, ...] = ()
    asks: tuple[EntryAsk, ...] = ()
    account_answers: dict[str, bool] | None = None
    list_ends: dict[str, int] | None = None

    def consent_now(self) -> dict[str, bool]:
        """Her own consent, with what the addresses that she has now refuse."""
        own = self.consent or {}
        refused = {
            f"{channel}{word.removeprefix(UNSUBSCRIBED)}": False
            for channel, held in (self.addresses or {}).items()
            if held and held[0].words
            for word in refusals(held[0].words)
            if word.startswith(UNSUBSCRIBED)
        }
        return {**own, **refused} if refused else own

    def wake_at(self) -> int | None:
        """When the loop is to wake the person, in ms; None for one who rests or awaits signals only."""
        return None if self.awaits else self.due_at()

    def due_at(self) -> int | None:
        """The earliest wake-up of an enrollment, a held click, a word to confirm, a grant, a trigger or the end of a
        membership, in ms; None: no time is awaited.
        """
        asked = self.consent_record.pending if self.consent_record is not None else None
        at = self.trigger_states.wake_at if self.trigger_states is not None else None
        if self.list_ends:
            ends = min(self.list_ends.values())
            at = ends if at is None else min(at, ends)
        if not self.enrollments and not self.clicks and not asked and not self.grants:
            return at
        wakes = [e.wake_at for e in self.enrollments if e.wake_at is not None] + [one.due for one in self.clicks]
        wakes += [lapses for one in self.grants if (lapses := one.lapses_at()) is not None]
        wakes += [word.expires_at for word in asked.values() if word.expires_at] if asked else []
        return min([*wakes, at] if at is not None else wakes, default=None)


def is_test(person: Person) -> bool:
    """Whether this is a test person."""
    return bool(person.lists) and TEST_LIST in person.lists
