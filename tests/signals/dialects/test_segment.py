"""Reading the tracking protocol: what each message becomes, what is refused, and what survives beside it."""

import json
from typing import Any

import msgspec
import pytest

from loopline.model.errors import Invalid
from loopline.model.signal import (
    AccountJoined,
    ConsentChanged,
    EventReceived,
    PersonLinked,
    Signal,
    TraitsChanged,
)
from loopline.model.signals.data import DataNoted
from loopline.model.zone import known_zone
from loopline.signals.batch import ReadBatch
from loopline.signals.dialects import segment

NOW = 1_795_000_060_000
"""2026-11-18T11:07:40Z."""


def track(**more: Any) -> dict[str, Any]:
    """A good message, with changes."""
    return {"type": "track", "messageId": "m1", "userId": "ann", "event": "order_completed"} | more


def read_messages(*messages: dict[str, Any], **more: Any) -> ReadBatch:
    return segment.read(json.dumps({"batch": messages, **more}).encode(), NOW)


def one(message: dict[str, Any], **more: Any) -> Signal:
    batch = read_messages(message, **more)
    assert batch.errors == []
    (signal,) = batch.signals
    return signal


def event(message: dict[str, Any], **more: Any) -> EventReceived:
    signal = one(message, **more)
    assert isinstance(signal, EventReceived)
    return signal


def codes(*messages: dict[str, Any]) -> list[str]:
    return [error.code for error in read_messages(*messages).errors]


def test_a_track_is_an_event_with_its_properties_untouched() -> None:
    signal = event(track(properties={"amount": 12.5, "items": [1, {"a": None}]}))
    assert (signal.key, signal.id, signal.name, signal.link) == ("ann", "m1", "order_completed", "")
    assert (signal.at, signal.received_at) == (NOW, NOW)
    assert json.loads(signal.properties) == {"amount": 12.5, "items": [1, {"a": None}]}


@pytest.mark.parametrize("absent", [{}, {"properties": None}, {"properties": {}}])
def test_no_properties_are_the_empty_object(absent: dict[str, Any]) -> None:
    assert event(track(**absent)).properties == b"{}"


def test_who_it_is() -> None:
    assert event(track()).key == "ann"
    assert event(track(userId=77)).key == "77"
    assert event(track(userId="~ann")).key == "=~ann"
    assert event(track(userId=None, anonymousId="a1")).key == "~a1"
    assert event(track(userId="", anonymousId="a1")).key == "~a1"
    both = event(track(anonymousId="a1"))
    assert (both.key, both.link) == ("ann", "~a1")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"userId": None}, "identity_missing"),
        ({"userId": "x" * 513}, "id_too_long"),
        ({"userId": "undefined"}, "id_invalid"),
        ({"userId": "NULL", "anonymousId": "a1"}, "id_invalid"),
        ({"userId": " (null)\n"}, "id_invalid"),
        ({"userId": 4.5}, "id_invalid"),
        ({"event": 4.5}, "name_invalid"),
        ({"userId": "a\0b"}, "id_invalid"),
        ({"userId": True}, "id_invalid"),
        ({"userId": {"id": 1}}, "id_invalid"),
        ({"anonymousId": "[object Object]"}, "id_invalid"),
        ({"messageId": "m" * 513}, "id_too_long"),
        ({"event": None}, "name_missing"),
        ({"event": ""}, "name_missing"),
        ({"event": "e" * 257}, "name_invalid"),
        ({"event": "a\0"}, "name_invalid"),
        ({"type": "tracks"}, "type_unknown"),
        ({"type": None}, "type_unknown"),
        ({"type": 3}, "message_invalid"),
        ({"properties": [1]}, "properties_invalid"),
        ({"properties": "text"}, "properties_invalid"),
        ({"context": "text"}, "message_invalid"),
        ({"properties": {"text": "x" * 33_000}}, "message_too_large"),
        ({"type": "identify", "traits": [1]}, "traits_invalid"),
        ({"type": "group"}, "group_missing"),
        ({"type": "alias"}, "previous_id_missing"),
        ({"type": "alias", "previousId": "ann"}, "alias_to_itself"),
        ({"type": "alias", "previousId": "old", "userId": None, "anonymousId": "a1"}, "identity_missing"),
    ],
)
def test_a_bad_message_is_an_error_and_costs_its_neighbours_nothing(changes: dict[str, Any], code: str) -> None:
    batch = read_messages(track(messageId="m0"), track(**changes), track(messageId="m2"))
    assert [(error.index, error.code) for error in batch.errors] == [(1, code)]
    assert batch.errors[0].message_id == changes.get("messageId", "m1")[:512]
    assert batch.errors[0].text
    assert [signal.id for signal in batch.signals] == ["m0", "m2"]
    assert batch.messages == 2


