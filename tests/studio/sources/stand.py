"""What tests of sources pull from: files of SQLite, and a service of the web that answers page by page."""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.cli.served import wait_for
from tests.studio.house import House, Json

PEOPLE = "SELECT id AS user_id, plan, seats, updated_at FROM crm"


def drop_folder(folder: Path) -> Path:
    """The folder that sources of a data folder may read."""
    found = folder / "sources"
    found.mkdir(parents=True, exist_ok=True)
    return found


def crm(path: Path, *rows: tuple[object, ...]) -> None:
    """People in a database: id, plan, seats, updated_at; whoever is there already is written anew."""
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE IF NOT EXISTS crm (id TEXT PRIMARY KEY, plan TEXT, seats, updated_at INTEGER)")
        base.executemany("INSERT OR REPLACE INTO crm VALUES (?, ?, ?, ?)", rows)
    base.close()


def body(name: str, url: str, **spec: Any) -> Json:
    """A source as it is set up."""
    headers = spec.pop("headers", {})
    return {"name": name, "url": url, "headers": headers, "spec": {"kind": "sql", **spec}}


def added(house: House, asked: Json) -> Json:
    """Set up."""
    answer = house.client.post("/api/sources", json=asked)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def run_of(house: House, name: str) -> Json:
    """Have it run, and its run once that has ended."""
    before = (house.get(f"/api/sources/{name}")["last"] or {"run": 0})["run"]
    answer = house.client.post(f"/api/sources/{name}/run")
    assert answer.status_code == 200, answer.text

    def ended() -> Json | None:
        last: Json | None = house.get(f"/api/sources/{name}")["last"]
        return last if last and last["run"] > before and last["state"] in ("done", "failed") else None

    found: Json = wait_for(ended)
    house.settle()
    return found


def traits(house: House, person: str) -> Json:
    """What is known of a person."""
    found: Json = house.get(f"/api/people/{person}")["traits"]
    return found


class Service:
    """Answers records by page; `asked` are the queries that came, `answers` says what comes instead of records."""

    def __init__(self, records: Sequence[Json], page_rows: int = 2) -> None:
        self.records, self.page_rows = list(records), page_rows
        self.asked, self.headers, self.failures = list[dict[str, str]](), list[dict[str, str]](), list[int]()
        self.url = self.elsewhere = ""
        self.statuses = list[int]()

    def answer(self, query: dict[str, str]) -> Json:
        """A page: of what is newer than `since`, from the record with the number `after` on."""
        since = query.get("since", "")
        found = [one for one in self.records if one.get("changed", "") >= since]
        begin = int(query.get("after", "0")) or (int(query.get("page", "1")) - 1) * self.page_rows
        rows, end = found[begin : begin + self.page_rows], begin + self.page_rows
        return {"data": {"items": rows}, "paging": {"next": self.elsewhere or (str(end) if end < len(found) else None)}}


@contextmanager
def service(records: Sequence[Json], page_rows: int = 2) -> Iterator[Service]:
    """A server of HTTP on a port of its own."""
    made = Service(records, page_rows)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            made.asked.append(query)
            made.headers.append(dict(self.headers.items()))
            status = made.failures.pop(0) if made.failures else 200
            content = json.dumps(made.answer(query)).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *said: object) -> None:
            pass

    with _served(Handler) as address:
        made.url = f"{address}/people"
        yield made


@contextmanager
def stored_files(files: Mapping[str, bytes]) -> Iterator[Service]:
    """A store of objects: parts of a file, and whether it is still that of before."""
    made = Service([])

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            content, tag = files[urlsplit(self.path).path], '"v1"'
            made.headers.append(dict(self.headers.items()))
            begin, _, end = self.headers["Range"].removeprefix("bytes=").partition("-")
            part = content[int(begin) : int(end) + 1]
            status = 304 if self.headers.get("If-None-Match") == tag else 206 if part else 416
            made.statuses.append(status)
            self.send_response(status)
            self.send_header("ETag", tag)
            self.send_header("Content-Length", "0" if status == 304 else str(len(part)))
            self.end_headers()
            if status == 206:
                self.wfile.write(part)

        def log_message(self, *said: object) -> None:
            pass

    with _served(Handler) as address:
        made.url = address
        yield made


@contextmanager
def _served(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
