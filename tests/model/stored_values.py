"""One value of everything that is stored as bytes, twice: with every field said, and with as few as may be."""

from typing import Any, Final

import msgspec
from msgspec import Struct

from loopline.model import effect, fact, person, records, signal
from loopline.model.accounts import account, passage
from loopline.model.addresses.address import Address, AddressWord, HeldAddress
from loopline.model.admission.ask import EntryAsk
from loopline.model.admission.ledger import EntryLedger, QueuePage, Ticket
from loopline.model.choosing.policy import ChoicePolicy, ChoiceRule, Feature
from loopline.model.consent import asking, proof, wishes
from loopline.model.consent.confirmed import ConfirmedFrom
from loopline.model.history.amounts import Amounts, Tally
from loopline.model.history.times import Forgotten
from loopline.model.history.trigger_states import TriggerStates
from loopline.model.keyed.ledger import Approval, CodeShelf, OfferLedger
from loopline.model.offers.grant import Grant
from loopline.model.push.device import Device
from loopline.model.signals.addresses import AddressJoined, AddressSpoken, AddressTold
from loopline.model.signals.admission import (
    AdmissionAnswered,
    AdmissionAsked,
    AdmissionReturned,
    EntriesRuled,
    TicketKept,
    TicketsCalled,
    TicketsDropped,
)
from loopline.model.signals.data import DataNoted, PlanAlarmed
from loopline.model.signals.devices import DeviceLeft, DeviceStated
from loopline.model.signals.erasure import ErasureAsked, PersonForgotten
from loopline.model.signals.members import (
    AccountAsked,
    AccountChose,
    MemberAnswered,
    MemberDid,
    PlaceAsked,
    RecipientStated,
)
from loopline.model.signals.offers import (
    CodesAsked,
    CodesCounted,
    CodesHanded,
    CodesStated,
    GrantRedeemed,
    GrantReturned,
    OfferAnswered,
    OfferApproved,
    OfferAsked,
    OfferOpened,
)
from loopline.model.signals.policies import PolicyStated
from loopline.model.signals.requested import EntryRequested, MessageRequested, PersonTakenOut
from loopline.model.signals.scores import ScoreReason, ScoreStated
from loopline.model.signals.shards import ShardTold

