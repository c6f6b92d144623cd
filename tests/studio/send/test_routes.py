"""Single messages from the call to the mail: a server in its own process, a mail server behind TLS, and kills."""

import base64
import json
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from loopline.cli.keys import create
from tests.cli.served import Server, loopline, server, wait_for
from tests.studio.send.post import SafePost, Trust, safe_post

PDF = bytes(range(256)) * 41 + b"\r\n.\r\nend"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


def call(made: Server, method: str, path: str, body: Any = None, *, key: str = "", once: str = "") -> httpx2.Response:
    """A request with a key as `Authorization: Bearer`, and an idempotency key where one is given."""
    headers = {"Authorization": f"Bearer {key or made.note.key}"} | ({"Idempotency-Key": once} if once else {})
    with httpx2.Client(base_url=made.note.url, timeout=60, trust_env=False, verify=False) as client:
        return client.request(method, path, json=body, headers=headers)


def mail(to: dict[str, str], **more: Any) -> dict[str, Any]:
    """A request for one mail."""
    content = {
        "subject": "Order {{data.order}}",
        "text": "Thanks",
        "html": "<p>Thanks <a href='https://a.test'>a</a></p>",
    }
    return {"channel": "email", "to": to, "content": content, "data": {"order": 7}, **more}


def attached(name: str, data: bytes, **more: str) -> dict[str, str]:
    """A file as the API takes it."""
    return {"name": name, "content": base64.b64encode(data).decode(), **more}


def standing(made: Server, request: str) -> Any:
    """What the API says of a message."""
    return call(made, "GET", f"/api/send/{request}").json()


def wait_until(made: Server, request: str, status: str) -> Any:
    """The message once it stands there."""
    return wait_for(lambda: found if (found := standing(made, request))["status"] == status else None)


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    return Trust(tmp_path_factory.mktemp("trust"))


@contextmanager
def shop(folder: Path, trust: Trust) -> Iterator[tuple[Server, SafePost]]:
    with safe_post(trust) as box, server(folder, trust.env(box.port)) as made:
        yield made, box


@pytest.fixture(scope="module")
def open_shop(tmp_path_factory: pytest.TempPathFactory, trust: Trust) -> Iterator[tuple[Server, SafePost]]:
    with shop(tmp_path_factory.mktemp("shop") / "data", trust) as found:
        yield found


def test_a_mail_with_files_arrives_as_it_was_given(open_shop: tuple[Server, SafePost]) -> None:
    made, box = open_shop
    body = mail(
        {"person": "ann", "address": "ann@box.test", "name": "Ann Müller, Köln"}, reply_to="Help <help@shop.test>"
    )
    body["content"]["html"] = "<p>Thanks</p><img src='cid:logo@shop'>"
    body["attachments"] = [
        attached("Rechnung Nr. 7 – März.pdf", PDF, content_type="application/pdf"),
        attached("logo.png", PNG, content_type="image/png", cid="logo@shop"),
        attached("empty.txt", b"", content_type="text/plain"),
    ]
    answer = call(made, "POST", "/api/send", body)
    assert answer.status_code == 202, answer.text
    told = wait_until(made, answer.json()["id"], "sent")
    assert (told["person"], told["provider"], told["channel"]) == ("ann", "smtp", "email")
    (found,) = box.to("ann@box.test")
    assert found["Subject"] == "Order 7"
    assert str(found["Reply-To"]) == "Help <help@shop.test>"
    assert [(one.display_name, one.addr_spec) for one in found["To"].addresses] == [
        ("Ann Müller, Köln", "ann@box.test")
    ]
    files = {part.get_filename(): part for part in found.walk() if part.get_filename()}
    assert {name: part.get_payload(decode=True) for name, part in files.items()} == {
        "Rechnung Nr. 7 – März.pdf": PDF,
        "logo.png": PNG,
        "empty.txt": b"",
    }
    assert files["logo.png"]["Content-ID"] == "<logo@shop>"
    assert files["logo.png"].get_content_disposition() == "inline"
    assert found.get_content_type() == "multipart/mixed"
    why = made.ask("GET", "/api/people/ann/timeline").text
    assert "Message asked for: e-mail, to another address." in why


