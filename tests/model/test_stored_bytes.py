"""What is stored is read for ever: the bytes of each stored value, and each word that a closed set has ever held."""

from typing import Any, cast, get_args

import msgspec
import pytest
from msgspec import Struct

from loopline.model.accounts.account import Account
from loopline.model.accounts.passage import AccountJourney
from loopline.model.effect import SendMessage
from loopline.model.person import Enrollment, GoalWindow, Person, Sent
from loopline.model.records import Record
from loopline.model.signal import (
    AccountChanged,
    AccountJoined,
    AttemptAnswered,
    ConsentChanged,
    DocumentPublished,
    EventReceived,
    JourneyStateChanged,
    ListChanged,
    PersonLinked,
    PublicationSignal,
    ReceiptReceived,
    Signal,
    TraitsChanged,
)
from loopline.model.signals.data import PlanAlarmed
from tests.model.stored_bytes import (
    BEFORE_CLICKS_WERE_HELD,
    BEFORE_DEVICES_WERE_HELD,
    BEFORE_PEOPLE_RESTED,
    BEFORE_QUIET_SENDS,
    BEFORE_SENDS_WERE_REMEMBERED,
    BEFORE_WORDS_WERE_PROVED,
    BEFORE_ZONES_HAD_TIMES,
    EARLIER,
    STORED,
)
from tests.model.stored_values import OTHERS, SIGNALS, encoded, filled, pairs

ALARMS = ("event_stopped", "volume_off", "property_vanished", "property_drifted", "events_late", "trigger_silent")

WORDS: tuple[tuple[type[Struct], str, tuple[str, ...]], ...] = (
    (AttemptAnswered, "result", ("sent", "retry", "failed", "refused", "deferred", "unknown")),
    (ReceiptReceived, "kind", ("opened", "clicked", "unsubscribed", "delivered", "bounced", "complained", "replied")),
    (DocumentPublished, "kind", ("journey", "segment", "workspace")),
    (JourneyStateChanged, "state", ("live", "paused", "stopped")),
    (PlanAlarmed, "reason", ALARMS),
    (PlanAlarmed, "ended", ("", "back", "learned", "muted", "forgotten")),
    (Enrollment, "held", ("", "journey", "programme", "global", "handoff")),
    (GoalWindow, "held", ("", "journey", "programme", "global", "handoff")),
)
"""The words that any version so far has written; a store that holds one of them must never become unreadable."""


@pytest.mark.parametrize("name", STORED)
def test_the_bytes_of_a_stored_value_stay(name: str) -> None:
    assert [encoded(value).hex() for value in pairs()[name]] == list(STORED[name])


@pytest.mark.parametrize("kind", SIGNALS)
def test_a_stored_signal_is_read(kind: type[Struct]) -> None:
    for value, text in zip(pairs()[kind.__name__], STORED[kind.__name__], strict=True):
        assert msgspec.msgpack.decode(bytes.fromhex(text), type=list[Signal]) == [value]


UNDECIDED: dict[str, Any] = {"candidates": None, "journeys": None}
"""What an account has that decided on no journey."""