def test_a_message_that_is_no_object_is_an_error() -> None:
    batch = segment.read(b'{"batch":[1,null,"x",[],{}]}', NOW)
    assert [error.code for error in batch.errors] == ["message_invalid"] * 4 + ["identity_missing"]


@pytest.mark.parametrize("number", ["1e999", "-1e999", "9" * 5000])
def test_a_number_that_no_computer_holds_is_refused(number: str) -> None:
    text = json.dumps(track(properties="@")).replace('"@"', f'{{"n":{number}}}')
    batch = segment.read(f'{{"batch":[{text}]}}'.encode(), NOW)
    assert [error.code for error in batch.errors] == ["properties_invalid"]


def test_an_empty_batch_is_fine() -> None:
    assert read_messages() == ReadBatch([], [], 0)


def test_a_message_without_an_id_gets_one_from_what_it_says() -> None:
    first, second = track(messageId=None), track(messageId="", event="other")
    ids = [signal.id for signal in read_messages(first, first, second).signals]
    assert len(set(ids)) == 3
    assert ids == [signal.id for signal in read_messages(first, first, second).signals]
    assert event(track(messageId=12)).id == "12"


def test_identify_takes_traits_from_both_places() -> None:
    message = {"type": "identify", "messageId": "i1", "userId": "ann", "anonymousId": "a1"}
    context = {"traits": {"plan": "free", "age": 30}, "timezone": "Europe/Berlin"}
    signal = one(message | {"traits": {"plan": "pro", "gone": None, "big": 2**60}, "context": context})
    traits = {"plan": "pro", "age": 30, "gone": None, "big": 2**60}
    assert signal == TraitsChanged(
        key="ann", id="i1", at=NOW, received_at=NOW, traits=traits, link="~a1", zone="Europe/Berlin"
    )


@pytest.mark.parametrize("zone", ["", 5, None, "no zone", "../../etc/passwd", "x" * 600 + "!"])
def test_a_senseless_zone_is_passed_over(zone: object) -> None:
    assert event(track(context={"timezone": zone})).zone == ""


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+5"])
def test_a_zone_is_kept(zone: str) -> None:
    assert event(track(context={"timezone": zone})).zone == zone


def test_page_and_screen_are_events_of_one_name_each() -> None:
    page = {"type": "page", "userId": "ann", "name": "Pricing", "category": "Docs", "properties": {"url": "/p"}}
    seen = event(page)
    assert seen.name == "page_viewed"
    assert json.loads(seen.properties) == {"url": "/p", "name": "Pricing", "category": "Docs"}
    assert event({"type": "page", "userId": "ann"}).properties == b"{}"
    assert event(page | {"type": "screen"}).name == "screen_viewed"


def test_group_joins_an_account_and_tells_the_link() -> None:
    message = {"type": "group", "messageId": "g1", "userId": "ann", "groupId": 9, "traits": {"seats": 5}}
    assert one(message) == AccountJoined(key="ann", id="g1", at=NOW, received_at=NOW, account="@9", traits={"seats": 5})
    linked, joined = read_messages(message | {"anonymousId": "a1"}).signals
    assert linked == PersonLinked(key="ann", id="g1/link", at=NOW, received_at=NOW, other="~a1")
    assert isinstance(joined, AccountJoined)


def test_alias_links_the_old_id_in_every_form_it_may_have() -> None:
    message = {"type": "alias", "messageId": "a1", "userId": "ann", "previousId": "old"}
    assert read_messages(message).signals == [
        PersonLinked(key="ann", id="a1", at=NOW, received_at=NOW, other="old"),
        PersonLinked(key="ann", id="a1/anonymous", at=NOW, received_at=NOW, other="~old"),
    ]
    assert one(message | {"anonymousId": "old"}) == PersonLinked(
        key="ann", id="a1", at=NOW, received_at=NOW, other="~old"
    )


