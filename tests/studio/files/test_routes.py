"""Files of journeys' mails through the edge: added by command and over HTTP, pinned by versions, sent by SMTP."""

import base64
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from loopline.cli.keys import create
from tests.cli.served import Server, loopline, server, wait_for
from tests.providers.push.aside import aside
from tests.providers.servers import mailroom
from tests.studio.house import House, identify, track

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
OLD, NEW = bytes(range(256)) * 9, b"%PDF-1.7 the second edition"
BRAND = {"kind": "brand", "id": "brand", "name": "Acme", "address": "1 Market Street, Berlin"}
TEMPLATE: dict[str, Any] = {
    "kind": "template",
    "id": "guide",
    "content": {"subject": "Your guide", "preheader": "All that you need to begin, in one file."},
    "mjml": '{{> header}}<mj-section><mj-column><mj-image src="cid:logo" alt="Acme" width="80px" /><mj-text><h1>Read'
    "</h1></mj-text></mj-column></mj-section>{{> footer}}",
    "attachments": [{"file": "logo", "cid": "logo"}],
}
JOURNEY: dict[str, Any] = {
    "kind": "journey",
    "id": "onboarding",
    "owner": "growth",
    "entry": {"on": ["signed_up"]},
    "goal": {"event": "bought"},
    "start": "first",
    "nodes": {
        "first": {
            "kind": "message",
            "channel": "email",
            "template": "guide",
            "attachments": [{"file": "terms"}],
            "then": "rest",
        },
        "rest": {"kind": "wait", "until": {"event": "went_on"}, "timeout": "30d", "then": "second"},
        "second": {
            "kind": "message",
            "channel": "email",
            "content": {"subject": "Again", "html": "<p>Again {{unsubscribe_url}}</p>"},
            "attachments": [{"file": "terms"}],
        },
    },
}


def file_body(name: str, data: bytes, file: str = "", **more: str) -> dict[str, str]:
    """A file as the API takes it."""
    content = base64.b64encode(data).decode()
    return {"id": name, "name": file or f"{name}.pdf", "content": content, "reason": "new", **more}