NEWEST: dict[str, dict[str, Any]] = {
    "MessageRequested/asked": {"person": "", "asked": False, "refused": "", "lifted_at": 0},
    "PersonAbsorbed": {"seen": b"", "request": ""},
    "PersonAbsorbed/8": {"request": ""},
    "PersonReleased/6": {"link": "", "via": ()},
    "AttemptsStarted/5": {"provider": ""},
    "AttemptAnswered/marked": {"marked": False, "provider": "", "stays": False},
    "AttemptAnswered/provider": {"provider": "", "stays": False},
    "ReceiptReceived/18": {"proxy": False, "links": 0, "proof": None},
    "ReceiptReceived/proof": {"proof": None},
    "ListChanged/trust": {"trust": ""},
    "ConsentChanged/proof": {"proof": None, "address": ""},
    "HistoryBackfilled": {"count": 0, "first": 0, "amounts": None},
    "HistoryBackfilled/amounts": {"amounts": None},
    "Person": {
        "trait_times": None,
        "forgotten": None,
        "zone_at": 0,
        "account_at": 0,
        "awaits": (),
        "stash": (),
        "merges": 0,
        "account_version": "",
        "clicks": (),
        "consent_record": None,
        "addresses": None,
        "devices": None,
        "amounts": None,
        "trigger_states": None,
        "grants": (),
        "asks": (),
    },
    "Account": {"trait_times": None, "telling": None, "versions": None, "begun_at": 0, **UNDECIDED},
    "Account/3": {"telling": None, "versions": None, "begun_at": 0, **UNDECIDED},
    "Account/4": {"versions": None, "begun_at": 0, **UNDECIDED},
    "Account/5": {"begun_at": 0, **UNDECIDED},
    "Account/6": UNDECIDED,
    "Account/depth": {},
    "Account/answers": {},
    "AccountChanged/answers": {},
    "Person/answers": {},
    "Person/lists": {},
    "Account/lists": {},
    "ListChanged/until": {},
    "EntryRequested/trigger": {"trigger": ""},
    "AccountAsked/depth": {"depth": 0},
    "AccountChose/depth": {"depth": 0},
    "Address/words": {"confirmations": (), "answered": None, "guests": (), "is_forgotten": False},
    "Address/guests": {"guests": (), "is_forgotten": False},
    "Address/forgotten": {"is_forgotten": False},
    "AddressJoined/guest": {"guest": False, "forget": False},
    "AddressJoined/forget": {"forget": False},
    "Person/queue": {"asks": ()},
    "Person/places": {"grants": (), "asks": ()},
    "Person/tally": {"grants": (), "asks": ()},
    "Person/choice": {"grants": (), "asks": ()},
    "HistoryBackfilled/tally": {},
    "Person/bound": {"amounts": None, "trigger_states": None, "grants": (), "asks": ()},
    "Person/amounts": {"amounts": None, "trigger_states": None, "grants": (), "asks": ()},
    "Person/states": {"trigger_states": None, "grants": (), "asks": ()},
    "Person/pending": {"devices": None, "amounts": None, "trigger_states": None, "grants": (), "asks": ()},
    "JourneyStateChanged/reason": {"reason": ""},
    "Record": {"paged": 0},
    "SendMessage/13": {"sending": b""},
}
"""The newest fields of each kind, with what a value of before them has."""


def as_of_before(value: Any) -> Any:
    """The value as it was before its newest fields came: with their defaults, in everything that it holds too."""
    match value:
        case ReceiptReceived():
            return msgspec.structs.replace(value, address="", hard_bounce=False, proxy=False, links=0, proof=None)
        case AttemptAnswered():
            return msgspec.structs.replace(value, answer=b"", marked=False, provider="", stays=False)
        case ConsentChanged():
            return msgspec.structs.replace(value, trust="", proof=None, address="")
        case EventReceived() | TraitsChanged() | PersonLinked() | AccountJoined():
            return msgspec.structs.replace(value, trust="")
        case Enrollment():
            return msgspec.structs.replace(value, answers=None, account="", place="")
        case Sent():
            return msgspec.structs.replace(value, uncertain=False, quiet=None, journey="")
        case Person():
            enrollments = tuple(as_of_before(one) for one in value.enrollments)
            sends = tuple(as_of_before(one) for one in value.sends)
            earlier = msgspec.structs.replace(value, enrollments=enrollments, sends=sends)
            return before_sends_were_remembered(earlier)
        case _:
            return value


@pytest.mark.parametrize("name", EARLIER)
def test_a_value_of_before_is_read_with_the_defaults_of_its_new_fields(name: str) -> None:
    kinds: dict[str, Any] = {kind.__name__: kind for kind in (*SIGNALS, *OTHERS)}
    called, _, later = name.partition("/")
    kind = kinds[called]
    for value, text in zip(pairs()[called], EARLIER[name], strict=True):
        stored = bytes.fromhex(text)
        read: Any = msgspec.msgpack.decode(stored, type=kind if kind in OTHERS else list[Signal])
        newest, value = NEWEST.get(name, NEWEST.get(called, {})), of_no_ends(value)
        if later not in ("lists", "until"):
            value = of_no_answers(value)
        before = msgspec.structs.replace(value, **newest) if later else as_of_before(value)
        if name == "Account/depth":
            before = of_no_depth(before)
        if isinstance(before, Person) and later not in ("queue", "answers", "lists"):
            before = of_no_choice(before)
        if isinstance(before, Person) and later not in ("tally", "choice", "queue", "answers", "lists"):
            before = of_no_account(before)
        if isinstance(before, Person) and later not in ("places", "tally", "choice", "queue", "answers", "lists"):
            before = before if later == "states" else msgspec.structs.replace(before, sends=of_no_journey(before))
            newer = ("Person/pending", "Person/bound")
            before = unbound(before) if name in newer else before
            kept = ("states", "amounts", "pending", "bound")
            before = before if later in kept else before_sends_were_remembered(before)
        assert (read if kind in OTHERS else read[0]) == before