def test_one_key_is_one_mail_however_many_ask(open_shop: tuple[Server, SafePost]) -> None:
    made, box = open_shop
    body = mail({"address": "once@box.test"})
    with ThreadPoolExecutor(50) as pool:
        asked = [pool.submit(call, made, "POST", "/api/send", body, once="order-7") for _ in range(50)]
        answers = [one.result() for one in asked]
    assert {one.status_code for one in answers} == {202}
    (request,) = {one.json()["id"] for one in answers}
    wait_until(made, request, "sent")
    other = call(made, "POST", "/api/send", mail({"address": "two@box.test"}), once="order-7")
    assert (other.status_code, other.json()["error"]["code"]) == (409, "idempotency_conflict")
    after = call(made, "POST", "/api/send", mail({"address": "after@box.test"}))
    wait_until(made, after.json()["id"], "sent")
    assert len(box.to("once@box.test")) == 1
    assert not box.to("two@box.test")


def test_a_dead_address_is_remembered_and_refused(open_shop: tuple[Server, SafePost]) -> None:
    made, _ = open_shop
    first = call(made, "POST", "/api/send", mail({"address": "dead@box.test"})).json()["id"]
    wait_until(made, first, "failed")
    again = call(made, "POST", "/api/send", mail({"address": "dead@box.test"})).json()["id"]
    assert wait_until(made, again, "refused")["code"] == "suppressed_bounced"
    nowhere = call(made, "POST", "/api/send", mail({"person": "has-no-address"})).json()["id"]
    assert wait_until(made, nowhere, "refused")["code"] == "no_address"


def test_an_address_that_is_dead_for_one_is_dead_for_whomever_it_is_given(
    open_shop: tuple[Server, SafePost],
) -> None:
    made, box = open_shop

    def became(to: dict[str, str], status: str) -> str:
        return str(wait_until(made, call(made, "POST", "/api/send", mail(to)).json()["id"], status)["code"])

    became({"person": "ann-dead", "address": "dead.ann@box.test"}, "failed")
    assert became({"person": "bob-lives", "address": "Dead.Ann@BOX.test"}, "refused") == "suppressed_bounced"
    assert became({"address": "dead.ann@box.test"}, "refused") == "suppressed_bounced"
    assert made.ask("POST", "/api/suppressions/lift", {"address": "dead.ann@box.test"}).status_code == 204
    became({"person": "ann-dead", "address": "dead.ann@box.test"}, "failed")  # it was tried anew, and bounced
    assert became({"address": "dead.ann@box.test"}, "refused") == "suppressed_bounced"
    assert made.ask("POST", "/api/suppressions/lift", {"address": "dead.ann@box.test"}).status_code == 204
    became({"address": "dead.ann@box.test"}, "failed")
    assert made.ask("POST", "/api/suppressions/lift", {"address": "dead.ann@box.test"}).status_code == 204
    became({"address": "dead.ann@box.test"}, "failed")
    said = {"address": "never@box.test", "reason": "manual"}
    assert made.ask("POST", "/api/suppressions", said).status_code == 204
    assert became({"address": "never@box.test"}, "refused") == "suppressed_manual"
    assert became({"person": "bob-lives", "address": "never@box.test"}, "refused") == "suppressed_manual"
    assert made.ask("POST", "/api/suppressions/lift", {"address": "never@box.test"}).status_code == 204
    became({"person": "bob-lives", "address": "never@box.test"}, "sent")
    assert len(box.to("never@box.test")) == 1


def test_who_unsubscribed_still_gets_what_is_asked_for(open_shop: tuple[Server, SafePost]) -> None:
    made, box = open_shop
    key = create(made.folder, "write")
    said = {"type": "identify", "userId": "una", "traits": {"email": "una@box.test", "plan": "pro"}}
    made.ask("POST", "/v1/batch", {"batch": [said]}, key=key)
    wait_for(lambda: made.ask("GET", "/api/people/una").status_code == 200)
    assert made.ask("PUT", "/api/people/una/consent", {"channel": "email", "allowed": False}).status_code == 204
    body = mail({"person": "una"})
    body["content"]["subject"] = "For {{plan}}, {{event.order}}"
    wait_until(made, call(made, "POST", "/api/send", body).json()["id"], "sent")
    assert [one["Subject"] for one in box.to("una@box.test")] == ["For pro, 7"]


