"""Unmodified clients send to a real server, and what they sent is read back from what it accepted."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from rudderstack.analytics.client import Client as RudderClient
from segment.analytics.client import Client as SegmentClient

from loopline.model.signal import AccountJoined, ConsentChanged, EventReceived, PersonLinked, Signal, TraitsChanged
from tests.clients.memory_face import Running
from tests.clients.node_client import send

HOUR_MS = 3_600_000
SLACK_MS = 60_000

S = TypeVar("S")
Make = Callable[[Running, list[Exception]], Any]


def segment_client(server: Running, faults: list[Exception], **more: Any) -> SegmentClient:
    def on_error(fault: Exception, _batch: object) -> None:
        faults.append(fault)

    return SegmentClient(server.write_key, host=server.url, on_error=on_error, upload_interval=0.05, **more)


def segment_gzip_client(server: Running, faults: list[Exception]) -> SegmentClient:
    return segment_client(server, faults, gzip=True)


def rudder_client(server: Running, faults: list[Exception]) -> RudderClient:
    def on_error(fault: Exception, _batch: object) -> None:
        faults.append(fault)

    return RudderClient(server.write_key, host=server.url, on_error=on_error, upload_interval=0.05)


def events(signals: list[Signal]) -> dict[str, EventReceived]:
    return {signal.name: signal for signal in signals if isinstance(signal, EventReceived)}


def only(signals: list[Signal], kind: type[S]) -> list[S]:
    return [signal for signal in signals if isinstance(signal, kind)]


PYTHON_CLIENTS = [segment_client, segment_gzip_client, rudder_client]


@pytest.mark.parametrize("make", PYTHON_CLIENTS)
def test_every_type_of_message_arrives(server: Running, make: Make) -> None:
    faults: list[Exception] = []
    client = make(server, faults)
    earlier = datetime.now(UTC) - timedelta(hours=1)
    client.identify("ann", {"plan": "pro", "seats": 3, "since": earlier}, anonymous_id="a-1")
    client.track("ann", "order_completed", {"amount": 12.5, "name": "Größe 😀"}, timestamp=earlier)
    client.track(77, "paywall_encountered")
    client.page("ann", name="Pricing", properties={"url": "/pricing"})
    client.screen("ann", name="Home")
    client.group("ann", "acme", {"seats": 9})
    client.alias("a-2", "ann")
    client.shutdown()

    assert faults == []
    signals = server.signals()
    (stated,) = only(signals, TraitsChanged)
    assert (stated.key, stated.link) == ("ann", "~a-1")
    assert stated.traits == {"plan": "pro", "seats": 3, "since": earlier.isoformat()}
    found = events(signals)
    assert set(found) == {"order_completed", "paywall_encountered", "page_viewed", "screen_viewed"}
    order = found["order_completed"]
    assert json.loads(order.properties) == {"amount": 12.5, "name": "Größe 😀"}
    assert abs(order.received_at - HOUR_MS - order.at) < SLACK_MS
    assert found["paywall_encountered"].key == "77"
    assert json.loads(found["page_viewed"].properties) == {"url": "/pricing", "name": "Pricing"}
    (joined,) = only(signals, AccountJoined)
    assert (joined.account, joined.traits) == ("@acme", {"seats": 9})
    assert {linked.other for linked in only(signals, PersonLinked)} == {"a-2", "~a-2"}
    assert len({signal.id for signal in signals}) == len(signals)


@pytest.mark.parametrize("make", PYTHON_CLIENTS)
def test_a_broken_server_loses_nothing_and_doubles_no_id(server: Running, make: Make) -> None:
    faults: list[Exception] = []
    server.fail_next(1)
    client = make(server, faults)
    for number in range(250):
        client.track("ann", "counted", {"number": number})
    client.shutdown()
    assert faults == []
    numbers = [json.loads(signal.properties)["number"] for signal in only(server.signals(), EventReceived)]
    assert sorted(numbers) == list(range(250))


@pytest.mark.parametrize("make", PYTHON_CLIENTS)
def test_a_client_with_a_wrong_key_is_told_so_at_once(server: Running, make: Make) -> None:
    faults: list[Exception] = []
    server.write_key = "lw_wrong"
    client = make(server, faults)
    began = time.monotonic()
    client.track("ann", "never")
    client.shutdown()
    (fault,) = faults
    assert (getattr(fault, "status", 0), getattr(fault, "code", "")) == (401, "key_invalid")
    assert time.monotonic() - began < 10
    assert server.signals() == []


def test_one_bad_message_does_not_cost_its_batch(server: Running) -> None:
    faults: list[Exception] = []
    client = segment_client(server, faults)
    client.track("undefined", "lost")
    client.track("ann", "kept", {"nan": float("nan")})
    client.shutdown()
    assert faults == []
    assert set(events(server.signals())) == {"kept"}


def test_the_node_client(server: Running, node_modules: Path) -> None:
    assert json.loads(send(node_modules, server.url, server.write_key)) == {"faults": []}
    signals = server.signals()
    (stated,) = only(signals, TraitsChanged)
    assert (stated.key, stated.link, stated.zone) == ("nora", "~n-1", "Europe/Berlin")
    assert stated.traits == {"plan": "pro", "seats": 3}
    consents = {(consent.channel, consent.topic): consent.allowed for consent in only(signals, ConsentChanged)}
    assert consents == {("email", ""): True, ("sms", "offers"): False}
    found = events(signals)
    assert json.loads(found["order_completed"].properties) == {"amount": 12.5, "name": "Größe 😀"}
    wall = found["paywall_encountered"]
    assert wall.key == "~n-2"
    assert abs(wall.received_at - HOUR_MS - wall.at) < SLACK_MS
    assert json.loads(found["page_viewed"].properties) == {"url": "/pricing", "name": "Pricing"}
    assert json.loads(found["screen_viewed"].properties)["name"] == "Home"
    assert [joined.account for joined in only(signals, AccountJoined)] == ["@acme"]
    assert {linked.other for linked in only(signals, PersonLinked)} == {"n-3", "~n-3"}


def test_the_node_client_comes_back_after_a_503(server: Running, node_modules: Path) -> None:
    server.fail_next(1)
    assert json.loads(send(node_modules, server.url, server.write_key)) == {"faults": []}
    assert set(events(server.signals())) >= {"order_completed", "paywall_encountered"}