VERSION: Final = "0123456789abcdef0123456789abcdef"
KIM: Final = "!at/email/kim@example.test"
APP: Final[dict[str, Any]] = {"token": "cZ9k:APA91b", "platform": "ios", "app": "com.example.app"}
SAID: Final[dict[str, Any]] = {
    "key": "ann",
    "id": "id-1",
    "at": 1_772_366_400_000,
    "received_at": 1_772_366_400_001,
    "name": "order placed",
    "properties": b'{"value": 9.5}',
    "link": "~a1",
    "zone": "Europe/Berlin",
    "traits": {"plan": "pro", "age": 41, "gone": None},
    "source": "identify",
    "trust": "browser",
    "channel": "email",
    "topic": "news",
    "allowed": True,
    "member": True,
    "other": "~a1",
    "state": b"\x93\x01\x02\x03",
    "account": "@acme",
    "person": "ann",
    "left": True,
    "message": "e1:mail:1",
    "attempt": 2,
    "attempts": (("e1:mail:1", 2), ("e2:mail:1", 1)),
    "result": "retry",
    "journey": "welcome",
    "version": 3,
    "node": "mail",
    "enrollment": "e1",
    "next_at": 1_772_370_000_000,
    "code": "smtp_451",
    "reason": "busy",
    "hard_bounce": True,
    "provider_id": "p-1",
    "address": "ann@example.test",
    "kind": "clicked",
    "machine": True,
    "url": "https://example.test/",
    "times": (1, 2, 3),
    "document": b'{"kind": "journey"}',
    "by": "eve@example.test",
    "ended_at": 1_772_366_400_025,
    "moves": {"old": "new"},
    "position": 77,
    "names": ("order placed", "visited"),
    "context": b'{"plan": "pro"}',
    "due_at": 1_772_366_400_002,
    "created_at": 1_772_366_400_003,
    "transactional": True,
    "sending": b'{"channel":"email","content":{"subject":"Hello"}}',
    "seen": b"12345678",
    "wake_at": 1_772_366_400_004,
    "until": True,
    "outcome": True,
    "pending_reason": "timed_out",
    "pending_arrival": True,
    "visit": 2,
    "entered_at": 1_772_366_400_005,
    "arrived_at": 1_772_366_400_006,
    "entry_name": "order placed",
    "entry": b'{"value": 9.5}',
    "held": "handoff",
    "arms": {"split": "b"},
    "visits": {"mail": 2},
    "receipts": {"mail": ("sent", "opened")},
    "began_at": 1_772_366_400_007,
    "entered": 4,
    "last_entered_at": 1_772_366_400_008,
    "keys": {"k": 1_772_366_400_009},
    "reached": True,
    "exposed_at": 1_772_366_400_010,
    "chosen_at": 1_772_366_400_017,
    "first_seen_at": 1_772_366_400_011,
    "account_traits": {"seats": 5},
    "lists": ("vip",),
    "consent": {"email": True},
    "suppressed": {"email=ann@example.test": "bounced"},
    "history": {"order placed": (1, 2)},
    "links": ("~a1",),
    "merged_into": "bea",
    "unit": "ann",
    "consent_at": {"email": 1_772_366_400_012},
    "odd_zones": ("Mars",),
    "holds": ("welcome/0",),
    "known": ("0123456789ab",),
    "come": (("welcome/1", 1_772_366_400_014),),
    "count": 7,
    "was": "'ann '",
    "now": "2031-01-01",
    "first": 1_772_366_400_015,
    "latest": 1_772_366_400_016,
    "low": 19_990_000,
    "carried": 0,
    "least": -10_000,
    "most": 20_000_000,
    "points": b"\x0f\xe5\xb4\x6f\x9c\x01\x00\x00\xb0\x05\x31\x01\x00\x00\x00\x00",
    "begun_at": 1_772_366_400_020,
    "others": {"age": 1_772_366_400_014},
    "zone_at": 1_772_366_400_017,
    "account_at": 1_772_366_400_018,
    "account_version": VERSION,
    "account_answers": {"?0123456789ab": True},
    "list_ends": {"vip": 1_772_366_400_023},
    "silent": True,
    "truth": True,
    "members": ("ann",),
    "answer": b'{"in_stock": true}',
    "answers": {"stock": b'{"in_stock": true}'},
    "uncertain": True,
    "priority": 90,
    "settled": True,
    "quiet": 2,
    "guest": True,
    "forget": True,
    "is_forgotten": True,
    "alias": "!was/0a1b2c",
    "guests": ("ann",),
    "method": "double_opt_in",
    "text": "Yes, news",
    "form": "/sign-up",
    "ip": "192.0.2.1",
    "agent": "Firefox",
    "operator": "eve@example.test",
    "language": "de",
    "at_most": 2,
    "paused_until": 1_772_366_400_021,
    "expires_at": 1_772_366_400_022,
    "sealed": b"12345678" + (1_772_366_400_014).to_bytes(6, "big"),
    "forgotten_at": 1_772_366_400_015,
    "request": "l1:~a1",
    "via": ("~a0",),
    "moved_to": "bea",
    "marked": True,
    "provider": "post-1",
    "stays": True,
    "proxy": True,
    "asked": "~a1",
    "heir": "bea",
    "stash": (b"\x91\x01",),
    "place": "p1",
    "entry_key": "k1",
    "asker": "bob",
    "tried": ("bob", "ann"),
    "merges": 2,
    "seq": 3,
    "paged": 640,
    "next": 256,
    "due": 1_772_366_400_016,
    "decided_at": 1_772_366_400_013,
    "arm": "b",
    "value": 9.5,
    "data": msgspec.Raw(b'{"a":1}'),
    "offer": "ten",
    "grant": "e1:mail:1",
    "granted": True,
    "cost": 150_000,
    "currency": "EUR",
    "prefix": "BACK-",
    "length": 8,
    "lapsed": True,
    "returns": True,
    "late": True,
    "secret": VERSION,
    "digest": VERSION,
    "number": 1,
    "codes": ("BACK-7Q2M", "BACK-8R3N"),
    "fresh": 2,
    "group": "discounts",
    "words": "10 EUR off",
    "sent": True,
    "journey_version": 3,
    "committed": 150_000,
    "over": 5_000,
    "refused": 4,
    "redeemed": 2,
    "returned": 1,
    "freed": 1,
    "coming": 1,
    "shelved": (0, 2),
    "codes_added": 9,
    "codes_known_before": 1,
    "redeemed_cost": 95_000,
    "is_lost": True,
    "is_full": True,
    "ask": "a1",
    "let_in": 5,
    "let_in_at": 1_772_366_400_025,
    "hours": ((29_539_440, 2),),
    "days": ((1_969_296, 3),),
    "head": 127,
    "tail": 129,
    "series": 7,
    "clock": 1_772_366_400_026,
    "full_since": 1_772_366_400_027,
}
"""What each field says, by its name."""

