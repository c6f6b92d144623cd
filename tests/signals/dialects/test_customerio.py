"""Customer.io's messages become ours: people, what they did, which channels they refuse, and who is the same."""

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.model.errors import Invalid, TooLarge
from loopline.model.signal import ConsentChanged, EventReceived, PersonLinked, Signal, TraitsChanged
from loopline.model.signals.devices import DeviceStated
from loopline.signals.dialects import customerio
from loopline.signals.quality import MESSAGE_BYTES_MAX

NOW = 1_795_000_060_000
EARLIER = 1_795_000_000


def signals(hint: str, body: Any) -> list[Signal]:
    batch = customerio.read(json.dumps(body).encode(), NOW, hint)
    assert (batch.errors, batch.messages) == ([], 1)
    return batch.signals


def refusal(hint: str, body: Any) -> str:
    batch = customerio.read(json.dumps(body).encode(), NOW, hint)
    assert (batch.signals, batch.messages) == ([], 0)
    (error,) = batch.errors
    assert error.text
    return error.code


def stated(hint: str, body: Any) -> TraitsChanged:
    (signal,) = [one for one in signals(hint, body) if isinstance(one, TraitsChanged)]
    return signal


def event(hint: str, body: Any) -> EventReceived:
    (signal,) = signals(hint, body)
    assert isinstance(signal, EventReceived)
    return signal


def test_an_event_is_an_event_by_its_own_name() -> None:
    sent = {"name": " order_completed ", "id": "e1", "timestamp": EARLIER, "data": {"amount": 12.5}}
    assert event("event ann", sent) == EventReceived(
        key="ann",
        id="e1",
        name="order_completed",
        at=EARLIER * 1_000,
        received_at=NOW,
        properties=b'{"amount": 12.5}',
    )


def test_an_id_keeps_its_spaces_and_its_marks_are_escaped() -> None:
    assert event("event ann of b", {"name": "x"}).key == "ann of b"
    assert event("event ~ann", {"name": "x"}).key == "=~ann"


@pytest.mark.parametrize(("kind", "name"), [("page", "page_viewed"), ("screen", "screen_viewed")])
def test_a_page_and_a_screen_are_seen_by_their_name(kind: str, name: str) -> None:
    found = event("event ann", {"type": kind, "name": "/pricing", "data": {"plan": "pro", "name": "other"}})
    assert (found.name, json.loads(found.properties)) == (name, {"plan": "pro", "name": "/pricing"})


def test_any_other_type_is_an_event() -> None:
    for kind in ("event", "purchase", 7, None, ["page"]):
        assert event("event ann", {"type": kind, "name": "bought"}).name == "bought"


def test_an_event_without_an_id_gets_one_made_of_what_it_says() -> None:
    one, again, other = (event("event ann", {"name": name}).id for name in ("a", "a", "b"))
    assert one == again != other


@pytest.mark.parametrize("given", [EARLIER, float(EARLIER), str(EARLIER), f" {EARLIER} "])
def test_a_time_is_in_seconds(given: Any) -> None:
    assert event("event ann", {"name": "x", "timestamp": given}).at == EARLIER * 1_000


@pytest.mark.parametrize("given", [EARLIER * 1_000, -5, 1e300, "soon", "nan", "9" * 400, {"at": 1}])
def test_a_time_that_is_none_is_refused(given: Any) -> None:
    assert refusal("event ann", {"name": "x", "timestamp": given}) == "timestamp_invalid"