def test_consent_rides_on_any_message() -> None:
    preferences = {"email": True, "sms:offers": False, "Advertising": True, "C0001": "yes"}
    first, *rest = read_messages(track(context={"consent": {"categoryPreferences": preferences}})).signals
    assert isinstance(first, EventReceived)
    assert rest == [
        ConsentChanged(
            key="ann",
            id="m1/consent/email",
            at=NOW,
            received_at=NOW,
            channel="email",
            topic="",
            allowed=True,
            source="sdk",
        ),
        ConsentChanged(
            key="ann",
            id="m1/consent/sms:offers",
            at=NOW,
            received_at=NOW,
            channel="sms",
            topic="offers",
            allowed=False,
            source="sdk",
        ),
    ]
    assert read_messages(track(context={"consent": None})).errors == []
    assert read_messages(track(context={"consent": {"categoryPreferences": []}})).errors == []


def test_consent_that_cannot_be_read_is_told_but_does_not_cost_the_message() -> None:
    flood = {f"email:{number}": True for number in range(101)}
    for preferences in ({"email": "yes"}, flood):
        batch = read_messages(track(context={"consent": {"categoryPreferences": preferences}}))
        assert [error.code for error in batch.errors] == ["consent_invalid"]
        assert (len(batch.signals), batch.messages) == (1, 1)


def test_an_address_of_one_type_takes_a_bare_message() -> None:
    body = json.dumps({"userId": "ann", "event": "e", "messageId": "m9", "writeKey": "k"}).encode()
    (signal,) = segment.read(body, NOW, "track").signals
    assert signal.id == "m9"
    with pytest.raises(Invalid) as caught:
        segment.read(b"[]", NOW, "track")
    assert caught.value.code == "message_invalid"


def test_every_signal_can_be_written_to_a_log_and_read_back() -> None:
    messages = [
        track(properties={"a": [1, {"b": "ü"}]}),
        {"type": "identify", "userId": "ann", "traits": {"huge": 10**30, "nested": {"a": [None, -(10**20)]}}},
        {"type": "group", "userId": "ann", "groupId": "g", "traits": {"huge": 2**64 - 1}},
    ]
    signals = read_messages(*messages).signals
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(signals), type=list[Signal]) == signals
    assert isinstance(signals[1], TraitsChanged)
    assert signals[1].traits == {"huge": 1e30, "nested": {"a": [None, -1e20]}}


@pytest.mark.parametrize(
    "spelled",
    [
        "NULL",
        "Undefined",
        "none",
        "anonymous",
        "guest",
        " undefined",
        "(null)",
        "N/A",
        "NaN",
        "'null'",
        "<nil>",
        "True",
        " 0 ",
        "-1",
    ],
)
def test_what_stands_for_no_id_is_nobodys_however_it_is_spelled(spelled: str) -> None:
    for field in ("userId", "anonymousId"):
        batch = read_messages(track(**{field: spelled}))
        assert [error.code for error in batch.errors] == ["id_invalid"]


@pytest.mark.parametrize("given", ["ann ", "ann\n", "\tann", " ann\u00a0"])
def test_white_space_around_an_id_is_not_part_of_it_and_is_told(given: str) -> None:
    signals = read_messages(track(userId=given), track(userId=given)).signals
    assert {signal.key for signal in signals} == {"ann"}
    (note,) = (signal for signal in signals if isinstance(signal, DataNoted))
    assert (note.reason, note.name, note.was) == ("id_trimmed", "userId", repr(given))


@pytest.mark.parametrize(("given", "key"), [(42.0, "42"), (-3.0, "-3"), (7, "7")])
def test_a_whole_number_is_an_id_however_it_is_written(given: float, key: str) -> None:
    assert event(track(userId=given)).key == key
    assert event(track(event=given)).name == key


