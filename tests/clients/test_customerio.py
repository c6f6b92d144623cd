"""Customer.io's own client, unmodified, sends to a real server behind TLS."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from customerio import CustomerIO, CustomerIOException

from loopline.model.signal import ConsentChanged, EventReceived, PersonLinked, TraitsChanged
from loopline.model.signals.devices import DeviceStated
from tests.clients.memory_face import Running


@pytest.fixture
def client(tls_server: Running) -> Iterator[CustomerIO]:
    """As its README shows it, with Loopline's host and port."""
    host, port = tls_server.url.removeprefix("https://").split(":")
    with CustomerIO("any-site", tls_server.write_key, host=host, port=int(port)) as made:
        yield made


def test_every_call_that_loopline_can_keep_arrives(tls_server: Running, client: CustomerIO) -> None:
    earlier = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    client.identify("a/nn", email="ann@example.test", plan="pro", created_at=earlier, anonymous_id="a-1")
    client.identify("bob@example.test", unsubscribed=True)
    client.track("a/nn", "order_completed", {"amount": 12.5, "name": "Größe 😀"}, id="e1", timestamp=earlier)
    client.backfill(77, "signed_up", earlier, source="import")
    client.pageview("a/nn", "/pricing", referrer="/")
    client.track_anonymous("a-1", "paywall_encountered", {"wall": 3})
    client.add_device("a/nn", "token-1", "ios", last_used=earlier)
    client.delete_device("a/nn", "token-1")
    client.merge_customers("id", "a/nn", "email", "ann@example.test")

    signals = tls_server.signals()
    ann, bob = [one for one in signals if isinstance(one, TraitsChanged)]
    assert (ann.key, ann.link) == ("a/nn", "~a-1")
    assert ann.traits == {"email": "ann@example.test", "plan": "pro", "created_at": earlier.isoformat()}
    assert (bob.key, bob.traits) == ("bob@example.test", {"email": "bob@example.test"})
    added, removed = [one for one in signals if isinstance(one, DeviceStated)]
    assert (added.key, added.token, added.platform, added.at) == (
        "a/nn",
        "token-1",
        "ios",
        int(earlier.timestamp()) * 1_000,
    )
    assert (removed.key, removed.token, removed.removed) == ("a/nn", "token-1", True)
    assert {one.key for one in signals if isinstance(one, ConsentChanged) and not one.allowed} == {"bob@example.test"}
    events = {one.name: one for one in signals if isinstance(one, EventReceived)}
    assert {name: one.key for name, one in events.items()} == {
        "order_completed": "a/nn",
        "signed_up": "77",
        "page_viewed": "a/nn",
        "paywall_encountered": "~a-1",
    }
    order = events["order_completed"]
    assert (order.id, order.at) == ("e1", int(earlier.timestamp()) * 1_000)
    assert json.loads(order.properties) == {"amount": 12.5, "name": "Größe 😀"}
    assert events["signed_up"].at == order.at
    assert json.loads(events["page_viewed"].properties) == {"referrer": "/", "name": "/pricing"}
    (linked,) = [one for one in signals if isinstance(one, PersonLinked)]
    assert (linked.key, linked.other) == ("a/nn", "ann@example.test")
    assert len({one.id for one in signals}) == len(signals)


def test_what_loopline_cannot_do_fails_in_the_client(tls_server: Running, client: CustomerIO) -> None:
    with pytest.raises(CustomerIOException, match=r"400.*Nobody can be deleted here"):
        client.delete("ann")
    with pytest.raises(CustomerIOException, match=r"400.*unsubscribed: true"):
        client.suppress("ann")
    with pytest.raises(CustomerIOException, match=r"400.*nothing was changed"):
        client.unsuppress("ann")
    with pytest.raises(CustomerIOException, match="404"):
        client.batch([{"type": "person", "action": "delete", "identifiers": {"id": "ann"}}])
    assert tls_server.signals() == []


def test_the_client_comes_back_after_a_503(tls_server: Running, client: CustomerIO) -> None:
    tls_server.fail_next(1)
    client.track("ann", "signed_up", id="e1")
    assert [one.id for one in tls_server.signals()] == ["e1"]


def test_a_wrong_key_and_a_bad_message_are_told_at_once(tls_server: Running, client: CustomerIO) -> None:
    with pytest.raises(CustomerIOException, match=r"400.*id_invalid"):
        client.track("undefined", "signed_up")
    client.http.auth = ("any-site", "lw_wrong")
    with pytest.raises(CustomerIOException, match=r"401.*write key"):
        client.track("ann", "signed_up")
    assert tls_server.signals() == []
