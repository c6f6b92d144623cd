"""What is said of a sender domain, and what to publish, by a real name server."""

import pytest

from loopline.storage.sql.messages.sender_keys import StoredSenderKey
from loopline.studio.senders.check import Relay, check_sender, dkim_record
from loopline.studio.senders.dns_client import DnsClient
from tests.studio.senders.name_server import NameServer, name_server

pytestmark = pytest.mark.anyio
SES: Relay = ("ses", "")


def key(domain: str = "acme.test", selector: str = "s1", *, signs: bool = True) -> StoredSenderKey:
    return StoredSenderKey(
        domain=domain,
        selector=selector,
        sealed_key=b"",
        public_key="QUJD",
        signs=int(signs),
        created_at=1,
        by="ann",
    )


GOOD = {
    "s1._domainkey.acme.test": ["v=DKIM1; k=rsa; p=QU JD"],
    "acme.test": ["v=spf1 include:amazonses.com -all"],
    "amazonses.com": ["v=spf1 ip4:192.0.2.0/24 -all"],
    "_dmarc.acme.test": ["v=DMARC1; p=reject"],
}


async def told(server: NameServer, *keys: StoredSenderKey, domain: str = "acme.test", relay: Relay = SES) -> list[str]:
    """The findings that are not right, as about:state, with the record that mends them."""
    found = await check_sender(domain, keys, [relay], DnsClient(server.address, seconds=0.3 if server.faults else 20.0))
    lines = [
        f"{one.about}:{one.state}" + (f" {one.publish.name} {one.publish.value}" if one.publish else "")
        for one in found.findings
        if one.state != "right"
    ]
    assert found.passes == (not lines) and all(one.text for one in found.findings)
    return lines


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"s1._domainkey.acme.test": []}, ["dkim:missing s1._domainkey.acme.test v=DKIM1; k=rsa; p=QUJD"]),
        ({"s1._domainkey.acme.test": ["p="]}, ["dkim:wrong s1._domainkey.acme.test v=DKIM1; k=rsa; p=QUJD"]),
        ({"s1._domainkey.acme.test": ["p=WFla"]}, ["dkim:wrong s1._domainkey.acme.test v=DKIM1; k=rsa; p=QUJD"]),
        ({"s1._domainkey.acme.test": ["t=y:s; p=QUJD"]}, ["dkim:wrong s1._domainkey.acme.test v=DKIM1; k=rsa; p=QUJD"]),
        ({"acme.test": []}, ["spf:missing acme.test v=spf1 include:amazonses.com ~all"]),
        ({"acme.test": ["v=spf1 mx -all"]}, ["spf:wrong acme.test v=spf1 include:amazonses.com mx -all"]),
        ({"acme.test": ["v=spf1 -all", "v=spf1 mx -all"]}, ["spf:wrong"]),
        (
            {"_dmarc.acme.test": []},
            ["dmarc:missing _dmarc.acme.test v=DMARC1; p=none; rua=mailto:dmarc@acme.test"],
        ),
        ({"_dmarc.acme.test": ["v=DMARC1; p=none", "v=DMARC1; p=reject"]}, ["dmarc:wrong"]),
        (
            {"_dmarc.acme.test": ["v=DMARC1; rua=mailto:x@acme.test"]},
            ["dmarc:wrong _dmarc.acme.test v=DMARC1; p=none; rua=mailto:dmarc@acme.test"],
        ),
    ],
)
async def test_what_is_missing_or_wrong_is_told_with_its_record(
    changes: dict[str, list[str]], expected: list[str]
) -> None:
    with name_server() as server:
        server.texts = GOOD | changes
        assert await told(server, key()) == expected


async def test_a_domain_below_has_the_key_and_the_policy_of_the_one_above() -> None:
    with name_server() as server:
        server.texts = GOOD | {"news.acme.test": GOOD["acme.test"]}
        assert await told(server, key(), domain="news.acme.test") == []
        server.texts |= {"_dmarc.acme.test": ["v=DMARC1; p=reject; adkim=s"]}
        assert await told(server, key(), domain="news.acme.test") == ["dmarc:wrong"]


async def test_a_name_server_that_does_not_answer_is_no_verdict() -> None:
    with name_server() as server:
        server.texts = dict(GOOD)
        server.faults = {"s1._domainkey.acme.test": "fails", "acme.test": "silent", "_dmarc.acme.test": "garbage"}
        assert await told(server, key()) == ["dkim:unknown", "spf:unknown", "dmarc:unknown"]


@pytest.mark.parametrize(
    ("relay", "value"),
    [
        (("smtp", "mail.acme.test"), "v=spf1 a:mail.acme.test ~all"),
        (("smtp", "192.0.2.7"), "v=spf1 ip4:192.0.2.7 ~all"),
        (("smtp", "2001:db8::7"), "v=spf1 ip6:2001:db8::7 ~all"),
        (("own", ""), ""),
    ],
)
async def test_the_spf_record_names_what_carries_the_mails(relay: Relay, value: str) -> None:
    with name_server() as server:
        server.texts = GOOD | {"acme.test": []}
        (found,) = await told(server, key(), relay=relay)
        assert found == (f"spf:missing acme.test {value}" if value else "spf:missing")


async def test_without_a_key_that_is_said_and_one_that_rests_is_looked_up_too() -> None:
    with name_server() as server:
        server.texts = dict(GOOD)
        assert await told(server) == ["dkim:missing"]
        waiting = key(selector="s2", signs=False)
        assert await told(server, key(), waiting) == [
            f"dkim:missing {dkim_record(waiting).name} v=DKIM1; k=rsa; p=QUJD"
        ]