@pytest.mark.parametrize(
    ("stamp", "at"),
    [
        ("2026-11-18", 1_794_960_000_000),
        ("Wed, 18 Nov 2026 11:06:40 GMT", 1_795_000_000_000),
        (1_795_000_000, 1_795_000_000_000),
        (1_795_000_000_123, 1_795_000_000_123),
        ("1795000000", 1_795_000_000_000),
        ("1795000000123", 1_795_000_000_123),
        ("", NOW),
    ],
)
def test_a_time_stamp_of_another_shape_is_read(stamp: object, at: int) -> None:
    (signal,) = read_messages(track(timestamp=stamp)).signals
    assert signal.at == at


@pytest.mark.parametrize(
    ("stamp", "reason"),
    [
        ("yesterday", "time_unreadable"),
        ("\u0662\u0660\u0662\u0666-11-18", "time_unreadable"),
        ("2026-02-30", "time_unreadable"),
        ("1969-12-31T23:59:59Z", "time_unreadable"),
        ("0001-01-01T00:00:00+14:00", "time_unreadable"),
        ("9999-01-01T00:00:00Z", "time_unreadable"),
        ({"at": 1}, "time_unreadable"),
        (True, "time_unreadable"),
        (1e300, "time_unreadable"),
        ("2031-01-05T10:00:00Z", "time_future"),
        (1_995_000_000, "time_future"),
    ],
)
def test_an_odd_time_stamp_costs_nobody_the_event_and_is_told(stamp: object, reason: str) -> None:
    for field in ("timestamp", "originalTimestamp"):
        first, note = read_messages(track(**{field: stamp})).signals
        assert isinstance(first, EventReceived) and first.at == NOW
        assert isinstance(note, DataNoted) and (note.reason, note.key) == (reason, "ann")


@pytest.mark.parametrize("empty", ["[]", "[ ]"])
def test_an_empty_list_is_the_empty_object_of_php(empty: str) -> None:
    text = json.dumps({"batch": [track(properties="?")]}).replace('"?"', empty)
    (signal,) = segment.read(text.encode(), NOW).signals
    assert isinstance(signal, EventReceived) and signal.properties == b"{}"
    (traits,) = read_messages(track(type="identify", traits=[])).signals
    assert isinstance(traits, TraitsChanged) and traits.traits == {}


def test_the_context_of_a_batch_is_that_of_its_messages() -> None:
    messages, context = (track(), track(context={"timezone": "UTC"})), {"timezone": "Asia/Tokyo"}
    signals = read_messages(*messages, context=context).signals
    assert [signal.zone for signal in signals if isinstance(signal, EventReceived)] == ["Asia/Tokyo", "UTC"]
    odds: tuple[Any, ...] = (5, "x", [], {"timezone": 3}, None)
    for odd in odds:
        assert len(read_messages(*messages, context=odd).signals) == 2


@pytest.mark.parametrize(
    ("given", "zone"),
    [
        ("GMT+0900", "Etc/GMT-9"),
        ("GMT-05:00", "Etc/GMT+5"),
        ("+0530", "Asia/Kolkata"),
        ("UTC+0", "UTC"),
        ("GMT+0545", "Asia/Kathmandu"),
        ("GMT+0517", ""),
        ("Europe/Berlin", "Europe/Berlin"),
    ],
)
def test_an_offset_is_a_zone(given: str, zone: str) -> None:
    assert event(track(context={"timezone": given})).zone == zone
    assert not zone or known_zone(zone)


def test_a_track_of_an_account_and_nobody_is_an_event_of_the_account() -> None:
    own = {"type": "track", "groupId": "acme", "event": "invoice_overdue", "messageId": "m1"}
    signal = one(own)
    assert isinstance(signal, EventReceived) and (signal.key, signal.name) == ("@acme", "invoice_overdue")
    assert one({**own, "userId": "ann"}).key == "ann", "with a person it is the person's"
    assert one({**own, "userId": "@acme"}).key == "=@acme", "no person has the key of an account"
    for odd in ({**own, "event": None}, {**own, "type": "identify"}, {**own, "type": "group"}, {**own, "groupId": ""}):
        assert [error.code for error in read_messages(odd).errors] == ["identity_missing"]
    (alone,) = segment.read(json.dumps({"groupId": "acme", "event": "x"}).encode(), NOW, "track").signals
    assert alone.key == "@acme"
