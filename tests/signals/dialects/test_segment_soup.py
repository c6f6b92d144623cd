"""Whatever comes over the wire, reading it gives signals and errors, or one typed refusal; never anything else."""

import json
from contextlib import suppress
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from loopline.model.errors import Invalid
from loopline.model.signal import EventReceived, Signal
from loopline.signals.dialects.segment import TYPES, read

NOW = 1_795_000_000_000

values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
stamps = (
    st.sampled_from(["2026-11-18T11:06:40Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "x", ""]) | values
)
soup = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(sorted(TYPES)) | values,
        "messageId": values,
        "userId": st.just("ann") | values,
        "anonymousId": values,
        "event": st.just("e") | values,
        "timestamp": stamps,
        "originalTimestamp": stamps,
        "sentAt": stamps,
        "properties": values,
        "traits": values,
        "groupId": values,
        "previousId": values,
        "name": values,
        "context": values
        | st.fixed_dictionaries({}, optional={"traits": values, "timezone": values, "consent": values}),
    },
)


@given(st.lists(soup | values, max_size=6), values, st.booleans())
def test_json_soup_gives_errors_and_the_good_ones_survive(messages: list[Any], sent_at: Any, ascii_only: bool) -> None:
    good = {"type": "track", "userId": "bob", "event": "ok", "messageId": "good"}
    text = json.dumps({"batch": [*messages, good], "sentAt": sent_at}, ensure_ascii=ascii_only)
    batch = read(text.encode("utf-8", "surrogatepass"), NOW)
    assert batch.signals[-1].id == "good"
    assert batch.messages + len({error.index for error in batch.errors}) >= len(messages) + 1
    assert all(0 <= error.index < len(messages) and error.code and error.text for error in batch.errors)
    hold_up(batch.signals)


@given(st.binary(max_size=200) | st.text(alphabet='{}[]",:\\u0dD8NaInfity1e9 ').map(str.encode))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    for content, hint in ((body, ""), (body, "track"), (b'{"batch":[' + body + b"]}", "")):
        with suppress(Invalid):
            hold_up(read(content, NOW, hint).signals)


@given(st.text(alphabet='{}[]",:\\u0dD8NaInfity1e9 ').map(str.encode))
def test_what_is_let_in_can_be_decoded_by_whoever_comes_after(properties: bytes) -> None:
    body = b'{"batch":[{"type":"track","userId":"bob","event":"ok","properties":{"a":' + properties + b"}}]}"
    with suppress(Invalid):
        hold_up(read(body, NOW).signals)


def hold_up(signals: list[Signal]) -> None:
    """Every signal survives the log, and its parts can be used without a second look."""
    for signal in signals:
        assert signal.key and signal.id
        assert 0 <= signal.at <= signal.received_at == NOW
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(signal), type=Signal) == signal
        if isinstance(signal, EventReceived):
            assert isinstance(msgspec.json.decode(signal.properties), dict)