def of_no_ends(value: Any) -> Any:
    """The value as of before memberships ended, and accounts were on lists."""
    match value:
        case Person():
            return msgspec.structs.replace(value, list_ends=None)
        case Account():
            return msgspec.structs.replace(value, lists=(), list_ends=None, trigger_states=None)
        case ListChanged():
            return msgspec.structs.replace(value, until=0)
        case _:
            return value


def of_no_answers(value: Any) -> Any:
    """The value as of before accounts remembered what members did, and answered questions about it."""
    match value:
        case Person():
            return msgspec.structs.replace(value, account_answers=None)
        case AccountChanged():
            return msgspec.structs.replace(value, answers=None, silent=False)
        case Account():
            telling = value.telling and msgspec.structs.replace(value.telling, silent=False)
            journeys = {name: msgspec.structs.replace(one, begun=()) for name, one in (value.journeys or {}).items()}
            value = msgspec.structs.replace(value, telling=telling, journeys=journeys or None)
            return msgspec.structs.replace(value, history=None, forgotten=None, amounts=None, answers=None)
        case _:
            return value


def of_no_depth(account: Any) -> Any:
    """The account as of before its passages said how deep they lie, and it asked its members of its rules itself."""
    journeys = {name: _of_no_depth(one) for name, one in (account.journeys or {}).items()}
    return msgspec.structs.replace(account, journeys=journeys or None)


def _of_no_depth(known: AccountJourney) -> AccountJourney:
    passages = tuple(msgspec.structs.replace(one, depth=0, used=0) for one in known.open)
    return msgspec.structs.replace(known, open=passages, asked="")


def of_no_choice(person: Person) -> Person:
    """The person as of before goal windows knew a choice."""
    windows = tuple(msgspec.structs.replace(one, chosen_at=0) for one in person.goal_windows)
    return msgspec.structs.replace(person, goal_windows=windows)


def of_no_account(person: Person) -> Person:
    """The person as of before an account could choose her."""
    person = of_no_choice(person)
    enrollments = tuple(msgspec.structs.replace(one, account="", place="") for one in person.enrollments)
    return msgspec.structs.replace(person, enrollments=enrollments)


def of_no_journey(person: Person) -> tuple[Sent, ...]:
    """The sends as of before they said of which journey they are."""
    return tuple(msgspec.structs.replace(one, journey="") for one in person.sends)


def without_later_fields(person: Any, **others: Any) -> Person:
    """The person as of before devices, amounts, states of triggers and the journeys of sends."""
    assert isinstance(person, Person)
    before = of_no_account(person)
    newest: dict[str, Any] = {"devices": None, "amounts": None, "trigger_states": None, "grants": (), "asks": ()}
    before = cast(Person, of_no_ends(of_no_answers(before)))
    return msgspec.structs.replace(before, sends=of_no_journey(person), **newest, **others)


def unbound(person: Person) -> Person:
    """The person as of before words of consent were bound to addresses."""
    record = person.consent_record
    return msgspec.structs.replace(
        person, consent_record=msgspec.structs.replace(record, confirmed=None) if record else None
    )


def before_sends_were_remembered(person: Person) -> Person:
    """The person as of before, without what later rules ask of sends, keys and units."""
    person = of_no_account(person)
    histories = {
        name: msgspec.structs.replace(one, sealed=b"", forgotten_at=0, unit="")
        for name, one in (person.journey_histories or {}).items()
    }
    sends = tuple(
        msgspec.structs.replace(one, priority=50, settled=False, quiet=None, journey="") for one in person.sends
    )
    person = of_no_ends(of_no_answers(person))
    return msgspec.structs.replace(person, journey_histories=histories or None, sends=sends, **NEWEST["Person"])


