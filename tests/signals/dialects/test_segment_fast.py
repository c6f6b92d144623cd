"""The fast path and the general one read every request alike; the fast one is taken where nothing is odd."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.bench.workload import stream, track_bodies
from loopline.model.errors import Invalid
from loopline.model.signal import EventReceived
from loopline.signals.batch import ReadBatch
from loopline.signals.dialects import segment
from loopline.signals.dialects.segment import read_envelope
from loopline.signals.dialects.segment_fast import fitting_events, read_fast
from loopline.signals.dialects.segment_wire import FastEnvelope, FastMessage, open_envelope, open_fast
from loopline.signals.quality import MESSAGE_BYTES_MAX, PLACEHOLDERS

NOW = 1_795_000_060_000
"""2026-11-18T11:07:40Z."""


def by_the_general_path(body: bytes) -> ReadBatch:
    """What the request gives when every message is read by itself."""
    return read_envelope(open_envelope(body, single=False), NOW)


def outcome(read: Callable[[], ReadBatch]) -> ReadBatch | tuple[str, str]:
    try:
        return read()
    except Invalid as refused:
        return refused.code, str(refused)


def assert_same(body: bytes) -> None:
    assert outcome(lambda: segment.read(body, NOW)) == outcome(lambda: by_the_general_path(body))


def track(number: int, **more: Any) -> dict[str, Any]:
    """An ordinary message, with changes; a change to `...` takes the field away."""
    given = {"type": "track", "messageId": f"m{number}", "userId": "ann", "event": "seen", "properties": {"n": number}}
    return {field: value for field, value in (given | more).items() if value is not ...}


def opened(body: bytes) -> FastEnvelope:
    fast = open_fast(body)
    assert fast is not None
    return fast


def left(*messages: dict[str, Any]) -> list[int]:
    """The messages that the fast path leaves to the general one."""
    read = read_fast(opened(json.dumps({"batch": messages}).encode()), NOW)
    return [index for index, one in enumerate(read) if isinstance(one, FastMessage)]


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["a, e1", "1e999", "{[" * 40]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
IDS = st.sampled_from(
    [..., None, "", "ann", "~ann", "a\0", "x" * 512, "é" * 512, "x" * 513, 7, True, *sorted(PLACEHOLDERS)]
)
STAMPS = st.sampled_from(
    [
        ...,
        None,
        "",
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00+14:00",
        "1969-12-31T23:59:59Z",
        12,
        "yesterday",
        "2026-11-18T11:06:40Z",
        "2026-11-18T12:06:40.2509+01:00",
        "2026-11-18T11:06:40",
        "2027-01-01T00:00:00Z",
    ]
)
CONTEXTS = st.sampled_from(
    [..., None, 5, {}, {"library": {"name": "x", "deep": [[]]}}, {"traits": {"plan": "pro"}}]
) | (
    st.fixed_dictionaries(
        {},
        optional={
            "timezone": st.sampled_from(["Europe/Berlin", "no zone", "", 5, None]),
            "consent": st.sampled_from([None, 5, {"categoryPreferences": {"email": True, "sms": 3}}, {}]),
        },
    )
)
PROPERTIES = st.dictionaries(st.text(max_size=8), VALUES, max_size=3)
ODDITIES: dict[str, st.SearchStrategy[Any]] = {
    "type": st.sampled_from([..., None, "page", "screen", "identify", "group", "alias", "tracks", 3]),
    "messageId": IDS,
    "userId": IDS,
    "anonymousId": IDS,
    "event": st.sampled_from([..., None, "", "x" * 256, "x" * 257, "a\0", 5]),
    "properties": st.sampled_from([..., None, {}, [1], "{", 5]) | PROPERTIES,
    "traits": st.sampled_from([..., None, 5, {"huge": 10**30}]),
    "context": CONTEXTS,
    "timestamp": STAMPS,
    "originalTimestamp": STAMPS,
    "sentAt": STAMPS,
    "groupId": IDS,
    "previousId": IDS,
    "extra": VALUES,
}
ODD = st.sampled_from(sorted(ODDITIES)).flatmap(lambda field: st.tuples(st.just(field), ODDITIES[field]))
MESSAGES = st.lists(ODD, max_size=3).map(lambda changes: track(1, **dict(changes)))
WRITTEN = st.sampled_from(
    [
        *("1e999", "[1E+400]", "-1e400", "0e999", "1e-7", "1.5e3", "01", " 1 ", "NaN", '"\\ud83d"', '"\\u0000"'),
        *("9" * digits for digits in (308, 309, 5000)),
        *("[" * depth + "]" * depth for depth in (31, 32, 3000)),
        '"' + "x" * 33_000 + '"',
    ]
)
"""JSON, and what is nearly JSON, that no encoder of ours would write."""


@given(st.lists(MESSAGES, max_size=8), STAMPS, st.booleans(), st.lists(WRITTEN, max_size=3))
def test_both_ways_say_the_same(messages: list[Any], sent_at: object, ascii_only: bool, texts: list[str]) -> None:
    messages += [track(2, properties={"a": f"@{index}"}) for index in range(len(texts))]
    request = {"batch": messages, "sentAt": None if sent_at is ... else sent_at}
    body = json.dumps(request, ensure_ascii=ascii_only)
    for index, text in enumerate(texts):
        body = body.replace(f'"@{index}"', text)
    assert_same(body.encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=30), st.integers(0, 400))
def test_both_ways_say_the_same_of_a_broken_request(noise: bytes, at: int) -> None:
    body = json.dumps({"batch": [track(1, context={"timezone": "UTC"}), track(2), track(3)]}).encode()
    assert_same(body[:at] + noise + body[at:])
    assert_same(body[:at] + noise + body[at + len(noise) :])


def test_every_event_of_the_benchmark_is_read_by_the_fast_path() -> None:
    for body in track_bodies(stream(1_000, 100, "mix"), 500):
        read = read_fast(opened(body), NOW)
        assert fitting_events(read, len(body)) == read == by_the_general_path(body).signals
        assert len(read) == 500


def test_what_a_server_s_client_sends_is_read_by_the_fast_path() -> None:
    stamps = {"timestamp": "2026-11-18T11:06:40.123Z", "sentAt": "2026-11-18T11:06:50.123Z"}
    context = {"library": {"name": "analytics-node", "version": "2.1.0"}, "timezone": "Europe/Berlin"}
    message = track(1, **stamps, context=context, anonymousId="a1", properties=..., integrations={})
    body = json.dumps({"batch": [message] * 5}).encode()
    (event, *_) = read_fast(opened(body), NOW)
    assert event == EventReceived(
        key="ann",
        id="m1",
        name="seen",
        at=NOW - 10_000,
        received_at=NOW,
        properties=b"{}",
        link="~a1",
        zone="Europe/Berlin",
    )
    assert_same(body)


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "page"},
        {"type": ...},
        {"messageId": ...},
        {"userId": None, "anonymousId": "a1"},
        {"userId": "undefined"},
        {"anonymousId": "undefined"},
        {"userId": "0"},
        {"userId": "-1"},
        {"event": ""},
        {"properties": [1]},
        {"timestamp": "9999-01-01T00:00:00Z"},
        {"context": {"consent": {"categoryPreferences": {"email": True}}}},
        {"properties": {"deep": json.loads("[" * 32 + "]" * 32)}},
    ],
)
def test_an_odd_message_is_left_to_the_general_path_and_takes_no_other_along(changes: dict[str, Any]) -> None:
    messages = [track(0), track(1), track(2, **changes), track(3), track(4)]
    assert left(*messages) == [2]
    assert_same(json.dumps({"batch": messages}).encode())


@pytest.mark.parametrize("harmless", [{"n": 10**309}, {"n": 1e-7}, {"text": "a, e, i"}, {"deep": [[[]]] * 40}])
def test_what_only_looks_odd_is_read_by_the_fast_path_after_all(harmless: dict[str, Any]) -> None:
    assert left(*[track(number, properties=harmless) for number in range(6)]) == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"batch":[{"userId":7}]}', rb'{"batch":[{"event":"a\u0000"}]}'])
def test_a_request_that_is_odd_as_a_whole_is_not_opened(body: bytes) -> None:
    assert open_fast(body) is None


def test_a_batch_that_is_too_long_is_refused_however_ordinary_it_is() -> None:
    body = json.dumps({"batch": [track(1, properties=...)] * 2_501}).encode()
    assert open_fast(body) is None
    assert_same(body)


@pytest.mark.parametrize("sent_at", [None, "2026-11-18T11:06:50Z", "soon"])
@pytest.mark.parametrize("own", [..., None, "2026-11-18T11:07:30Z", 5])
def test_the_clock_of_the_batch_goes_before_that_of_its_messages(sent_at: object, own: object) -> None:
    message = track(1, timestamp="2026-11-18T11:06:40Z", sentAt=own)
    assert left(message) == []
    assert_same(json.dumps({"batch": [message], "sentAt": sent_at}).encode())


@pytest.mark.parametrize("bare", [{}, {"properties": ...}, {"properties": None}, {"anonymousId": "a" * 500}])
@pytest.mark.parametrize("more", [-1, 0, 1])
@pytest.mark.parametrize("others", [0, 1, 300])
def test_the_limit_of_a_message_holds_to_the_byte(bare: dict[str, Any], more: int, others: int) -> None:
    empty = len(json.dumps(track(0, event="e", properties={"pad": ""}), separators=(",", ":")))
    big = track(0, event="e", properties={"pad": "x" * (MESSAGE_BYTES_MAX - empty + more)})
    for messages in ([big] + [track(1, **bare)] * others, [track(1, **bare)] * others + [big]):
        for separators in ((",", ":"), (", ", ": ")):
            assert_same(json.dumps({"batch": messages}, separators=separators).encode())
    body = json.dumps({"batch": [big]}, separators=(",", ":")).encode()
    assert [error.code for error in segment.read(body, NOW).errors] == (["message_too_large"] if more > 0 else [])


def test_a_long_message_cannot_hide_behind_what_the_parser_passes_over() -> None:
    hidden = track(1, extra="x" * MESSAGE_BYTES_MAX)
    body = json.dumps({"batch": [track(0, properties={"pad": "x" * 9_000}), hidden, *[track(2)] * 50]}).encode()
    assert fitting_events(read_fast(opened(body), NOW), len(body)) is None
    assert [error.index for error in segment.read(body, NOW).errors] == [1]
    assert_same(body)
