"""People of several languages get the mail of theirs, from a whole server by a real relay."""

import email
import email.policy
from pathlib import Path
from typing import Any

from loopline.cli.keys import create
from tests.cli.served import Server, loopline, server, wait_for, written
from tests.providers.servers import Mailroom, post_office

JOURNEY = """
kind: journey
id: renewal
entry: {on: [renewal]}
start: mail
nodes:
  mail:
    kind: message
    channel: email
    content:
      subject: Your renewal, {{person.first_name}}
      text: On {{date due "long"}} you pay {{money price "EUR"}}.
      locales:
        de:
          subject: Ihre Verlängerung, {{first_name}}
          text: Am {{date due "long"}} zahlen Sie {{money price "EUR"}}.
        ar: {subject: 'تجديدك، {{first_name}}', text: '{{date due "long"}}: {{money price "EUR"}}'}
        ja: {subject: '{{first_name}}様、更新のお知らせ'}
"""
LIQUID = """
kind: journey
id: liquid
entry: {on: [liquid]}
start: mail
nodes:
  mail:
    kind: message
    channel: email
    content:
      language: liquid
      subject: 'Hi {{ first_name | default: "friend" }}'
      html: '<p>{{ due | date: "long" }} {{ price | money: "EUR" }} {{ bio }}</p>'
"""
DUE = {"due": "2026-07-01", "price": 1234.5}


def _serving(room: Mailroom) -> dict[str, str]:
    return {"LOOPLINE_SMTP_URL": f"smtp://127.0.0.1:{room.port}", "LOOPLINE_SENDER": "Shop <hello@shop.test>"}


def _push(folder: Path, tmp_path: Path, document: str) -> str:
    path = written(tmp_path, document, "journey.yaml")
    done = loopline("push", path, "--data", folder, "--publish", "--reason", "to see it work")
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def _tell(running: Server, key: str, event: str, people: dict[str, dict[str, Any]]) -> None:
    messages: list[dict[str, Any]] = []
    for who, traits in people.items():
        messages.append({"type": "identify", "userId": who, "traits": {"email": f"{who}@x.test", **DUE, **traits}})
        messages.append({"type": "track", "userId": who, "event": event})
    answer = running.ask("POST", "/v1/batch", {"batch": messages}, key=key)
    assert answer.status_code == 200, answer.text


def _mails(room: Mailroom, part: str) -> dict[str, tuple[str, str]]:
    found = {}
    for to, raw in room.mails:
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        body = mail.get_body((part,))
        assert body is not None
        found[to.partition("@")[0]] = (str(mail["subject"]), body.get_content().strip())
    return found


def test_a_german_an_arab_and_a_japanese_read_their_own_mail(tmp_path: Path) -> None:
    folder, key = tmp_path / "data", create(tmp_path / "data", "write")
    people = {
        "anna": {"first_name": "Anna", "language": "de", "locale": "de_AT"},
        "amal": {"first_name": "Amal", "locale": "ar-EG"},
        "aiko": {"first_name": "Aiko", "language": "ja-JP"},
        "ann": {"first_name": "Ann", "language": "en-GB"},
        "aude": {"first_name": "Aude", "language": "fr"},
    }
    with post_office() as room, server(folder, _serving(room)) as running:
        _push(folder, tmp_path, JOURNEY)
        _tell(running, key, "renewal", people)
        wait_for(lambda: len(room.mails) == len(people))
        english = "On Wednesday 1 July 2026 you pay €1,234.50."
        assert _mails(room, "plain") == {
            "anna": ("Ihre Verlängerung, Anna", "Am Mittwoch, 1. Juli 2026 zahlen Sie € 1.234,50."),
            "amal": ("تجديدك، Amal", "الأربعاء، 1 يوليو 2026: \u200f1,234.50 €"),
            "aiko": ("Aiko様、更新のお知らせ", "On 2026年7月1日水曜日 you pay €1,234.50."),
            "ann": ("Your renewal, Ann", english),
            "aude": ("Your renewal, Aude", english),
        }
        why = {who: running.ask("GET", f"/api/people/{who}/why?journey=renewal").text for who in people}
    assert "at mail, in de." in why["anna"]
    assert "in none of its languages" in why["aude"]


def test_liquid_leaves_by_the_same_door(tmp_path: Path) -> None:
    folder, key = tmp_path / "data", create(tmp_path / "data", "write")
    people: dict[str, dict[str, Any]] = {
        "hans": {"first_name": "Hans", "bio": "<b>&", "language": "de"},
        "nobody": {"first_name": " ", "bio": "x"},
        "blank": {"bio": ""},
    }
    with post_office() as room, server(folder, _serving(room)) as running:
        _push(folder, tmp_path, LIQUID)
        _tell(running, key, "liquid", people)
        wait_for(lambda: len(room.mails) == 2)
        mails = _mails(room, "html")
    assert set(mails) == {"hans", "nobody"}
    assert mails["hans"][0] == "Hi Hans"
    assert "Mittwoch, 1. Juli 2026 1.234,50\u00a0€ &lt;b&gt;&amp;" in mails["hans"][1]
    assert mails["nobody"][0] == "Hi friend"


def test_the_check_tells_which_language_lacks_a_part(tmp_path: Path) -> None:
    path = written(tmp_path, JOURNEY, "journey.yaml")
    done = loopline("check", path)
    said = done.stdout + done.stderr
    assert "locale_part_missing" in said or "People who read ja get text" in said, said
    broken = written(
        tmp_path, JOURNEY.replace("ja: {", "pt_br: {").replace("{{first_name}}様", "{{shout x}}"), "b.yaml"
    )
    said = (done := loopline("check", broken)).stdout + done.stderr
    assert done.returncode != 0
    assert "pt-BR" in said
    assert "shout" in said
