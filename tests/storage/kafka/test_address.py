"""A log's URL is read to the letter or refused, and no text shows what stands in it."""

import pytest

from loopline.model.errors import Invalid
from loopline.storage.kafka.address import read_address

SECRET = "s3cret"


def test_brokers_and_a_topic_are_enough() -> None:
    address = read_address("kafka://one:9092,two:9093,[::1]:9094/loop.line_1-a")
    assert (address.brokers, address.topic) == ("one:9092,two:9093,[::1]:9094", "loop.line_1-a")
    assert address.settings() == {
        "bootstrap.servers": "one:9092,two:9093,[::1]:9094",
        "log_level": 0,
        "socket.keepalive.enable": True,
        "topic.metadata.refresh.interval.ms": 5_000,
    }
    assert address.replicas == 0


def test_a_login_and_certificates_reach_the_driver_and_no_text() -> None:
    address = read_address(f"kafka://ann:{SECRET}%3F%2F@one:9092/x?tls=yes&sasl=PLAIN&ca=/etc/ca.pem&replicas=5")
    assert address.settings() == {
        "bootstrap.servers": "one:9092",
        "log_level": 0,
        "socket.keepalive.enable": True,
        "topic.metadata.refresh.interval.ms": 5_000,
        "security.protocol": "SASL_SSL",
        "sasl.mechanism": "PLAIN",
        "sasl.username": "ann",
        "sasl.password": f"{SECRET}?/",
        "ssl.ca.location": "/etc/ca.pem",
    }
    assert address.replicas == 5
    assert SECRET not in f"{address} {address!r}"


@pytest.mark.parametrize(
    ("options", "protocol"),
    [
        ("", "SASL_PLAINTEXT"),
        ("?tls=yes", "SASL_SSL"),
        ("?ca=/a", "SASL_SSL"),
        ("?certificate=/a&key=/b&sasl=SCRAM-SHA-256", "SASL_SSL"),
    ],
)
def test_a_certificate_means_tls(options: str, protocol: str) -> None:
    assert read_address(f"kafka://ann:{SECRET}@one:9092/x{options}").settings()["security.protocol"] == protocol


def test_without_a_login_tls_is_tls_alone() -> None:
    assert read_address("kafka://one:9092/x?tls=yes").settings()["security.protocol"] == "SSL"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "kafka://",
        "kafka://one:9092",
        "kafka://one:9092/",
        "kafka://one/x",
        "kafka://one:9092,/x",
        "kafka://one:9092/x/y",
        "kafka://one:9092/..",
        "kafka://one:9092/x#y",
        "kafkas://one:9092/x",
        "kafka://ann@one:9092/x",
        f"kafka://:{SECRET}@one:9092/x",
        "kafka://one:9092/x?tls=perhaps",
        "kafka://one:9092/x?sasl=GSSAPI",
        "kafka://one:9092/x?replicas=99",
        "kafka://one:9092/x?replicas=-1",
        "kafka://one:9092/x?tls=no&ca=/a",
        "kafka://one:9092/x?acks=0",
        "kafka://one:9092/x?tls",
        f"kafka://ann:{SECRET}@one:9092/x?sasl=PLAIN",
        f"kafka://ann:{SECRET}@127.0.0.1:9092,one:9092/x?sasl=PLAIN",
        f"kafka://ann:{SECRET}?{SECRET}=1@one:9092/x",
        f"kafka://ann:{SECRET}@[one:9092/x",
        f"kafka://one:9092/{'x' * 201}",
        f"kafka://{','.join(['one:9092'] * 51)}/x",
    ],
)
def test_anything_else_is_refused_and_repeated_nowhere(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_address(url)
    assert refused.value.code == "log_url_invalid"
    assert SECRET not in refused.value.text and "9092,/x" not in refused.value.text
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_a_password_in_the_clear_may_stay_on_this_machine() -> None:
    assert read_address(f"kafka://ann:{SECRET}@127.0.0.1:9092/x?sasl=PLAIN").mechanism == "PLAIN"