POLICY: Final = ChoicePolicy(
    journey="welcome",
    node="pick",
    version=2,
    now=ChoiceRule(
        stage="learned",
        features=(Feature(name="seats", mean=4.5, scale=2.0),),
        groups=("small",),
        scores={"gift": (0.1, 0.2, 0.3), "nothing": (0.0, 0.0, 0.0)},
    ),
    before=ChoiceRule(stage="groups", shares={"": {"gift": 0.5, "nothing": 0.5}, "small": {"gift": 1.0}}),
    state="trial",
    round=3,
    at=7,
    since=6,
    proven="best",
    rested="groups",
    rested_until=9,
    words="Because.",
)

OTHERWISE: Final[dict[type[Struct], dict[str, Any]]] = {
    PolicyStated: {"policy": POLICY},
    ScoreStated: {
        "model": "churn",
        "value": 0.75,
        "until": 1_772_366_400_030,
        "version": VERSION,
        "reasons": (ScoreReason("visits", 2.0, -0.25),),
    },
    MessageRequested: {"data": b'{"order": 7}', "person": "bob", "asked": True, "refused": "bounced", "lifted_at": 7},
    ShardTold: {"source": 3, "number": 7, "knows": 2, "words": b"\x90"},
    PersonForgotten: {"addresses": ("!at/email/ann@example.com",)},
    EntryRequested: {"data": b'{"order": 7}', "trigger": "item products.price"},
    signal.DocumentPublished: {"kind": "journey"},
    signal.ReceiptReceived: {"links": 3},
    person.HeldClick: {"due": 1_772_366_400_016, "url": b"12345678", "signal": b"\x91\x01"},
    DataNoted: {"reason": "time_future", "name": "timestamp"},
    PlanAlarmed: {
        "reason": "event_stopped",
        "field": "revenue",
        "since": 7,
        "expected": "9",
        "seen": "none",
        "ended": "back",
    },
    signal.JourneyStateChanged: {"state": "paused"},
    fact.Fact: {"kind": "attempt"},
    person.JourneyHistory: {"left": ("e0",), "unit": "@acme"},
    person.Await: {"link": "l1"},
    signal.PersonReleased: {"link": "l1"},
    signal.ReleaseAnswered: {"link": "l1"},
    account.HeldTraits: {"members": 1},
    signal.AccountChanged: {"answers": {"?0123456789ab": True}},
    signal.ListChanged: {"until": 1_772_366_400_023},
    passage.Candidates: {"people": ("ann", "bob"), "more": True},
    passage.HeldPlace: {"id": "p1"},
    passage.Passage: {"id": "p0", "key": "k1", "held": "global", "entered": True, "depth": 2, "used": 1},
    AccountAsked: {"name": "limit_hit", "held": "handoff", "again": True, "depth": 2},
    AccountChose: {"name": "limit_hit", "held": "handoff", "rule": 'role == "owner"', "depth": 2},
    MemberAnswered: {"outcome": "ended"},
    RecipientStated: {"rules": ("@0123456789ab",)},
    AddressWord: {"by": "bounce", "note": "no such user", "since": 1_772_366_400_004, "allowed": False},
    HeldAddress: {"key": KIM, "asked_at": 1_772_366_400_005, "lifted_at": 1_772_366_400_003, "version": 2},
    Address: {
        "key": KIM,
        "lifted_at": 1_772_366_400_003,
        "version": 2,
        "confirmations": (1_772_366_400_001,),
        "answered": {"help": 1_772_366_400_002},
    },
    AddressJoined: {"left": True, "person": "ann"},
    AddressSpoken: {"words": ("bounced",), "person": "ann", "by": "bounce", "note": "no such user"},
    asking.WordSaid: {"word": "help", "due": True, "person": "ann"},
    wishes.PendingWord: {"address": ""},
    AddressTold: {"address": KIM, "version": 2, "lifted_at": 1_772_366_400_003},
    Device: {"seen_at": 1_772_366_400_023, "added_at": 1_772_366_400_024, "end": "moved", "version": "2.1", **APP},
    DeviceStated: {"version": "2.1", "removed": True, **APP},
    OfferAsked: {"source": "generated"},
    OfferAnswered: {"reason": "budget_spent", "code": "BACK-7Q2M", "cost": 150_000},
    GrantReturned: {"cost": 150_000},
    GrantRedeemed: {"cost": 95_000, "held": 150_000},
    CodesCounted: {"known": 1},
    CodesHanded: {"asked": 2},
    Grant: {"id": "e1:mail:1", "state": "granted", "reason": "budget_spent", "code": "BACK-7Q2M", "cost": 150_000},
    Approval: {"digest": VERSION},
    OfferApproved: {"digest": VERSION},
    OfferLedger: {"key": "!offer/ten", "asks": 3, "codes": ("BACK-7Q2M",), "redeemed": 2, "granted": 5, "lapsed": 1},
    CodeShelf: {"key": "!codes/ten/1", "codes": ("BACK-7Q2M",), "known": b"12345678"},
    EntryAsk: {"id": "a1", "key": "k1", "held": "handoff"},
    AdmissionAnswered: {"reason": "entry_total"},
    TicketsCalled: {"reason": "entry_total", "first": 128, "count": 2},
    AdmissionReturned: {"count": 2},
    TicketsDropped: {"asks": ("a1", "a2")},
    EntryLedger: {"key": "!entries/welcome"},
    QueuePage: {"key": "!queue/welcome/0/1"},
    DeviceLeft: {"device": "!at/push/#00112233445566778899aabbccddeeff", "holder": "bob"},
}
"""Where a name means something else."""

