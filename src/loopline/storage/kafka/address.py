"""The URL of a log on Kafka, taken apart: brokers, topic, login and options, none of which is ever shown."""

import re
from typing import Final, get_args
from typing import Literal as Words
from urllib.parse import parse_qsl, unquote, urlsplit

from msgspec import Struct

from loopline.model.errors import Invalid

SCHEME: Final = "kafka://"
EXAMPLE: Final = "kafka://user:password@broker-1:9092,broker-2:9092/topic?tls=yes"
BROKER: Final = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+):\d{1,5}")
TOPIC: Final = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9._-]{1,200}")
LOOPBACK: Final = re.compile(r"(localhost|127\.[\d.]+|\[::1\]):\d+")
BROKERS_MAX: Final = 50
REPLICAS_MAX: Final = 9
REFRESH_MS: Final = 5_000
"""So long the driver may believe what a broker said of the topic that did not know better yet."""

FILES: Final = {"ca": "ssl.ca.location", "certificate": "ssl.certificate.location", "key": "ssl.key.location"}

Mechanism = Words["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]
Settings = dict[str, str | int | float | bool]
"""What the driver is set up with; a password may stand in it."""


class KafkaAddress(Struct, frozen=True, kw_only=True):
    """The brokers to ask first, the topic, and how to speak with them. `replicas` 0: three, where there are so many.

    `files` are the driver's names of the certificates' files, with where they stand.
    """

    brokers: str
    topic: str
    login: str = ""
    password: str = ""
    mechanism: Mechanism = "SCRAM-SHA-512"
    is_encrypted: bool = False
    files: tuple[tuple[str, str], ...] = ()
    replicas: int = 0

    def __repr__(self) -> str:
        return f"KafkaAddress(topic={self.topic!r}, ...)"

    def settings(self) -> Settings:
        """What every client of these brokers is set up with. Its own log is silent: it would name hosts and people."""
        found: Settings = {"bootstrap.servers": self.brokers, "log_level": 0, "socket.keepalive.enable": True}
        found["topic.metadata.refresh.interval.ms"] = REFRESH_MS
        if self.is_encrypted or self.login:
            found["security.protocol"] = ("SASL_" if self.login else "") + ("SSL" if self.is_encrypted else "PLAINTEXT")
        if self.login:
            found |= {"sasl.mechanism": self.mechanism, "sasl.username": self.login, "sasl.password": self.password}
        return found | dict(self.files)


def read_address(url: str) -> KafkaAddress:
    """The address that a URL names. Raises Invalid `log_url_invalid`, whose text repeats nothing of it."""
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError:
        raise _wrong() from None
    said, _, brokers = parts.netloc.rpartition("@")
    name, _, password = said.partition(":")
    named, topic = brokers.split(","), parts.path.removeprefix("/")
    is_whole = len(named) <= BROKERS_MAX and all(map(BROKER.fullmatch, named)) and TOPIC.fullmatch(topic)
    if parts.scheme != "kafka" or parts.fragment or not is_whole or bool(name) != bool(password):
        raise _wrong()
    address = KafkaAddress(
        brokers=brokers,
        topic=topic,
        login=unquote(name),
        password=unquote(password),
        mechanism=_mechanism(options.pop("sasl", "SCRAM-SHA-512")),
        is_encrypted=_tls(options.pop("tls", "yes" if options.keys() & FILES.keys() else "no")),
        replicas=_replicas(options.pop("replicas", "0")),
        files=tuple((FILES[name], options.pop(name)) for name in FILES if name in options),
    )
    if options:  # not named: of a password with a ? in it, its rest would be taken for an option
        raise _wrong("The options are tls, ca, certificate, key, sasl and replicas; a ? in a password is %3F.")
    if address.files and not address.is_encrypted:
        raise _wrong("Certificates are of use with tls=yes alone.")
    if name and address.mechanism == "PLAIN" and not address.is_encrypted and not all(map(LOOPBACK.fullmatch, named)):
        raise _wrong("With sasl=PLAIN the password would be read by anybody on the way: add tls=yes.")
    return address


def _mechanism(text: str) -> Mechanism:
    found: Mechanism | None = next((one for one in get_args(Mechanism) if one == text), None)
    if found is None:
        raise _wrong("sasl is one of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512.")
    return found


def _tls(text: str) -> bool:
    if text not in ("yes", "no"):
        raise _wrong("tls is yes or no.")
    return text == "yes"


def _replicas(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text[:3]) <= REPLICAS_MAX and len(text) < 3):
        raise _wrong(f"replicas is a whole number up to {REPLICAS_MAX}.")
    return int(text)


def _wrong(why: str = "") -> Invalid:
    return Invalid("log_url_invalid", f"LOOPLINE_LOG: write it as {EXAMPLE}. {why}".rstrip())