def test_a_receipt_that_came_over_http_shows_in_the_status(open_shop: tuple[Server, SafePost]) -> None:
    made, box = open_shop
    request = call(made, "POST", "/api/send", mail({"address": "open@box.test"})).json()["id"]
    wait_until(made, request, "sent")
    (found,) = box.to("open@box.test")
    page = found.get_body(("html",))
    assert page is not None
    pixel = page.get_content().rpartition('<img src="')[2].partition('"')[0]
    path = "/" + pixel.partition("://")[2].partition("/")[2]
    with httpx2.Client(
        base_url=made.note.url, trust_env=False, verify=False, headers={"User-Agent": BROWSER}
    ) as client:
        # who opens it at once is taken for a machine, so she looks again and again
        wait_for(lambda: client.get(path).status_code == 200 and standing(made, request)["status"] == "opened")
    assert {one["kind"] for one in standing(made, request)["receipts"]} == {"opened"}


def test_what_is_scheduled_waits_and_can_be_cancelled(open_shop: tuple[Server, SafePost]) -> None:
    made, box = open_shop
    later = mail({"address": "later@box.test"}, send_at=int(time.time() * 1000) + 86_400_000)
    answer = call(made, "POST", "/api/send", later).json()
    assert answer["status"] == standing(made, answer["id"])["status"] == "scheduled"
    assert call(made, "DELETE", f"/api/send/{answer['id']}").json()["status"] == "cancelled"
    assert standing(made, answer["id"])["status"] == "cancelled"
    soon = mail({"address": "soon@box.test"}, send_at=int(time.time() * 1000) + 1_500)
    taken = call(made, "POST", "/api/send", soon).json()
    wait_until(made, taken["id"], "sent")
    late = call(made, "DELETE", f"/api/send/{taken['id']}")
    assert (late.status_code, late.json()["error"]["code"]) == (409, "send_left")
    assert len(box.to("soon@box.test")) == 1
    assert not box.to("later@box.test")


@pytest.mark.parametrize(
    ("change", "status", "code", "at"),
    [
        ({"to": {}}, 400, "to_missing", "to"),
        ({"to": {"address": "nobody"}}, 400, "address_invalid", "to.address"),
        ({"channel": "whatsapp"}, 400, "phone_invalid", "to.address"),
        ({"channel": "webhook"}, 400, "channel_unsendable", "channel"),
        ({"content": None}, 400, "content_missing", "content"),
        ({"content": {"text": "t"}}, 400, "content_missing", "content.subject"),
        ({"content": {"subject": "{{#if}}", "text": "t"}}, 400, "template_syntax", "content.subject"),
        ({"content": {"subject": "s", "html": "<mjml><mj-body/></mjml>"}}, 400, "mjml_in_html", "content.html"),
        (
            {"content": {"subject": "s", "text": "t", "locales": {"de": {"html": "<mj-section>x</mj-section>"}}}},
            400,
            "mjml_in_html",
            "content.locales.de.html",
        ),
        ({"template": "receipt", "content": None}, 400, "template_unknown", "template"),
        ({"template": "receipt"}, 400, "content_twice", "content"),
        ({"sender": "nobody"}, 400, "sender_invalid", "sender"),
        ({"send_at": "2026-12-01T09:00:00"}, 400, "send_at_invalid", "send_at"),
        ({"send_at": 4_000_000_000_000}, 400, "send_at_invalid", "send_at"),
        ({"send_at": 1_796_000_000}, 400, "send_at_invalid", "send_at"),
        ({"send_at": -1}, 400, "send_at_invalid", "send_at"),
        ({"send_at": "1970-01-22T00:00:00Z"}, 400, "send_at_invalid", "send_at"),
        ({"attachments": [attached("a.EXE ", b"MZ")]}, 400, "attachment_refused", "attachments[0].name"),
        ({"attachments": [attached("a.exe\u200b", b"MZ")]}, 400, "attachment_refused", "attachments[0].name"),
        ({"attachments": [attached("a\u202efdp.txt", b"")]}, 400, "attachment_name", "attachments[0].name"),
        ({"attachments": [attached("..\\x.txt", b"")]}, 400, "attachment_name", "attachments[0].name"),
        ({"attachments": [attached("..", b"")]}, 400, "attachment_name", "attachments[0].name"),
        ({"attachments": [{"name": "a", "content": "!"}]}, 400, "attachment_content", "attachments[0].content"),
        ({"attachments": [attached("a", b"")] * 11}, 400, "attachments_too_many", "attachments"),
        ({"attachments": [attached("a", bytes(10_485_761))]}, 413, "attachments_too_large", "attachments[0]"),
        (
            {"attachments": [attached("a", b"", content_type="a\r\nb: c/d")]},
            400,
            "attachment_type",
            "attachments[0].content_type",
        ),
        ({"nonsense": 1}, 400, "body_invalid", ""),
    ],
)
def test_a_bad_body_is_told_with_its_field(
    open_shop: tuple[Server, SafePost], change: dict[str, Any], status: int, code: str, at: str
) -> None:
    answer = call(open_shop[0], "POST", "/api/send", {**mail({"address": "bad@box.test"}), **change})
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["at"]) == (status, code, at)


