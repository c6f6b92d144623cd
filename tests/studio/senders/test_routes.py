"""Sender domains over HTTP: made, rotated, checked by a real name server, and no private key in any answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.settings import Settings
from tests.providers.servers import post_office
from tests.studio.house import WELCOME, House, identify, living, track
from tests.studio.senders.name_server import NameServer, name_server


@pytest.fixture
def dns() -> Iterator[NameServer]:
    with name_server() as found:
        yield found


@pytest.fixture
def house(tmp_path: Path, dns: NameServer) -> Iterator[House]:
    with living(tmp_path, settings=Settings(public_url="https://loop.test", dns=dns.address)) as found:
        yield found


def test_a_key_is_made_published_checked_rotated_and_removed(house: House, dns: NameServer) -> None:
    made = house.client.post("/api/senders", json={"domain": "acme.test"}).json()
    assert (made["domain"], made["selector"], made["signs"]) == ("acme.test", "loopline1", True)
    assert made["record"]["name"] == "loopline1._domainkey.acme.test" and made["record"]["kind"] == "TXT"
    with post_office() as office:
        url = f"smtp://127.0.0.1:{office.port}?starttls=never"
        assert house.client.post("/api/providers", json={"name": "post", "channel": "email", "url": url}).is_success
        before = house.client.get("/api/senders/acme.test/check").json()
        assert not before["passes"]
        assert [(one["about"], one["state"]) for one in before["findings"]] == [
            ("dkim", "missing"),
            ("spf", "missing"),
            ("dmarc", "missing"),
        ]
        for one in before["findings"]:
            dns.texts.setdefault(one["publish"]["name"], []).append(one["publish"]["value"])
        assert dns.texts["acme.test"] == ["v=spf1 ip4:127.0.0.1 ~all"]
        assert house.client.get("/api/senders/acme.test/check").json()["passes"]
    second = house.client.post("/api/senders", json={"domain": "acme.test", "selector": "s2"})
    assert second.json()["signs"] is False
    assert house.client.delete("/api/senders/acme.test/loopline1").status_code == 409
    assert house.client.post("/api/senders/acme.test/s2/use").status_code == 204
    assert house.client.delete("/api/senders/acme.test/loopline1").status_code == 204
    listed = house.client.get("/api/senders")
    assert [(one["selector"], one["signs"]) for one in listed.json()["senders"]] == [("s2", True)]
    assert house.client.delete("/api/senders/acme.test").status_code == 204
    assert "PRIVATE" not in listed.text + second.text and "sealed" not in listed.text


def test_what_is_wrong_is_refused_with_its_code(house: House, dns: NameServer) -> None:
    assert house.client.post("/api/senders", json={"domain": "acme"}).json()["error"]["code"] == "sender_domain_invalid"
    assert house.client.get("/api/senders/acme/check").json()["error"]["code"] == "sender_domain_invalid"
    assert house.client.delete("/api/senders/acme.test").json()["error"]["code"] == "sender_missing"
    assert house.stranger.get("/api/senders").status_code == 401
    assert house.stranger.post("/api/senders", json={"domain": "acme.test"}).status_code == 401
    dns.faults = {"acme.test": "fails", "_dmarc.acme.test": "fails"}
    found = house.client.get("/api/senders/acme.test/check").json()
    assert [one["state"] for one in found["findings"]] == ["missing", "unknown", "unknown"] and not found["passes"]


def test_a_person_who_is_not_to_be_tracked_is_sent_a_mail_without_it_by_a_real_mail_server(house: House) -> None:
    with post_office() as office:
        url = f"smtp://127.0.0.1:{office.port}?starttls=never"
        assert house.client.post("/api/providers", json={"name": "post", "channel": "email", "url": url}).is_success
        house.publish(WELCOME)
        for name, traits in (("ann", {"tracking": False}), ("bob", {})):
            house.send(identify(name, email=f"{name}@example.test", plan="pro", **traits), track(name, "signed_up"))
        mails = dict(office.mails)
    assert sorted(mails) == ["ann@example.test", "bob@example.test"]
    flat = {to: raw.replace(b"=\r\n", b"").replace(b"=3D", b"=") for to, raw in mails.items()}
    assert b"https://example.com/start?a=1" in flat["ann@example.test"] and b"/l/click/" not in flat["ann@example.test"]
    assert b"/l/open/" not in flat["ann@example.test"] and b"List-Unsubscribe:" in flat["ann@example.test"]
    assert b"/l/click/" in flat["bob@example.test"] and b"/l/open/" in flat["bob@example.test"]
