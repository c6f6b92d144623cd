"""Words by real calls of providers, confirmations by a real mail server, and the log of them played again."""

import email
import email.policy
import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest

from loopline.model.records import Frontier
from loopline.providers.sms.twilio import twilio_signature
from loopline.providers.sms.vonage_proof import vonage_signature
from loopline.runtime.upkeep.replay import Replay
from loopline.settings import Settings
from loopline.storage.memory import MemoryState
from tests.studio.house import House, Json, identify, living
from tests.studio.links.yes import BROWSER, RULES, looked, mails, says_yes
from tests.studio.send.post import Trust, safe_post

ACCOUNT, TOKEN = "AC" + "0123456789abcdef" * 2, "hunter2"
SIGNS = "qwertyuiopasdfghjklzxcvbnm123456"
NOWHERE = "127.0.0.1:9"
TWILIO = f"twilio://{ACCOUNT}:{TOKEN}@{NOWHERE}?from=%2B15005550006"
VONAGE = f"vonage://abcd1234:secret@{NOWHERE}?from=%2B15005550006&signature={SIGNS}"
NUMBER = "+14155550100"


def by_twilio(house: House, text: str, identity: str) -> None:
    form = {"From": NUMBER, "To": "+15005550006", "Body": text, "MessageSid": identity, "SmsStatus": "received"}
    signed = twilio_signature(TOKEN, "https://loop.test/hooks/twilio", form.items()).decode()
    kind = "application/x-www-form-urlencoded"
    headers = {"X-Twilio-Signature": signed, "Content-Type": kind}
    answer = house.stranger.post("/hooks/twilio", content=urlencode(form), headers=headers)
    assert answer.status_code == 200, answer.text
    headers["X-Twilio-Signature"] = "x"
    forged = house.stranger.post("/hooks/twilio", content=urlencode(form), headers=headers)
    assert forged.status_code in (401, 403)


def by_vonage(house: House, text: str, identity: str) -> None:
    fields = {"msisdn": NUMBER[1:], "to": "15005550006", "text": text, "messageId": identity, "type": "text"}
    fields["timestamp"] = str(int(time.time()))
    fields["sig"] = vonage_signature(SIGNS, fields, "sha256")
    answer = house.stranger.get("/hooks/vonage", params=fields)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("url", "answers"),
    [
        (TWILIO, []),
        (f"{TWILIO}&answers=ours", ["stop", "help"]),
        (VONAGE, ["stop", "help"]),
        (f"{VONAGE}&answers=theirs", []),
    ],
)
def test_who_answers_is_as_the_url_of_the_provider_says(tmp_path: Path, url: str, answers: list[str]) -> None:
    settings = Settings.model_validate({"sms": url, "public_url": "https://loop.test"})
    with living(tmp_path, settings) as house:
        told = by_twilio if url.startswith("twilio") else by_vonage
        house.send(identify("ann", phone=NUMBER))
        for text, identity in (("STOP", "SM1"), ("STOP", "SM1"), ("HELP", "SM2"), ("HELP", "SM3")):
            told(house, text, identity)
            house.do(house.app.level())
        assert house.get("/api/people/ann")["consent"] == {"sms": False}
        keys = [one["key"] for one in house.get("/api/messages")["messages"]]
        assert len([key for key in keys if key.endswith(":answer:1")]) == len(answers)


@pytest.fixture
def posted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[House, list[tuple[str, bytes]]]]:
    trust = Trust(tmp_path)
    with safe_post(trust) as box:
        monkeypatch.setenv("SSL_CERT_FILE", str(trust.roots))
        given = {"email": f"smtps://127.0.0.1:{box.port}", "sender": "Shop <hello@shop.test>"}
        with living(tmp_path / "data", Settings.model_validate({**given, "allow_private_webhooks": True})) as house:
            answer = house.client.put("/api/workspace", json={"document": RULES, "reason": "to begin"})
            assert answer.status_code == 200, answer.text
            yield house, box.mails


def test_a_confirmation_leaves_by_mail_and_its_link_confirms(posted: tuple[House, list[tuple[str, bytes]]]) -> None:
    house, box = posted
    house.send(says_yes("ann", "email"))
    ((to, content),) = box
    mail = email.message_from_bytes(content, policy=email.policy.SMTP)
    assert to == "ann@acme.test" and "List-Unsubscribe" not in mail
    html = mail.get_body(("html",))
    text = mail.get_body(("plain",))
    assert html is not None and text is not None
    found = re.search(r'href="([^"]*/l/confirm/[^"]+)"', html.get_content())
    assert found and unescape(found[1]) in text.get_content(), "both parts lead to the same page, untracked"
    path = "/l/confirm/" + unescape(found[1]).partition("/l/confirm/")[2]
    token = path.rpartition("/")[2]
    body, _, signature = token.rpartition(".")
    for wrong in (
        f"{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}",
        token.replace(".", ""),
        "x",
        "%00",
        "." * 3000,
    ):
        for method in ("GET", "HEAD", "POST"):
            assert house.stranger.request(method, f"/l/confirm/{wrong}", headers=BROWSER).status_code in (404, 414)
    for method in ("HEAD", "GET", "GET"):
        looked(house, path, method)
    assert house.get("/api/people/ann")["pending"] == ["email"]
    assert "it is confirmed" in looked(house, path, "POST")
    assert house.get("/api/people/ann")["consent"] == {"email": True}


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[House]:
    with living(tmp_path) as house:
        answer = house.client.put("/api/workspace", json={"document": RULES, "reason": "to begin"})
        assert answer.status_code == 200, answer.text
        yield house


def test_the_log_played_again_leaves_the_same_people_and_addresses(acme: House) -> None:
    crowd = [says_yes(f"guest{number}", "email", "email:news", email="Victim@acme.test") for number in range(50)]
    for first in range(0, 50, 10):
        acme.send(*crowd[first : first + 10])
    assert sum(len(mails(acme, f"guest{number}")) for number in range(50)) == 3, "three a day, whoever enters it"
    acme.send(says_yes("bob", "email"), says_yes("cem", "email", "sms", phone="+4915112348888"))
    acme.send({"type": "alias", "previousId": "bob", "userId": "cem"}, identify("guest1", email="other@acme.test"))
    acme.client.put("/api/people/guest2/consent", json={"channel": "email", "allowed": False})
    told = next(one for one in mails(acme, "cem") if "/l/confirm/" in one["rendered"].get("html", ""))
    link = re.search(r"/l/confirm/[^\"]+", told["rendered"]["html"])
    assert link
    looked(acme, unescape(link[0]), "POST")
    acme.settle()
    again = MemoryState()
    replay = Replay(acme.app.log, again, _raise)
    until = Frontier(acme.app.log.end(), 0, acme.app.clock.now())
    while replay.step(until):
        pass
    now = {one.key: one for one in acme.app.state.scan("", 1_000)}
    then = {one.key: one for one in again.scan("", 1_000)}
    assert now.keys() == then.keys() and len(now) > 52
    assert [key for key in now if now[key].state != then[key].state] == []


def _raise(error: Exception) -> None:
    raise error


def test_a_dead_address_is_not_asked_and_no_stranger_makes_it_so(acme: House) -> None:
    body: Json = {"channel": "email", "address": "gone@acme.test", "reason": "manual"}
    assert acme.client.post("/api/suppressions", json=body).status_code == 204
    acme.settle()
    acme.send(says_yes("gil", "email", email="Gone@ACME.test"))
    assert mails(acme, "gil") == []
    assert acme.get("/api/people/gil")["pending"] == ["email"]
