"""Engagement through the edges: a real server and a real SMTP server, links followed by HTTP, conditions that ask."""

import email
import email.policy
import re
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import msgspec

from loopline.cli.keys import create
from loopline.model.message import Rendered
from loopline.storage.sql.studio import StudioStore
from tests.cli.served import Server, loopline, server, wait_for, written
from tests.providers.servers import post_office

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
APPLE = {"User-Agent": "Mozilla/5.0"}
JOURNEY = """
kind: journey
id: heard
owner: growth
entry: {on: [signed_up]}
start: mail
nodes:
  mail:
    kind: message
    channel: email
    content:
      subject: Hello
      text: "Read https://shop.test/text."
      html: '<p><a href="https://shop.test/pricing?plan=pro">Prices</a></p>'
    then: clicks
  clicks:
    kind: wait
    until: {when: 'count("message_clicked", within="1d", where=contains(url, "pricing")) >= 1'}
    timeout: 9d
    then: notify
  notify:
    kind: message
    channel: push
    content: {title: Hi, body: "More at https://shop.test/more", url: "https://shop.test/app"}
    then: opens
  opens:
    kind: wait
    until: {when: opened("notify")}
    timeout: 9d
    then: thanks
  thanks:
    kind: message
    channel: in_app
    content: {body: Thanks}
"""
AGAIN = """
kind: journey
id: again
owner: growth
entry: {on: [asked], where: in_segment("clickers") and not in_segment("sleepers")}
start: told
nodes:
  told: {kind: message, channel: in_app, content: {body: Again}}
"""
SEGMENTS = {
    "clickers": 'count("message_clicked", within="90d", where=channel == "email") >= 1',
    "sleepers": 'count("message_sent", within="90d") >= 1 and count("message_opened", within="90d") == 0',
}


def follow(running: Server, address: str, agent: dict[str, str] = BROWSER, method: str = "GET") -> httpx2.Response:
    path = re.sub(r"https://go\.acme\.io|https://engage\.acme\.test", "", address)
    with httpx2.Client(base_url=running.note.url, trust_env=False, verify=False, timeout=30) as client:
        return client.request(method, path, headers=agent)


def audience(running: Server, when: str) -> tuple[int, int, int]:
    answer = running.ask("POST", "/api/audience", {"when": when})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    return told["yes"], told["no"], told["unknown"]


def sent(running: Server, person: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = running.ask("GET", f"/api/messages?person={person}").json()["messages"]
    return [one for one in found if one["status"] == "sent"]


def content(running: Server, person: str, channel: str) -> dict[str, Any]:
    key = next(one["key"] for one in sent(running, person) if one["channel"] == channel)
    detail: dict[str, Any] = running.ask("GET", f"/api/messages/{key}").json()
    return detail


def test_clicks_and_opens_are_asked_by_a_journey_and_by_segments(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    write = create(folder, "write")
    with post_office() as room:
        env = {
            "LOOPLINE_SMTP_URL": f"smtp://127.0.0.1:{room.port}",
            "LOOPLINE_PUBLIC_URL": "https://engage.acme.test",
            "LOOPLINE_LINK_URL": "https://go.acme.io",
        }
        with server(folder, env) as running:
            pushed = loopline("push", written(tmp_path, JOURNEY), "--data", folder, "--publish", "--reason", "to see")
            assert pushed.returncode == 0, pushed.stderr
            people = ("ann", "bea", "cy")
            messages = [
                {"type": "identify", "userId": one, "traits": {"email": f"{one}@x.test", "push_token": one}}
                for one in people
            ] + [{"type": "track", "userId": one, "event": "signed_up"} for one in people]
            assert running.ask("POST", "/v1/batch", {"batch": messages}, key=write).status_code == 200
            wait_for(lambda: len(room.mails) == 3 and all(sent(running, one) for one in people))
            mails = {to: email.message_from_bytes(raw, policy=email.policy.default) for to, raw in room.mails}
            time.sleep(2.1)  # whoever is there within two seconds is a machine

            html = mails["ann@x.test"].get_body(("html",))
            text = mails["ann@x.test"].get_body(("plain",))
            assert html is not None and text is not None
            click = re.findall(r'href="([^"]+)"', html.get_content())[0]
            pixel = re.findall(r'src="([^"]+)"', html.get_content())[0]
            answer = follow(running, click)
            assert (answer.status_code, answer.headers["location"]) == (302, "https://shop.test/pricing?plan=pro")
            assert follow(running, pixel).status_code == 200
            other = mails["bea@x.test"].get_body(("html",))
            assert other is not None
            assert follow(running, re.findall(r'src="([^"]+)"', other.get_content())[0], APPLE).status_code == 200

            wait_for(lambda: [one["channel"] for one in sent(running, "ann")] == ["push", "email"])
            wait_for(lambda: audience(running, SEGMENTS["clickers"]) == (1, 2, 0))
            wait_for(lambda: audience(running, SEGMENTS["sleepers"]) == (1, 1, 1))
            (again,) = re.findall(r"(https://engage\.acme\.test/l/click/[\w.-]+?)\.?\s*$", text.get_content())
            assert follow(running, again).headers["location"] == "https://shop.test/text"

            for name, when in SEGMENTS.items():  # from now on people remember, what was before is read from the facts
                body = {"when": when, "reason": "to see"}
                answer = running.ask("PUT", f"/api/segments/{name}", body)
                assert answer.status_code == 200, answer.text
            clicked = 'in_segment("clickers") and count("message_clicked", where=url == "https://shop.test/text") == 1'
            wait_for(lambda: audience(running, clicked)[0] == 1)
            _told_by_an_app(running)
            pushed = loopline(
                "push", written(tmp_path, AGAIN, "a.yaml"), "--data", folder, "--publish", "--reason", "x"
            )
            assert pushed.returncode == 0, pushed.stderr
            asked = [{"type": "track", "userId": one, "event": "asked"} for one in people]
            assert running.ask("POST", "/v1/batch", {"batch": asked}, key=write).status_code == 200
            wait_for(lambda: len(sent(running, "ann")) == 4)
            assert len(sent(running, "bea")) == len(sent(running, "cy")) == 1
            running.stop()


def _told_by_an_app(running: Server) -> None:
    """The app follows the push, as its provider gave it, and tells of the open: the journey goes on."""
    shown = content(running, "ann", "push")["rendered"]
    (short,) = re.findall(r"https://go\.acme\.io/s/\w{12}", shown["body"])
    assert follow(running, short).headers["location"] == "https://shop.test/more"
    with closing(StudioStore(running.folder / "studio.db")) as store:  # it keeps what a provider would have got
        kept = store.sandbox.get(content(running, "ann", "push")["key"])
    assert kept is not None
    open_url = msgspec.json.decode(kept.rendered, type=Rendered).open_url
    assert follow(running, open_url, {"User-Agent": "okhttp/4.12.0"}, "POST").status_code == 204
    wait_for(lambda: [one["channel"] for one in sent(running, "ann")] == ["in_app", "push", "email"])
