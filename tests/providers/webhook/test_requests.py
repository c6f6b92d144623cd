"""A whole house calls an endpoint: methods and bodies as the journey says, values made safe where they stand."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from loopline.settings import Settings
from tests.studio.house import WELCOME, Json, identify, living, track

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BODY = "name={{urlencode name}}&plan=pro"


@contextmanager
def endpoint() -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """An endpoint on a free port: its address, and each request's method, content type and body."""
    calls: list[tuple[str, str, str]] = []

    class Answers(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
            calls.append((self.command, self.headers.get("content-type", ""), body))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/", calls
    finally:
        server.shutdown()
        thread.join(20)
        server.server_close()


def test_a_journey_says_how_it_calls(tmp_path: Path) -> None:
    settings = Settings.model_validate({"allow_private_webhooks": True})
    with endpoint() as (url, calls), living(tmp_path, settings) as house:
        content = {"url": url, "method": "PUT", "body": BODY, "headers": FORM}
        nodes: dict[str, Json] = {
            "form": {"kind": "message", "channel": "webhook", "content": content, "then": "look"},
            "look": {"kind": "webhook", "url": url, "method": "get", "then": "drop"},
            "drop": {"kind": "webhook", "url": url, "method": "PATCH", "body": BODY, "headers": FORM},
        }
        document = {**WELCOME, "entry": {"on": ["signed_up"]}, "start": "form", "nodes": nodes}
        house.publish(document)
        house.send(identify("ann", name="Ann & Söhne=1"), track("ann", "signed_up"))
        assert sorted((method, kind) for method, kind, _ in calls) == [
            ("GET", ""),
            ("PATCH", FORM["Content-Type"]),
            ("PUT", FORM["Content-Type"]),
        ]
        for method, _, body in calls:
            assert parse_qs(body) == ({} if method == "GET" else {"name": ["Ann & Söhne=1"], "plan": ["pro"]})
        wrong = {
            **document,
            "nodes": {"form": {**nodes["form"], "content": {**content, "method": "TRACE"}, "then": None}},
        }
        refused = house.client.post("/api/journeys/welcome/publish", json={"document": wrong, "reason": "x"})
        assert refused.status_code >= 400 and "webhook_method_invalid" in refused.text