def test_a_published_template_is_sent_in_the_language_of_the_person(open_shop: tuple[Server, SafePost]) -> None:
    made, box = open_shop
    german = {"subject": "Bestellung {{ data.order }} von {{ brand.name }}"}
    english = {"subject": "Order", "text": "{% if data.order > 5 %}Thanks{% endif %}", "language": "liquid"}
    written = {"kind": "template", "id": "thanks", "content": {**english, "locales": {"de": german}}}
    documents = [{"kind": "brand", "id": "brand", "name": "Acme"}, {**written, "transactional": True}]
    given = made.ask("POST", "/api/documents/batch", {"documents": documents, "publish": True, "reason": "new"})
    said = {"type": "identify", "userId": "uwe", "traits": {"email": "uwe@box.test", "locale": "de_AT"}}
    made.ask("POST", "/v1/batch", {"batch": [said]}, key=create(made.folder, "server"))
    body = mail({"person": "uwe"}, template="thanks", content=None, data={"order": 2**60 + 1})
    assert given.status_code == 200, given.text
    wait_until(made, call(made, "POST", "/api/send", body).json()["id"], "sent")
    assert [one["Subject"] for one in box.to("uwe@box.test")] == [f"Bestellung {2**60 + 1} von Acme"]
    assert call(made, "POST", "/api/send", {**body, "channel": "sms"}).json()["error"]["code"] == "template_channel"


def test_of_many_each_has_its_own_answer(open_shop: tuple[Server, SafePost]) -> None:
    made, box = open_shop
    good = [mail({"address": f"many{n}@box.test"}, idempotency_key=f"many-{n}") for n in range(3)]
    answer = call(made, "POST", "/api/send/batch", {"messages": [good[0], mail({}), good[1], 7, good[2]]})
    answers = answer.json()["answers"]
    assert [one.get("error", {}).get("code", one.get("status")) for one in answers] == [
        "accepted",
        "to_missing",
        "accepted",
        "body_invalid",
        "accepted",
    ]
    for one in (answers[0], answers[2], answers[4]):
        wait_until(made, one["id"], "sent")
    assert [len(box.to(f"many{n}@box.test")) for n in range(3)] == [1, 1, 1]
    assert call(made, "POST", "/api/send/batch", {"messages": [1] * 101}).json()["error"]["code"] == "sends_too_many"


def test_only_a_key_for_sending_sends(open_shop: tuple[Server, SafePost]) -> None:
    made, _ = open_shop
    body = mail({"address": "key@box.test"})
    for role, status, code in (("browser", 403, "send_forbidden"), ("server", 403, "send_forbidden")):
        answer = call(made, "POST", "/api/send", body, key=create(made.folder, role))
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert call(made, "POST", "/api/send", body, key="ls_nobody").status_code == 401
    assert call(made, "GET", "/api/send/abc", key="ls_nobody").status_code == 401
    assert call(made, "DELETE", "/api/send/abc", key="ls_nobody").status_code == 401
    sender = create(made.folder, "sender")
    assert call(made, "POST", "/api/send", body, key=sender).status_code == 202
    assert call(made, "GET", "/api/people", key=sender).status_code == 401
    assert call(made, "GET", "/api/send/abc", key=sender).json()["error"]["code"] == "send_unknown"


