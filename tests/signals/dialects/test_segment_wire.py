"""Taking a request apart: mended where it can be, refused as a whole where it must be."""

import json

import pytest

from loopline.model.errors import Invalid
from loopline.model.signal import EventReceived
from loopline.signals.content import deeper_than
from loopline.signals.dialects.segment import read
from loopline.signals.dialects.segment_wire import written_keys

NOW = 1_795_000_060_000


def track(properties: object, message_id: str = "m1") -> str:
    return json.dumps(
        {"type": "track", "messageId": message_id, "userId": "ann", "event": "e", "properties": properties}
    )


def nested(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


@pytest.mark.parametrize(("depth", "codes"), [(32, []), (33, ["too_deep"]), (900, ["too_deep"]), (9000, ["too_deep"])])
def test_what_nests_too_deep_is_refused_at_any_depth_and_alone(depth: int, codes: list[str]) -> None:
    deep = track("@").replace('"@"', nested(depth))
    good = track({"list": [[{}]] * 40}, "m2")
    batch = read(f'{{"batch":[{deep},{good}]}}'.encode(), NOW)
    if depth > 5000:  # more than 32 KB: seen first when it can be parsed, too deep when it had to be cut
        assert {error.code for error in batch.errors} <= {"too_deep", "message_too_large"}
    else:
        assert [error.code for error in batch.errors] == codes
    assert batch.signals[-1].id == "m2"


def test_what_json_forbids_but_clients_send_is_mended() -> None:
    properties = rb'{"a":NaN,"b":-Infinity,"c":"NaN \ud83d \ud83d\ude00 \\ud83d"}'
    text = b'{"type":"track","userId":"ann","event":"e","properties":' + properties + b"}"
    (signal,) = read(b'{"batch":[' + text + b"]}", NOW).signals
    assert isinstance(signal, EventReceived)
    assert json.loads(signal.properties) == {"a": None, "b": None, "c": "NaN � \U0001f600 \\ud83d"}
    (broken,) = read(b'{"batch":[{"type":"track","userId":"ann","event":"caf\xe9"}]}', NOW).signals
    assert isinstance(broken, EventReceived)
    assert broken.name == "caf�"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "body_not_json"),
        (b"hello", "body_not_json"),
        (b'{"batch":[{"type":"track"', "body_not_json"),
        (b'{"batch":' + b"[" * 100_000, "body_not_json"),
        (b'"' + rb"\"" * 200_000, "body_not_json"),
        (b"[]", "batch_missing"),
        (b"null", "batch_missing"),
        (b"{}", "batch_missing"),
        (b'{"batch":{}}', "batch_missing"),
        (b'{"batch":null}', "batch_missing"),
        (b'{"batch":[' + b" " * 512_000 + b"]}", "batch_too_large"),
        (b'{"batch":[' + b",".join([b"1"] * 2501) + b"]}", "batch_too_long"),
    ],
)
def test_a_request_that_cannot_be_read_at_all(body: bytes, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(body, NOW)
    assert caught.value.code == code
    assert caught.value.status == (413 if code.startswith("batch_too") else 400)


def test_brackets_in_texts_do_not_nest() -> None:
    text = "[" * 3000 + '\\"' + "{" * 3000
    (signal,) = read(f'{{"batch":[{track({"a": text, "b": 1})}]}}'.encode(), NOW).signals
    assert isinstance(signal, EventReceived)
    assert json.loads(signal.properties)["a"] == text
    assert not deeper_than(1, {"a": text})
    assert deeper_than(1, {"a": []})


def test_write_keys_are_found_without_parsing() -> None:
    assert written_keys(b'{"batch":[],"writeKey" : "lw_1"}') == ["lw_1"]
    assert written_keys(b'{"writeKey":"' + b"x" * 200 + b'","writeKey":5, "writeKey":"\xff","writeKey":""}') == []
    assert len(written_keys(b'"writeKey":"a"' * 100)) == 8