def test_an_event_without_a_time_happened_when_it_came_and_none_is_later() -> None:
    assert event("event ann", {"name": "x", "timestamp": None}).at == NOW
    assert event("event ann", {"name": "x", "timestamp": NOW // 1_000 + 500}).at == NOW


def test_an_event_may_be_a_visitors() -> None:
    assert event("anonymous_event ", {"name": "x", "anonymous_id": "a-1"}).key == "~a-1"
    assert refusal("anonymous_event ", {"name": "x"}) == "identity_missing"
    assert refusal("anonymous_event ", {"name": "x", "anonymous_id": "undefined"}) == "id_invalid"


def test_attributes_are_traits() -> None:
    body = {"email": "a@b.test", "plan": None, "seats": 3, "timezone": "Europe/Berlin", "_update": True}
    found = stated("identify ann", body)
    assert (found.key, found.link, found.at, found.received_at) == ("ann", "", NOW, NOW)
    assert found.traits == {"email": "a@b.test", "plan": None, "seats": 3, "timezone": "Europe/Berlin"}


def test_who_is_known_by_an_address_has_it() -> None:
    assert stated("identify a@b.test", {"plan": "pro"}).traits == {"plan": "pro", "email": "a@b.test"}
    assert stated("identify a@b.test", {"email": "c@d.test"}).traits == {"email": "c@d.test"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (1_361_205_308, "2013-02-18T16:35:08+00:00"),
        ("1361205308", "2013-02-18T16:35:08+00:00"),
        ("2013-02-18", "2013-02-18"),
        (True, True),
        (None, None),
        (["x"], ["x"]),
    ],
)
def test_the_time_of_creation_is_kept_as_a_date_that_can_be_read(given: Any, kept: Any) -> None:
    assert stated("identify ann", {"created_at": given}).traits == {"created_at": kept}
    assert datetime.fromtimestamp(1_361_205_308, UTC).isoformat() == "2013-02-18T16:35:08+00:00"


def test_a_visitor_becomes_known() -> None:
    found = stated("identify ann", {"anonymous_id": "a-1", "plan": "pro"})
    assert (found.link, found.traits) == ("~a-1", {"plan": "pro"})
    assert stated("identify ann", {"anonymous_id": 7}).link == "~7"
    assert stated("identify ann", {"anonymous_id": ""}).link == ""
    assert refusal("identify ann", {"anonymous_id": ["a-1"]}) == "id_invalid"


def test_who_was_known_by_an_address_gets_an_id() -> None:
    linked, found = signals("identify a@b.test", {"id": 5})
    assert isinstance(linked, PersonLinked) and isinstance(found, TraitsChanged)
    assert (linked.key, linked.other) == ("5", "a@b.test")
    assert (found.key, found.traits) == ("5", {"email": "a@b.test"})
    assert linked.id != found.id


def test_the_same_id_twice_links_nobody_and_another_is_refused() -> None:
    assert stated("identify ann", {"id": "ann"}).traits == stated("identify 5", {"id": 5}).traits == {}
    others: tuple[Any, ...] = ("bob", True, ["x"], {})
    for other in others:
        assert refusal("identify ann", {"id": other}) == "id_invalid"
    assert refusal("identify a@b.test", {"id": "cio_03"}) == "id_invalid"


def consents(body: Any) -> dict[str, bool]:
    found = signals("identify ann", body)
    assert len({one.id for one in found}) == len(found)
    assert [one.traits for one in found if isinstance(one, TraitsChanged)] == [{}]
    return {one.channel: one.allowed for one in found if isinstance(one, ConsentChanged) and one.topic == ""}


@pytest.mark.parametrize("given", [True, "TRUE", "true", 1, "1"])
def test_who_is_unsubscribed_refuses_every_channel_that_reaches_a_person(given: Any) -> None:
    assert consents({"unsubscribed": given}) == dict.fromkeys(("email", "sms", "whatsapp", "push", "in_app"), False)


@pytest.mark.parametrize("given", [False, "no", 0, ""])
def test_who_is_subscribed_again_has_not_asked_for_text_messages(given: Any) -> None:
    assert consents({"unsubscribed": given}) == dict.fromkeys(("email", "push", "in_app"), True)


def test_who_says_nothing_of_it_keeps_what_was_said() -> None:
    assert consents({"unsubscribed": None}) == consents({}) == {}


def test_a_device_is_where_push_messages_go() -> None:
    body = {"device": {"id": "t-1", "platform": "ios", "last_used": EARLIER, "attributes": {"push_enabled": "true"}}}
    (device,) = signals("device ann", body)
    assert isinstance(device, DeviceStated) and (device.key, device.at) == ("ann", EARLIER * 1_000)
    assert (device.token, device.platform, device.removed) == ("t-1", "ios", False)
    for wrong in (None, {}, {"id": 5}, {"id": ""}, {"id": "a\nb"}, {"id": "t" * 5_000}):
        assert refusal("device ann", {"device": wrong}) == "device_invalid"


def test_a_device_is_taken_away_by_its_token() -> None:
    (device,) = signals("device_removal ann", "t-1")
    assert isinstance(device, DeviceStated)
    assert (device.key, device.at, device.token, device.removed) == ("ann", NOW, "t-1", True)
    assert refusal("device_removal ann", "") == "device_invalid"


def test_two_people_are_one() -> None:
    (linked,) = signals("merge ", {"primary": {"id": 7}, "secondary": {"email": "a@b.test"}})
    assert isinstance(linked, PersonLinked)
    assert (linked.key, linked.other) == ("7", "a@b.test")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"primary": {"id": "a"}, "secondary": {"id": "a"}}, "merge_with_itself"),
        ({"primary": {"id": "a"}, "secondary": {}}, "identity_missing"),
        ({"primary": {"id": "a"}, "secondary": {"cio_id": "03"}}, "id_invalid"),
        ({"primary": {"cio_id": "cio_03"}, "secondary": {"id": "a"}}, "id_invalid"),
        ({"primary": {"id": "a"}, "secondary": "b"}, "id_invalid"),
        ({"primary": {"id": "a"}}, "message_invalid"),
    ],
)
def test_a_merge_that_names_no_two_people_is_refused(body: Any, code: str) -> None:
    assert refusal("merge ", body) == code