def test_a_person_of_before_zones_had_times_is_read() -> None:
    for value, text in zip(pairs()["Person"], BEFORE_ZONES_HAD_TIMES, strict=True):
        read = msgspec.msgpack.decode(bytes.fromhex(text), type=Person)
        newest = {
            "awaits": (),
            "stash": (),
            "merges": 0,
            "account_version": "",
            "clicks": (),
            "consent_record": None,
            "addresses": None,
            "devices": None,
            "amounts": None,
            "trigger_states": None,
        }
        assert read == msgspec.structs.replace(before_quiet_sends(value), zone_at=0, account_at=0, **newest)


def test_a_person_of_before_people_rested_is_read() -> None:
    for value, text in zip(pairs()["Person"], BEFORE_PEOPLE_RESTED, strict=True):
        read = msgspec.msgpack.decode(bytes.fromhex(text), type=Person)
        newest = {
            "awaits": (),
            "stash": (),
            "merges": 0,
            "account_version": "",
            "clicks": (),
            "consent_record": None,
            "addresses": None,
            "devices": None,
            "amounts": None,
            "trigger_states": None,
        }
        assert read == msgspec.structs.replace(before_quiet_sends(value), **newest)


def test_a_person_of_before_quiet_sends_is_read() -> None:
    for value, text in zip(pairs()["Person"], BEFORE_QUIET_SENDS, strict=True):
        assert msgspec.msgpack.decode(bytes.fromhex(text), type=Person) == before_quiet_sends(value)


def test_a_person_of_before_clicks_were_held_is_read() -> None:
    for value, text in zip(pairs()["Person"], BEFORE_CLICKS_WERE_HELD, strict=True):
        before = without_later_fields(value, clicks=(), consent_record=None, addresses=None)
        assert msgspec.msgpack.decode(bytes.fromhex(text), type=Person) == before


def test_a_person_of_before_words_were_proved_is_read() -> None:
    for value, text in zip(pairs()["Person"], BEFORE_WORDS_WERE_PROVED, strict=True):
        before = without_later_fields(value, consent_record=None, addresses=None)
        assert msgspec.msgpack.decode(bytes.fromhex(text), type=Person) == before


def test_a_person_of_before_devices_were_held_is_read() -> None:
    for value, text in zip(pairs()["Person"], BEFORE_DEVICES_WERE_HELD, strict=True):
        before = unbound(without_later_fields(value))
        assert msgspec.msgpack.decode(bytes.fromhex(text), type=Person) == before


def before_quiet_sends(person: Struct) -> Person:
    """The person as of before sends said whether quiet hours hold them."""
    assert isinstance(person, Person)
    sends = tuple(msgspec.structs.replace(one, quiet=None, journey="") for one in person.sends)
    earlier = without_later_fields(person, clicks=(), consent_record=None, addresses=None)
    return msgspec.structs.replace(earlier, sends=sends)


def test_a_person_of_before_sends_were_remembered_is_read() -> None:
    for value, text in zip(pairs()["Person"], BEFORE_SENDS_WERE_REMEMBERED, strict=True):
        assert isinstance(value, Person)
        read = msgspec.msgpack.decode(bytes.fromhex(text), type=Person)
        assert read == before_sends_were_remembered(value)


@pytest.mark.parametrize("kind", [Person, Account, Record, SendMessage])
def test_a_stored_record_is_read(kind: type[Struct]) -> None:
    for value, text in zip(pairs()[kind.__name__], STORED[kind.__name__], strict=True):
        assert msgspec.msgpack.decode(bytes.fromhex(text), type=kind) == value


@pytest.mark.parametrize(("kind", "field", "word"), [(kind, field, w) for kind, field, words in WORDS for w in words])
def test_every_word_that_was_ever_stored_is_read(kind: type[Struct], field: str, word: str) -> None:
    changes: dict[str, Any] = {field: word}
    value = msgspec.structs.replace(filled(kind), **changes)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(value), type=kind) == value


def test_no_stored_kind_is_without_its_bytes() -> None:
    assert set(SIGNALS) == {*get_args(Signal), *get_args(PublicationSignal)}
    assert set(STORED) == {kind.__name__ for kind in (*SIGNALS, *OTHERS)}
