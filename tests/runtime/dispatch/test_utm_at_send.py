"""UTM parameters through the edge: published with the workspace, and read from the mails as a server took them."""

import email.policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import httpx2

from loopline.settings import Settings
from tests.providers.servers import post_office
from tests.studio.house import House, Json, error_of, identify, living, track

WORKSPACE: Json = {
    "kind": "workspace",
    "utm": {"source": "crm", "medium": "{{channel}}", "campaign": "{{journey}}-v{{version}}", "content": "{{node}}"},
}


def journey(name: str, **node: Any) -> Json:  # any field of a message node
    """One mail."""
    content = {"subject": "Hi", "html": '<p><a href="https://shop.test/a#top">a</a></p>', "text": "https://shop.test/b"}
    message = {"kind": "message", "channel": "email", "content": content, **node}
    return {"kind": "journey", "id": name, "entry": {"on": [name]}, "start": "mail", "nodes": {"mail": message}}


def parts(raw: bytes) -> tuple[str, str]:
    """The HTML and the text of a mail."""
    mail = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(raw)
    found = {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}
    return found["text/html"], found["text/plain"]


def publish_workspace(house: House, document: Json) -> httpx2.Response:
    """The answer to a publish."""
    return house.client.put("/api/workspace", json={"document": document, "reason": "try"})


def test_links_of_a_mail_carry_what_workspace_and_node_say(tmp_path: Path) -> None:
    with post_office() as office:
        settings = Settings.model_validate({"email": f"smtp://127.0.0.1:{office.port}?starttls=never"})
        with living(tmp_path, settings) as house:
            assert publish_workspace(house, WORKSPACE).status_code < 300
            house.publish(journey("plain", track=False))
            house.publish(journey("own", utm={"campaign": "spring"}))
            house.publish(journey("bare", track=False, utm={"add": False}))
            house.publish(journey("receipt", track=False, transactional=True))
            for name in ("plain", "own", "bare", "receipt"):
                house.send(identify(name, email=f"{name}@example.test"), track(name, name))
            mails = {to.partition("@")[0]: parts(raw) for to, raw in office.mails}
            html, text = mails["plain"]
            told = "utm_source=crm&utm_medium=email&utm_campaign=plain-v1&utm_content=mail"
            assert f'href="https://shop.test/a?{told.replace("&", "&amp;")}#top"' in html
            assert f"https://shop.test/b?{told}" in text
            for name in ("bare", "receipt"):
                assert "utm_" not in "".join(mails[name])
            link = mails["own"][0].partition('href="')[2].partition('"')[0]
            followed = house.stranger.get("/l/" + link.partition("/l/")[2], follow_redirects=False)
            assert followed.headers["location"].startswith("https://shop.test/a?utm_source=crm")
            assert "utm_campaign=spring" in followed.headers["location"]


def test_a_value_that_names_a_person_is_refused_with_its_place(tmp_path: Path) -> None:
    with living(tmp_path) as house:
        answer = publish_workspace(house, {"kind": "workspace", "utm": {"term": "{{email}}"}})
        assert answer.status_code >= 400 and "utm_field_unknown" in answer.text
        answer = house.client.post(
            "/api/journeys/long/publish",
            json={"document": journey("long", utm={"source": "x" * 201}), "reason": "try"},
        )
        assert error_of(answer)[0] >= 400 and "utm_too_long" in answer.text