@pytest.mark.parametrize(
    ("hint", "body", "code"),
    [
        ("event ", {"name": "x"}, "identity_missing"),
        ("event null", {"name": "x"}, "id_invalid"),
        ("event cio_0300", {"name": "x"}, "id_invalid"),
        ("event ann", {"name": "  "}, "name_missing"),
        ("event ann", {"name": 5}, "name_invalid"),
        ("event ann", {"name": "x", "data": [1]}, "properties_invalid"),
        ("event ann", ["x"], "message_invalid"),
        ("identify ", {"plan": "pro"}, "identity_missing"),
        ("identify ann", ["x"], "traits_invalid"),
        ("identify ann", {"anonymous_id": "undefined"}, "id_invalid"),
    ],
)
def test_what_cannot_be_read_is_refused(hint: str, body: Any, code: str) -> None:
    assert refusal(hint, body) == code


@pytest.mark.parametrize("hint", ["identify ann", "event ann", "anonymous_event ", "device ann", "merge "])
def test_a_request_that_is_no_message_is_refused_whole(hint: str) -> None:
    for body in (b"", b"{", b"\xff", b"[" * 5_000):
        with pytest.raises(Invalid, match="body_not_json"):
            customerio.read(body, NOW, hint)
    with pytest.raises(TooLarge, match="message_too_large"):
        customerio.read(b"{}" + b" " * MESSAGE_BYTES_MAX, NOW, hint)


def test_what_clients_really_write_is_mended() -> None:
    body = b'{"name": "x", "data": {"half": "\\ud83d", "not": NaN}}'
    (found,) = customerio.read(body, NOW, "event ann").signals
    assert isinstance(found, EventReceived)
    assert json.loads(found.properties) == {"half": "�", "not": None}


HINTS = ("identify ann", "identify a@b.test", "event ann", "anonymous_event ", "device ann", "merge ")
FIELDS = (
    *("id", "name", "data", "timestamp", "type", "anonymous_id", "unsubscribed", "created_at", "email"),
    *("device", "primary", "secondary", "cio_id", "timezone"),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=3),
    max_leaves=8,
)


@given(hint=st.sampled_from(HINTS), body=st.dictionaries(st.sampled_from(FIELDS), VALUES))
def test_whatever_a_field_holds_is_read_or_refused(hint: str, body: Any) -> None:
    batch = customerio.read(json.dumps(body).encode(), NOW, hint)
    assert len(batch.errors) + batch.messages == 1
    for one in batch.signals:
        assert one.key and one.id and 0 <= one.at <= one.received_at == NOW
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(one), type=Signal) == one
