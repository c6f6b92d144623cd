"""`loopline sender`: keys made while a server runs or not; what leaves then verifies by what was published."""

import json
from pathlib import Path

import dkim

from tests.cli.served import loopline, server, wait_for, written
from tests.providers.servers import post_office
from tests.studio.senders.name_server import NameServer, name_server

SIGN_UP: list[dict[str, object]] = [
    {"type": "identify", "userId": "ann", "messageId": "m1", "traits": {"email": "ann@example.test", "name": "Änn"}},
    {"type": "track", "userId": "ann", "messageId": "m2", "event": "signed_up"},
]


def publish(dns: NameServer, folder: Path) -> None:
    """Publish every key that the list shows."""
    for one in json.loads(loopline("sender", "list", "--data", folder, "--json").stdout)["senders"]:
        dns.texts[one["record"]["name"]] = [one["record"]["value"]]


def verifies(raw: bytes, dns: NameServer) -> bool:
    def ask(name: bytes, timeout: int = 5) -> bytes | None:
        found = dns.texts.get(name.decode().rstrip("."))
        return found[0].encode() if found else None

    found: bool = dkim.verify(raw, dnsfunc=ask)
    return found


def test_mails_are_signed_from_the_first_key_on_and_by_the_next_one_after_a_restart(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with post_office() as office, name_server() as dns:
        env = {
            "LOOPLINE_EMAIL": f"smtp://127.0.0.1:{office.port}?starttls=never",
            "LOOPLINE_SENDER": "Acme <hello@news.acme.test>",
            "LOOPLINE_DNS": dns.address,
            "LOOPLINE_PUBLIC_URL": "https://loop.test",
        }
        with server(folder, env) as running:
            added = loopline("sender", "add", "acme.test", "--data", folder)
            assert added.returncode == 0 and added.stdout.startswith("loopline1._domainkey.acme.test. TXT")
            publish(dns, folder)
            dns.texts |= {"acme.test": ["v=spf1 ip4:127.0.0.1 -all"], "_dmarc.acme.test": ["v=DMARC1; p=none"]}
            checked = loopline("sender", "check", "acme.test", "--data", folder)
            assert checked.returncode == 0, checked.stdout + checked.stderr
            pushed = loopline("push", written(folder.parent), "--publish", "--reason", "test", "--data", folder)
            assert pushed.returncode == 0, pushed.stderr
            key = loopline("keys", "add", "--role", "server", "--data", folder).stdout.strip()
            assert running.ask("POST", "/v1/batch", {"batch": SIGN_UP}, key=key).is_success
            wait_for(lambda: len(office.mails) == 1)
        assert loopline("sender", "add", "acme.test", "--selector", "s2", "--data", folder).returncode == 0
        assert loopline("sender", "use", "acme.test", "--selector", "s2", "--data", folder).returncode == 0
        missing = loopline("sender", "check", "acme.test", "--data", folder, env=env)
        assert missing.returncode == 1 and 'TXT "v=DKIM1; k=rsa; p=' in missing.stdout
        publish(dns, folder)
        with server(folder, env) as running:
            again = SIGN_UP[1] | {"messageId": "m3"}
            assert running.ask("POST", "/v1/batch", {"batch": [again]}, key=key).is_success
            wait_for(lambda: len(office.mails) == 2)
            gone = loopline("sender", "remove", "acme.test", "--selector", "loopline1", "--data", folder)
            assert gone.returncode == 0, gone.stderr
    first, second = (raw for _, raw in office.mails)
    assert verifies(first, dns) and verifies(second, dns)
    assert b"s=loopline1" in first and b"s=s2" in second and b"list-unsubscribe-post" in second
    assert loopline("sender", "remove", "acme.test", "--data", folder).returncode == 0
    assert "sender_missing" in loopline("sender", "remove", "acme.test", "--data", folder).stderr
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"PRIVATE KEY" not in everything
    renewed = loopline("sender", "add", "acme.test", "--data", folder)
    assert renewed.stdout.startswith("loopline2._domainkey.acme.test. TXT"), "DNS may still have the old record"