SIGNALS: Final[tuple[type[Struct], ...]] = (
    signal.EventReceived,
    signal.TraitsChanged,
    signal.ConsentChanged,
    asking.ConsentAsked,
    asking.ConsentConfirmed,
    asking.WordSaid,
    wishes.PreferencesChanged,
    signal.ListChanged,
    DataNoted,
    PlanAlarmed,
    PolicyStated,
    ScoreStated,
    signal.PersonLinked,
    signal.PersonReleased,
    signal.PersonAbsorbed,
    signal.ReleaseAnswered,
    signal.AccountJoined,
    signal.MemberJoined,
    signal.AccountChanged,
    signal.TimerDue,
    signal.AttemptsStarted,
    signal.AttemptStarted,
    signal.AttemptAnswered,
    signal.ReceiptReceived,
    MessageRequested,
    EntryRequested,
    PersonTakenOut,
    PersonForgotten,
    ErasureAsked,
    ShardTold,
    signal.HistoryBackfilled,
    signal.EnrollmentsMoved,
    signal.JourneyStateReached,
    signal.DocumentPublished,
    signal.JourneyStateChanged,
    signal.FanOutCompleted,
    signal.ObservationStarted,
    AddressJoined,
    AddressSpoken,
    AddressTold,
    DeviceStated,
    DeviceLeft,
    AccountAsked,
    AccountChose,
    MemberAnswered,
    PlaceAsked,
    RecipientStated,
    MemberDid,
    OfferAsked,
    OfferAnswered,
    GrantReturned,
    GrantRedeemed,
    OfferOpened,
    OfferApproved,
    CodesStated,
    CodesCounted,
    CodesAsked,
    CodesHanded,
    AdmissionAsked,
    AdmissionAnswered,
    AdmissionReturned,
    TicketKept,
    TicketsCalled,
    TicketsDropped,
    EntriesRuled,
)
OTHERS: Final[tuple[type[Struct], ...]] = (
    person.Person,
    account.Account,
    Address,
    OfferLedger,
    CodeShelf,
    EntryLedger,
    QueuePage,
    records.Record,
    effect.SendMessage,
    fact.Fact,
)


