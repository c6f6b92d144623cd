"""The signals of a request all say who spoke."""

import msgspec
import pytest

from loopline.model.signal import AccountJoined, ConsentChanged, EventReceived, PersonLinked, Signal, TraitsChanged
from loopline.model.signals.devices import DeviceStated
from loopline.signals.batch import spoken
from loopline.signals.dialects import READERS

NOON = 1_772_366_400_000
BOTH = {"userId": "ann", "anonymousId": "a1"}
MESSAGES = [
    {"type": "track", **BOTH, "event": "seen", "context": {"consent": {"categoryPreferences": {"email": True}}}},
    {"type": "track", "userId": "ann", "event": "seen", "messageId": "m"},
    {"type": "page", **BOTH},
    {"type": "identify", **BOTH, "traits": {"email": "a@example.test"}},
    {"type": "group", **BOTH, "groupId": "acme"},
    {"type": "alias", "userId": "ann", "previousId": "bea"},
]
REQUESTS = [
    ("segment", {"batch": MESSAGES}, ""),
    ("segment", {"batch": MESSAGES[1:2]}, ""),
    ("customerio", {"id": "ann", "unsubscribed": True, "anonymous_id": "a1"}, "identify ann@example.test"),
    ("customerio", {"name": "seen"}, "event ann"),
    ("customerio", {"device": {"id": "token"}}, "device ann"),
    ("customerio", {"primary": {"id": "ann"}, "secondary": {"id": "bea"}}, "merge "),
]


@pytest.mark.parametrize(("dialect", "body", "hint"), REQUESTS)
def test_every_signal_of_a_request_says_who_spoke(dialect: str, body: object, hint: str) -> None:
    batch = READERS[dialect](msgspec.json.encode(body), NOON, hint)
    assert batch.signals and not batch.errors
    assert {trust_of(signal) for signal in batch.signals} == {""}
    said = spoken(batch, "browser")
    assert {trust_of(signal) for signal in said.signals} == {"browser"}
    assert [msgspec.structs.replace(one, trust="") for one in said.signals] == batch.signals
    assert spoken(batch, "") is batch


def trust_of(signal: Signal) -> str:
    assert isinstance(
        signal, EventReceived | TraitsChanged | ConsentChanged | PersonLinked | AccountJoined | DeviceStated
    )
    return signal.trust