def test_a_kill_between_the_call_and_the_mail_loses_nothing_and_doubles_nothing(tmp_path: Path, trust: Trust) -> None:
    """The mail server is away when the call is answered, and is there after the kill; files and schedule are, too."""
    folder = tmp_path / "data"
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
        body = mail({"address": "kill@box.test"}, attachments=[attached("a.pdf", PDF)])
        with server(folder, trust.env(port)) as made:
            first = call(made, "POST", "/api/send", body, once="k").json()["id"]
            late = mail({"address": "late@box.test"}, send_at=int(time.time() * 1000) + 2_000)
            second = call(made, "POST", "/api/send", late, once="l").json()["id"]
            made.stop(signal.SIGKILL)
    with safe_post(trust, port) as box, server(folder, trust.env(port)) as made:
        assert call(made, "POST", "/api/send", body, once="k").json()["id"] == first
        wait_until(made, first, "sent")
        wait_until(made, second, "sent")
        (found,) = box.to("kill@box.test")
        assert [part.get_payload(decode=True) for part in found.iter_attachments()] == [PDF]
        assert len(box.to("late@box.test")) == 1


def test_the_command_sends_one(open_shop: tuple[Server, SafePost], tmp_path: Path) -> None:
    made, box = open_shop
    file = tmp_path / "message.json"
    file.write_text(json.dumps(mail({"address": "cli@box.test"})))
    done = loopline("send", file, "--data", made.folder)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["status"] == "sent"
    assert len(box.to("cli@box.test")) == 1
    file.write_text(json.dumps(mail({})))
    refused = loopline("send", file, "--data", made.folder)
    assert refused.returncode != 0
    assert "to_missing" in refused.stderr


@pytest.mark.parametrize(
    ("channel", "to", "content"),
    [
        ("sms", "+4915112345678", {"body": "Your code is 42"}),
        ("push", "cZ9k:APA91bExample", {"title": "Shipped", "body": "It is on its way"}),
        ("whatsapp", "+4915112345678", {"body": "Your code is 42"}),
    ],
)
def test_what_the_sandbox_kept_is_never_told_as_sent(
    open_shop: tuple[Server, SafePost], tmp_path: Path, channel: str, to: str, content: dict[str, str]
) -> None:
    made, _ = open_shop
    body = {"channel": channel, "to": {"person": f"by-{channel}", "address": to}, "content": content}
    found = wait_until(made, call(made, "POST", "/api/send", body).json()["id"], "sandbox")
    assert (found["provider"], found["code"]) == ("sandbox", "")
    file = tmp_path / "one.json"
    file.write_text(json.dumps(body))
    told = loopline("send", file, "--data", made.folder)
    assert told.returncode == 0 and '"status": "sandbox"' in told.stdout, told.stdout
    assert "has left to nobody" in told.stderr


@pytest.mark.parametrize(
    ("to", "content", "status", "code"),
    [
        ("deadcode@box.test", {"subject": "s", "text": "t"}, "failed", "smtp_550"),
        ("blank@box.test", {"subject": "{{#if vip}}x{{/if}}", "text": "t"}, "refused", "content_blank"),
        ("field@box.test", {"subject": "{{nickname}}", "text": "t"}, "refused", "personalisation_missing"),
    ],
)
def test_a_message_that_went_wrong_says_its_code(
    open_shop: tuple[Server, SafePost], to: str, content: dict[str, str], status: str, code: str
) -> None:
    made, _ = open_shop
    request = call(made, "POST", "/api/send", {"channel": "email", "to": {"address": to}, "content": content})
    wait_until(made, request.json()["id"], status)
    found = wait_for(lambda: told if (told := standing(made, request.json()["id"]))["attempts"] else None)
    assert (found["code"], found["attempts"][-1]["code"]) == (code, code)
    assert code not in found["text"]