ASKING: Final = (asking.ConsentAsked, asking.ConsentConfirmed)
PROVED: Final = (proof.ProvedWord, wishes.PendingWord)


def filled(kind: type[Struct], *, short: bool = False) -> Struct:
    """A value with every field said; `short`: only with those that have no default."""
    said = {**SAID, **_nested(kind), **OTHERWISE.get(kind, {})}
    fields = msgspec.structs.fields(kind)
    return kind(**{field.name: said[field.name] for field in fields if field.required or not short})


def _nested(kind: type[Struct]) -> dict[str, Any]:
    if kind in (signal.ConsentChanged, signal.ReceiptReceived, wishes.PreferencesChanged, *ASKING, *PROVED):
        return {"proof": filled(proof.Proof)}
    if kind is person.Enrollment:
        return {"waiting": filled(person.Waiting)}
    if kind is account.Account:
        return {
            "trait_times": filled(person.TraitTimes),
            "telling": filled(account.Telling),
            "versions": {VERSION: filled(account.HeldTraits)},
            "trigger_states": filled(TriggerStates),
            "candidates": {"@0123456789ab": filled(passage.Candidates)},
            "forgotten": {"order placed": filled(Forgotten)},
            "amounts": {"order placed": filled(Amounts)},
            "answers": {"?0123456789ab": filled(account.QuestionAnswer)},
            "journeys": {"welcome": filled(passage.AccountJourney)},
        }
    if kind is passage.AccountJourney:
        begun = (1_772_366_400_000,)
        opened = (filled(passage.Passage),)
        return {"history": filled(person.JourneyHistory), "open": opened, "asked": "0123456789ab", "begun": begun}
    if kind is passage.Passage:
        return {"places": (filled(passage.HeldPlace),)}
    if kind in (HeldAddress, Address, AddressJoined, AddressTold):
        return {"words": {"bounced": filled(AddressWord)}}
    if kind is Amounts:
        return {"gone": filled(Tally)}
    if kind is signal.HistoryBackfilled:
        return {"amounts": filled(Amounts)}
    if kind is QueuePage:
        return {"tickets": (filled(Ticket),)}
    if kind is OfferLedger:
        return {"waiting": (filled(OfferAsked),), "approvals": (filled(Approval),)}
    if kind is not person.Person:
        return {}
    return {
        "enrollments": (filled(person.Enrollment), filled(person.Enrollment, short=True)),
        "journey_histories": {"welcome": filled(person.JourneyHistory)},
        "goal_windows": (filled(person.GoalWindow),),
        "sends": (filled(person.Sent),),
        "trait_times": filled(person.TraitTimes),
        "forgotten": {"order placed": filled(Forgotten)},
        "awaits": (filled(person.Await),),
        "clicks": (filled(person.HeldClick),),
        "consent_record": wishes.ConsentRecord(
            (filled(proof.ProvedWord),),  # type: ignore[arg-type]
            filled(wishes.Wishes),  # type: ignore[arg-type]
            {"email": filled(wishes.PendingWord)},  # type: ignore[dict-item]
            {"email": ConfirmedFrom(("1f2e3d4c5b6a7988",), ("0123456789abcdef",))},
        ),
        "addresses": {"email": (filled(HeldAddress), filled(HeldAddress, short=True))},
        "devices": (filled(Device), filled(Device, short=True)),
        "amounts": {"order placed": filled(Amounts)},
        "trigger_states": filled(TriggerStates),
        "grants": (filled(Grant), filled(Grant, short=True)),
        "asks": (filled(EntryAsk), filled(EntryAsk, short=True)),
    }


def pairs() -> dict[str, tuple[Struct, Struct]]:
    """Each stored kind by name: the whole value, and the short one."""
    return {kind.__name__: (filled(kind), filled(kind, short=True)) for kind in (*SIGNALS, *OTHERS)}


def encoded(value: Struct) -> bytes:
    """The value as the stores write it: facts as JSON, signals in a list, all else as msgpack."""
    if isinstance(value, fact.Fact):
        return msgspec.json.encode(value)
    return msgspec.msgpack.encode([value] if type(value) in SIGNALS else value)