def push(made: Server, document: dict[str, Any]) -> dict[str, Any]:
    answer = made.ask("POST", "/api/documents", {"document": document, "publish": True, "reason": "new"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def happens(made: Server, key: str, person: str, event: str) -> None:
    batch = [
        {"type": "identify", "userId": person, "traits": {"email": f"{person}@example.test"}},
        {"type": "track", "userId": person, "event": event},
    ]
    assert made.ask("POST", "/v1/batch", {"batch": batch}, key=key).status_code == 200


def files_of(mail: EmailMessage) -> dict[str, bytes]:
    """The files of a mail by name."""
    parts = [part for part in mail.walk() if part.get_filename()]
    return {str(part.get_filename()): bytes(part.get_payload(decode=True) or b"") for part in parts}


def test_a_journeys_mails_carry_the_files_that_their_version_was_published_with(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    terms, logo = tmp_path / "Terms 2026.pdf", tmp_path / "logo.png"
    terms.write_bytes(OLD)
    logo.write_bytes(PNG)
    added = loopline("file", "add", logo, "--data", folder)  # without a server
    assert added.returncode == 0 and "file logo: version 1 is live" in added.stdout, added.stderr
    key, sender = create(folder, "write"), create(folder, "sender")
    with aside(mailroom()) as room:

        def await_mail(person: str, count: int) -> EmailMessage:
            def mails() -> list[bytes]:
                return [raw for to, raw in list(room.mails) if to == f"{person}@example.test"]

            wait_for(lambda: len(mails()) >= count)
            return message_from_bytes(mails()[count - 1], policy=policy.default)

        with server(folder, {"LOOPLINE_EMAIL": f"smtp://127.0.0.1:{room.port}"}) as made:
            added = loopline("file", "add", terms, "--id", "terms", "--data", folder, "--reason", "first edition")
            assert "file terms: version 1 is live" in added.stdout, added.stderr
            for document in (BRAND, TEMPLATE, JOURNEY):
                push(made, document)
            happens(made, key, "ann", "signed_up")
            first = await_mail("ann", 1)
            terms.write_bytes(NEW)
            loopline("file", "add", terms, "--id", "terms", "--data", folder)
            assert len(made.ask("GET", "/api/journeys/onboarding").json()["versions"]) == 2
            happens(made, key, "bob", "signed_up")
            happens(made, key, "ann", "went_on")
            news, old = await_mail("bob", 1), await_mail("ann", 2)
            body: dict[str, Any] = {"channel": "email", "to": {"address": "eve@example.test"}, "template": "guide"}
            body["attachments"] = [{"name": "own.txt", "content": base64.b64encode(b"own").decode()}]
            assert made.ask("POST", "/api/send", body, key=sender).status_code == 202
            single = await_mail("eve", 1)
            listed = loopline("file", "list", "--data", folder)
            content = made.ask("GET", "/api/files/terms")
            made.stop()
    assert files_of(first) == {"logo.png": PNG, "Terms 2026.pdf": OLD}
    assert first.get_content_type() == "multipart/mixed"
    (shown,) = [part for part in first.walk() if part.get_filename() == "logo.png"]
    assert (shown["Content-ID"], shown.get_content_type()) == ("<logo>", "image/png")
    assert shown.get_content_disposition() == "inline"
    html = first.get_body(("html",))
    assert html is not None and 'src="cid:logo"' in html.get_content()
    assert files_of(news) == {"logo.png": PNG, "Terms 2026.pdf": NEW}
    assert files_of(old) == {"Terms 2026.pdf": OLD}, "a person stays with the file of their version"
    assert files_of(single) == {"logo.png": PNG, "own.txt": b"own"}
    assert "application/pdf" in listed.stdout and "onboarding" in listed.stdout, listed.stdout
    assert (content.content, content.headers["x-content-type-options"]) == (NEW, "nosniff")
    assert content.headers["content-disposition"].startswith("attachment;")


@pytest.fixture(scope="module")
def filed(house: House) -> House:
    """A house with a few files."""
    for name, data in (("terms", OLD), ("logo", PNG), ("large", bytes(6 << 20)), ("larger", bytes(5 << 20))):
        kind = "image/png" if data == PNG else "application/octet-stream"
        answer = house.client.post("/api/files", json=file_body(name, data, content_type=kind))
        assert answer.status_code == 200, answer.text
    return house


def faults(house: House, *attachments: dict[str, str], html: str = "<p>x</p>", **node: Any) -> set[tuple[str, str]]:
    """Code and place of what a check of a journey with these files says."""
    content = {"subject": "Hi", "html": html} if "content" not in node else {}
    sends = {"kind": "message", "channel": "email", "content": content, "attachments": list(attachments), **node}
    document = JOURNEY | {"id": "other", "nodes": {"first": sends}}
    told = house.client.post("/api/check", json={"document": document}).json()["faults"]
    return {(one["code"], one["at"]) for one in told}


def test_a_check_tells_files_that_a_mail_cannot_carry(filed: House) -> None:
    at = "nodes.first.attachments"
    assert not faults(filed, {"file": "terms"}, {"file": "logo", "cid": "x"}, html='<img alt="" src="cid:x">')
    assert faults(filed, {"file": "termz"}) == {("file_unknown", f"{at}[0].file")}
    sms: dict[str, Any] = {"channel": "sms", "content": {"body": "Hi"}}
    assert ("attachments_channel", at) in faults(filed, {"file": "terms"}, **sms)
    assert faults(filed, {"file": "large"}, {"file": "larger"}) == {("attachments_too_large", at)}
    assert faults(filed, *[{"file": "terms"}] * 11) == {("attachments_too_many", at)}
    twice = [{"file": "logo", "cid": "x"}, {"file": "terms", "cid": "x"}]
    assert faults(filed, *twice, html='<img src="cid:x">') == {("attachment_cid", at)}
    assert faults(filed, {"file": "logo"}, html='<img src="cid:x">') == {("cid_unknown", at)}
    assert faults(filed, {"file": "logo", "cid": "x"}) == {("cid_unused", at)}
    template = TEMPLATE | {"attachments": [{"file": "logo", "cid": "lago"}]}
    told = filed.client.post("/api/check", json={"document": template}).json()["faults"]
    assert ("cid_unknown", "attachments") in {(one["code"], one["at"]) for one in told}
    push_channel = {"kind": "template", "id": "p", "channel": "push", "content": {"body": "x"}}
    told = filed.client.post("/api/check", json={"document": push_channel | {"attachments": [{"file": "logo"}]}})
    assert [one["code"] for one in told.json()["faults"]] == ["attachments_channel"]


def test_a_file_is_taken_in_whole_or_not_at_all(filed: House) -> None:
    cases: tuple[tuple[dict[str, str], str], ...] = (
        (file_body("setup", b"MZ", "setup.exe"), "attachment_refused"),
        (file_body("path", b"x", "../x.pdf"), "attachment_name"),
        (file_body("type", b"x", content_type="message/rfc822"), "attachment_type"),
        (file_body("base", b"x") | {"content": "not base64!"}, "attachment_content"),
        (file_body("reason", b"x", reason=" "), "reason_missing"),
        (file_body("No Id", b"x"), "journey_faults"),
        (file_body("huge", bytes((10 << 20) + 1)), "journey_faults"),
    )
    for body, code in cases:
        answer = filed.client.post("/api/files", json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, code), answer.text
    assert filed.client.get("/api/files/huge").json()["error"]["code"] == "file_unknown"
    assert filed.stranger.post("/api/files", json=file_body("mine", b"x")).status_code == 401
    document = {"kind": "file", "id": "elsewhere", "name": "a.pdf", "digest": sha256(b"?").hexdigest(), "size": 1}
    answer = filed.client.post("/api/documents", json={"document": document, "publish": True, "reason": "new"})
    assert [one["code"] for one in answer.json()["faults"]] == ["file_bytes_missing"], answer.text
    same = document | {"digest": sha256(OLD).hexdigest(), "size": len(OLD)}
    answer = filed.client.post("/api/documents", json={"document": same, "publish": True, "reason": "by git"})
    assert answer.status_code == 200, answer.text
    again = filed.client.post("/api/files", json=file_body("terms", OLD))
    assert again.json()["version"] == 1, "the same file is no new version"


def test_a_look_shows_the_pictures_that_a_mail_carries(filed: House) -> None:
    for document in (BRAND, TEMPLATE, JOURNEY):
        body = {"document": document, "publish": True, "reason": "new"}
        assert filed.client.post("/api/documents", json=body).status_code == 200
    data = f'src="data:image/png;base64,{base64.b64encode(PNG).decode()}"'
    seen = filed.client.post("/api/content/preview", json={"document": TEMPLATE}).json()
    assert data in seen["html"] and seen["html_bytes"] == len(seen["html"].replace(data, 'src="cid:logo"').encode())
    person = {"traits": {"email": "ann@example.test"}}
    asked = {"document": JOURNEY, "person": person, "signals": [{"event": "signed_up"}]}
    walked = filed.client.post("/api/previews/dry-run", json=asked).json()
    assert data in walked["messages"][0]["rendered"]["html"]
    filed.send(identify("ann", email="ann@example.test"), track("ann", "signed_up"))
    filed.settle()
    (line,) = [one for one in filed.get("/api/messages")["messages"] if one["person"] == "ann"]
    assert data in filed.get(f"/api/messages/{line['key']}")["rendered"]["html"]
