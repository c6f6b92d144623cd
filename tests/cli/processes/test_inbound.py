"""What comes back by mail, through the real thing: a server, its relay, and real SMTP back to where its mails say."""

import email
import email.policy
import os
import signal
import smtplib
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import AddressHeader
from pathlib import Path
from typing import Any, cast

import pytest

from loopline.cli.keys import create
from tests.cli.served import Server, loopline, server, wait_for
from tests.providers.servers import Mailroom, post_office
from tests.runtime.inbound.certificate import certificate

CORPUS = Path(__file__).parents[2] / "delivery/returned/corpus"
DOMAIN = "bounces.shop.test"
NODE = "a-first-mail-with-a-long-name"
CONTENT = {"subject": "Hello", "text": "Hello", "reply_to": "Support <help@shop.test>"}
JOURNEY = {
    "kind": "journey",
    "id": "hello",
    "owner": "growth",
    "entry": {"on": ["signed_up"], "reentry": {"policy": "always"}},
    "start": NODE,
    "nodes": {NODE: {"kind": "message", "channel": "email", "content": CONTENT}},
}


class Running:
    """A server with its mail server, and the relay that has its mails."""

    def __init__(self, running: Server, room: Mailroom, port: int, key: str) -> None:
        self.server, self.room, self.port, self._key = running, room, port, key

    def mailed(self, person: str) -> tuple[str, email.message.Message]:
        """Send this person a mail: its sender on the envelope, and the mail."""
        address, before = f"{person}@box.test", len(self.room.mails)
        batch = [
            {"type": "identify", "userId": person, "traits": {"email": address}},
            {"type": "track", "userId": person, "event": "signed_up"},
        ]
        assert self.server.ask("POST", "/v1/batch", {"batch": batch}, key=self._key).status_code == 200
        wait_for(lambda: len(self.room.mails) > before)
        to, raw = self.room.mails[-1]
        assert to == address
        return self.room.senders[-1], email.message_from_bytes(raw, policy=email.policy.default)

    def deliver(self, raw: bytes, to: str, sender: str = "", *, tls: bool = False) -> None:
        """As a mail server that returns a mail, or a person who writes."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=60) as client:
            if tls:
                client.starttls()
            client.sendmail(sender, [to], raw)

    def person(self, key: str) -> dict[str, Any]:
        """The page of a person, as JSON."""
        found: dict[str, Any] = self.server.ask("GET", f"/api/people/{key}").json()
        return found

    def receipts(self, person: str) -> list[str]:
        """The receipts of her only message."""
        (line,) = self.server.ask("GET", f"/api/messages?person={person}").json()["messages"]
        return [one["kind"] for one in self.server.ask("GET", f"/api/messages/{line['key']}").json()["receipts"]]


@contextmanager
def running(folder: Path, **more: str) -> Iterator[Running]:
    """Everything, on free ports."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    key = create(folder / "data", "write")
    with post_office() as room:
        env = {
            "LOOPLINE_SMTP_URL": f"smtp://127.0.0.1:{room.port}?starttls=never&replies=yes",
            "LOOPLINE_SENDER": "Shop <hello@shop.test>",
            "LOOPLINE_PUBLIC_URL": "https://go.shop.test",
            "LOOPLINE_INBOUND": f"127.0.0.1:{port}",
            "LOOPLINE_INBOUND_DOMAIN": DOMAIN,
            **more,
        }
        with server(folder / "data", env) as served:
            document = {"document": JOURNEY, "publish": True, "reason": "to see it work"}
            answer = served.ask("POST", "/api/documents", document)
            assert answer.status_code == 200, answer.text
            yield Running(served, room, port, key)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One for all that comes back."""
    folder = tmp_path_factory.mktemp("inbound")
    names = certificate(folder)
    files = {"LOOPLINE_INBOUND_CERTIFICATE": str(names.certificate), "LOOPLINE_INBOUND_KEY": str(names.key)}
    with running(folder, **files) as found:
        yield found


def test_a_bounce_suppresses_the_address_and_nobody_elses(house: Running) -> None:
    back, mail = house.mailed("ann")
    _, other = house.mailed("bob")
    assert back.endswith(f"@{DOMAIN}") and len(back.partition("@")[0]) <= 64
    assert mail["From"] == "Shop <hello@shop.test>"
    raw = (CORPUS / "postfix-no-user.hard.eml").read_bytes() + other.as_bytes()  # whatever it encloses
    for _ in range(3):  # the same mail again, and in another spelling
        house.deliver(raw, back.upper())
    assert wait_for(lambda: house.person("ann")["suppressed"]) == {"email=ann@box.test": "bounced"}
    assert house.receipts("ann") == ["bounced"]
    assert house.person("bob")["suppressed"] == {}
    house.mailed("cem")  # decided behind what ann's second signal would have sent
    assert [to for to, _ in house.room.mails].count("ann@box.test") == 1


def test_a_full_mailbox_and_a_vacation_suppress_nobody(house: Running) -> None:
    back, _ = house.mailed("dan")
    house.deliver((CORPUS / "out-of-office.none.eml").read_bytes(), back)
    house.deliver((CORPUS / "postfix-delayed.none.eml").read_bytes(), back)
    house.deliver((CORPUS / "exchange-quota.soft.eml").read_bytes(), back, "daemon@box.test")
    assert wait_for(lambda: house.receipts("dan")) == ["bounced"]
    assert house.person("dan")["suppressed"] == {}


def test_an_unsubscribe_by_mail(house: Running) -> None:
    _, mail = house.mailed("eve")
    https, mailto = (way.strip("<> ") for way in mail["List-Unsubscribe"].split(","))
    assert https.startswith("https://go.shop.test/l/unsubscribe/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == "<hello.shop.test>"
    assert mail["Feedback-ID"].startswith(f"{NODE}:hello:all:")
    address, _, subject = mailto.removeprefix("mailto:").partition("?")
    assert subject == "subject=unsubscribe"
    (line,) = house.server.ask("GET", "/api/messages?person=eve").json()["messages"]
    copy = wait_for(lambda: house.server.ask("GET", f"/api/messages/{line['key']}").json()["rendered"])
    assert copy["headers"]["List-Unsubscribe"].endswith(f"<mailto:u.(hidden)@{DOMAIN}?subject=unsubscribe>")
    house.deliver(b"From: eve@box.test\r\nSubject: unsubscribe\r\n\r\n", address, "eve@box.test")
    assert wait_for(lambda: house.person("eve")["consent"]) == {"email": False}


def test_an_answer_reaches_the_author_and_us(house: Running) -> None:
    _, mail = house.mailed("fay")
    support, ours = cast(AddressHeader, mail["Reply-To"]).addresses
    assert (support.display_name, support.addr_spec) == ("Support", "help@shop.test")
    house.deliver(
        b"From: fay@box.test\nSubject: Re: Hello\nMessage-ID: <1@box.test>\n\nYes", ours.addr_spec, "fay@box.test"
    )
    assert wait_for(lambda: house.receipts("fay")) == ["replied"]


def test_a_complaint_by_its_report(house: Running) -> None:
    _, mail = house.mailed("gil")
    raw = (
        b"From: fbl@mail.test\nSubject: complaint\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/report; report-type=feedback-report; boundary="f"\n\n'
        b"--f\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: x\nVersion: 1\n\n"
        b"--f\nContent-Type: message/rfc822\n\n" + mail.as_bytes() + b"\n--f--\n"
    )
    house.deliver(raw, f"fbl@{DOMAIN}", "fbl@mail.test", tls=True)
    assert wait_for(lambda: house.person("gil")["suppressed"]) == {"email=gil@box.test": "complained"}


def test_it_is_no_relay(house: Running) -> None:
    back, _ = house.mailed("hal")
    token = back.partition("@")[0][2:]
    changed = token[:-8] + ("a" if token[-8] != "a" else "b") + token[-7:]
    with smtplib.SMTP("127.0.0.1", house.port, timeout=60) as client:
        client.ehlo()
        assert "auth" not in client.esmtp_features
        client.mail("<>")
        for address in (
            "ann@box.test",
            f"ann@{DOMAIN}",
            f"b.{changed}@{DOMAIN}",
            f"u.{token}@{DOMAIN}",
            "fbl@box.test",
        ):
            assert client.rcpt(address)[0] == 550, address
        assert client.rcpt(back)[0] == 250
        assert client.vrfy(back)[0] == 252
    with smtplib.SMTP("127.0.0.1", house.port, timeout=60) as client, pytest.raises(smtplib.SMTPSenderRefused):
        client.sendmail("", [back], b"x" * (11 << 20))  # too large


def test_its_process_is_started_again_and_told_of(house: Running) -> None:
    def children() -> list[int]:
        told = subprocess.run(
            ["pgrep", "-f", "loopline.cli.processes.inbound"], capture_output=True, text=True, check=False
        ).stdout
        parents = {
            int(pid): Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1] for pid in told.split()
        }
        return [pid for pid, parent in parents.items() if int(parent) == house.server.process.pid]

    back, _ = house.mailed("ida")
    (child,) = children()
    os.kill(child, signal.SIGKILL)
    wait_for(lambda: children() not in ([], [child]))
    house.deliver((CORPUS / "qmail-no-mailbox.hard.eml").read_bytes(), back)
    assert wait_for(lambda: house.person("ida")["suppressed"]) == {"email=ida@box.test": "bounced"}
    tasks = {one["name"]: one for one in house.server.ask("GET", "/api/health").json()["tasks"]}
    assert (tasks["inbound"]["state"], tasks["inbound"]["fault"]) == ("running", "inbound_down")


def test_what_was_answered_survives_a_kill_and_no_process_stays_behind(tmp_path: Path) -> None:
    with running(tmp_path) as house:
        back, _ = house.mailed("ann")
        pid = house.server.process.pid
        house.deliver((CORPUS / "postfix-no-user.hard.eml").read_bytes(), back)
        house.server.stop(signal.SIGKILL)
        wait_for(lambda: refused_at(house.port))  # the mail server has gone with it
        with server(tmp_path / "data") as again:
            found = wait_for(lambda: again.ask("GET", "/api/people/ann").json().get("suppressed"))
            assert found == {"email=ann@box.test": "bounced"}
            assert again.process.pid != pid


def refused_at(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) != 0


def test_a_port_that_is_taken_and_a_wrong_certificate_stop_the_start(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        env = {"LOOPLINE_INBOUND": f"127.0.0.1:{taken.getsockname()[1]}", "LOOPLINE_INBOUND_DOMAIN": DOMAIN}
        done = loopline("serve", "--data", tmp_path / "data", "--port", "0", env=env)
    assert done.returncode != 0 and "port_taken" in done.stderr and "LOOPLINE_INBOUND" in done.stderr
    done = loopline(
        "serve",
        *("--data", tmp_path / "data", "--port", "0"),
        env={**env, "LOOPLINE_INBOUND_CERTIFICATE": str(tmp_path / "none.pem")},
    )
    assert done.returncode != 0 and "certificate_invalid" in done.stderr
