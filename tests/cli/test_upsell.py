"""The upsell journey leaves by real channels: push, mail over TLS and SMS; what comes back decides what follows."""

import re
import ssl
import time
from email import message_from_bytes, policy
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx2
import trustme

from loopline.cli.keys import create
from loopline.providers.sms.twilio import twilio_signature
from tests.cli.channels_out import ANN, BOB, SENDER, TOKEN, TRAITS, Twilio, environment, mailbox
from tests.cli.served import Server, loopline, server, wait_for, written
from tests.providers.push.aside import aside
from tests.providers.push.firebase import Firebase
from tests.providers.servers import running

DAY = "for: 4s"


def journey() -> str:
    """The one that ships, its days made seconds and nobody held out."""
    text = (files("loopline.studio.gallery") / "upsell.yaml").read_text(encoding="utf-8")
    return re.sub(r"for: [14]d", DAY, text).replace("holdout: {percent: 10}", "")


def hit_a_limit(made: Server, key: str, person: str, phone: str) -> None:
    traits = {**TRAITS, "email": f"{person}@example.test", "phone": phone, "push_token": f"{person}:APA91b"}
    batch: list[dict[str, Any]] = [
        {
            "type": "identify",
            "userId": person,
            "traits": traits,
            "context": {"consent": {"categoryPreferences": {"sms": True}}},
        },
        {"type": "track", "userId": person, "event": "feature_limit_reached"},
    ]
    assert made.ask("POST", "/v1/batch", {"batch": batch}, key=key).status_code == 200


def texts_back(made: Server, number: str, word: str) -> int:
    """What Twilio's call with somebody's SMS is answered."""
    form = [("From", number), ("To", SENDER), ("Body", word), ("MessageSid", f"SM{word}"), ("SmsStatus", "received")]
    url = f"{made.note.url}/hooks/twilio"
    signed = {"X-Twilio-Signature": twilio_signature(TOKEN, url, form).decode()}
    with httpx2.Client(trust_env=False, verify=False) as client:
        return client.post(url, data=dict(form), headers=signed).status_code


def channels(made: Server, person: str) -> list[tuple[str, str]]:
    """A person's messages by channel and status, oldest first."""
    lines = made.ask("GET", f"/api/messages?person={person}").json()["messages"]
    return [(line["channel"], line["status"]) for line in reversed(lines)]


def test_the_upsell_journey_leaves_by_push_mail_and_sms_and_hears_what_comes_back(tmp_path: Path) -> None:
    folder, roots, authority = tmp_path / "data", tmp_path / "roots.pem", trustme.CA()
    authority.cert_pem.write_to_path(str(roots))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    key = create(folder, "write")
    clock = lambda: time.time_ns() // 1_000_000  # noqa: E731
    with (
        aside(running(Firebase(clock))) as firebase,
        aside(running(Twilio(), context)) as twilio,
        aside(mailbox(context)) as box,
    ):
        env = environment(firebase, twilio, box, str(roots))
        with server(folder, env) as made:
            file = written(tmp_path, journey(), "upsell.yaml")
            pushed = loopline("push", file, "--data", folder, "--publish", "--reason", "new")
            assert pushed.returncode == 0, pushed.stderr + pushed.stdout
            hit_a_limit(made, key, "ann", ANN)
            hit_a_limit(made, key, "bob", BOB)
            wait_for(lambda: len(firebase.taken) == 2)
            (push,) = [one for one in firebase.taken if one["token"] == "ann:APA91b"]
            with httpx2.Client(trust_env=False, verify=False) as app:
                assert app.post(push["data"]["loopline_open"]).status_code == 204
            wait_for(lambda: len(twilio.texts) == 2)
            wait_for(lambda: {status for who in ("ann", "bob") for _, status in channels(made, who)} == {"sent"})
            assert channels(made, "ann") == [("push", "sent"), ("sms", "sent")], "who opened the push gets no e-mail"
            assert channels(made, "bob") == [("push", "sent"), ("email", "sent"), ("sms", "sent")]
            assert texts_back(made, BOB, "STOP") == 200
            wait_for(lambda: made.ask("GET", "/api/people/bob").json()["consent"].get("sms") is False)
            assert made.ask("GET", "/api/people/ann").json()["consent"].get("sms") is True
            made.stop()
    ((to, mail),) = box.mails
    parsed = message_from_bytes(mail, policy=policy.default)
    assert (to, parsed["subject"], parsed.defects) == ("bob@example.test", "The feature you keep reaching for", [])
    assert {form["To"] for form in twilio.texts} == {ANN, BOB}
    assert all("/s/" in form["Body"] for form in twilio.texts), "links are short and tracked"
