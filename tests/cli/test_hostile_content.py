"""Content and data that are made to do harm, met by a whole server: each costs its own message and nobody else's."""

import email
import email.policy
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from loopline.cli.keys import create
from tests.cli.served import Server, loopline, server, wait_for, written
from tests.providers.servers import Mailroom, post_office

MAIL = """
kind: journey
id: {name}
entry: {{on: [{name}], reentry: {{policy: always}}}}
start: mail
nodes:
  mail:
    kind: message
    channel: email
    content: {content}
"""
LOOP = "{{#each a}}{{#each @root.a}}{{#each @root.a}}{{#each @root.a}}{{this}}{{/each}}{{/each}}{{/each}}{{/each}}"


def serving(room: Mailroom) -> dict[str, str]:
    return {
        "LOOPLINE_SMTP_URL": f"smtp://127.0.0.1:{room.port}",
        "LOOPLINE_SENDER": "Shop <hello@shop.test>",
        "LOOPLINE_PUBLIC_URL": "https://go.example.com",
    }


def push(folder: Path, tmp_path: Path, name: str, content: str) -> None:
    path = written(tmp_path, MAIL.format(name=name, content=content), f"{name}.yaml")
    done = loopline("push", path, "--data", folder, "--publish", "--reason", "to see it work")
    assert done.returncode == 0, done.stderr


def tell(running: Server, key: str, event: str, people: dict[str, dict[str, Any]]) -> None:
    """Each person once, known and then seen."""
    messages: list[dict[str, Any]] = []
    for who, traits in people.items():
        messages.append({"type": "identify", "userId": who, "traits": {"email": f"{who}@x.test", **traits}})
        messages.append({"type": "track", "userId": who, "event": event})
    answer = running.ask("POST", "/v1/batch", {"batch": messages}, key=key)
    assert answer.status_code == 200, answer.text


def test_no_trait_that_is_printed_raw_holds_up_the_mail_of_anybody(tmp_path: Path) -> None:
    folder, key = tmp_path / "data", create(tmp_path / "data", "write")
    odd = ("<![x", "<a " * 10_000, "<a x='" * 5_000, "<!--" * 7_000, "<![if !mso]>", "</", "&#" + "9" * 5_000, "\0<!")
    people = {f"odd{at}": {"bio": bio} for at, bio in enumerate(odd)} | {f"good{at}": {"bio": "ok"} for at in range(9)}
    with post_office() as room, server(folder, serving(room)) as running:
        push(folder, tmp_path, "bios", "{subject: x, html: '<p>Hi {{{bio}}}</p>'}")
        tell(running, key, "bios", people)
        wait_for(lambda: len(room.mails) == len(people))
        assert {to for to, _ in room.mails} == {f"{who}@x.test" for who in people}


def test_a_template_that_runs_away_holds_up_neither_health_nor_ingest_nor_the_mail_of_others(tmp_path: Path) -> None:
    folder, key = tmp_path / "data", create(tmp_path / "data", "write")
    long = "{{#if a}}" * 8_000 + "x" + "{{/if}}" * 8_000
    content = {"subject": "x", "html": long}
    nodes = {f"m{at}": {"kind": "message", "channel": "email", "content": content} for at in range(2)}
    document = {"kind": "journey", "id": "slow", "entry": {"on": ["slow"]}, "start": "m0", "nodes": nodes}
    with post_office() as room, server(folder, serving(room)) as running:
        push(folder, tmp_path, "loops", f"{{subject: x, text: 'x {LOOP}'}}")
        push(folder, tmp_path, "plain", "{subject: x, text: 'Hello {{n}}'}")
        answers = 0
        with ThreadPoolExecutor(1) as pool:
            checked = pool.submit(running.ask, "POST", "/api/check", {"document": document})
            tell(running, key, "loops", {f"long{at}": {"a": [1] * 300} for at in range(2)} | {"short": {"a": [1]}})
            while not checked.done():
                assert running.ask("GET", "/api/health").status_code == 200
                tell(running, key, "plain", {f"p{answers}": {"n": answers}})
                answers += 1
        codes = {fault["code"] for fault in checked.result().json()["faults"]}
        assert "template_time_limit" in codes
        assert answers >= 10, "each of them used to wait for as long as the check took"
        wait_for(lambda: len(room.mails) == answers + 1)
        assert {to for to, _ in room.mails} == {f"p{at}@x.test" for at in range(answers)} | {"short@x.test"}
        refused = running.ask("GET", "/api/messages?person=long0").json()["messages"]
        assert [one["status"] for one in refused] == ["refused"]


def test_a_link_leads_where_browsers_say(tmp_path: Path) -> None:
    folder, key = tmp_path / "data", create(tmp_path / "data", "write")
    with post_office() as room, server(folder, serving(room)) as running:
        html = (
            '<!doctype html><title>t</title><p>Words</p><a href="https://shop.test/?a=1&region=eu&copy=2&amp;c">x</a>'
        )
        push(folder, tmp_path, "links", f"{{subject: x, preheader: Soon, html: '{html}'}}")
        tell(running, key, "links", {"ann": {}})
        ((_, raw),) = wait_for(lambda: room.mails)
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        body = mail.get_body(("html",))
        assert body is not None
        found = re.search(r'href="https://go.example.com(/l/click/[^"]*)"', body.get_content())
        assert found
        answer = running.ask("GET", found[1])
        assert answer.headers["location"] == "https://shop.test/?a=1&region=eu&copy=2&c"
        assert body.get_content().startswith("<!doctype html><title>t</title><div")
        plain = mail.get_body(("plain",))
        assert plain is not None
        assert plain.get_content().startswith("Words")
