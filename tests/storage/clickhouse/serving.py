"""Serves ClickHouse's HTTP interface from chdb, the engine as a library, from a folder: `python -m ... DIR [PORT]`.

As much of it as the driver uses: queries in the body or in `query=`, data after a query, settings, a database, and one
user with a password. One request at a time. Prints its port, and ends with whoever started it.
"""

import json
import os
import re
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from chdb import session

USER: Final = "loopline"
PASSWORD: Final = "a word/with:signs"
LOCK: Final = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    """One request; the engine is the class's."""

    protocol_version = "HTTP/1.1"
    engine: Any  # chdb says no types
    insert_path: Path
    settings: frozenset[str]

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""

    def do_GET(self) -> None:
        """A ping, or a query in the address."""
        if urlsplit(self.path).path == "/ping":
            self._answer(200, b"Ok.\n")
        else:
            self.do_POST()

    def do_POST(self) -> None:
        """A query, or a query with data."""
        given = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = self._chunks()
        if not self._is_known(given):
            self._answer(403, b"Code: 516. DB::Exception: Authentication failed. (AUTHENTICATION_FAILED)", code="516")
            return
        query = given.get("query", "")
        if not query and body.startswith(b"INSERT") and b" FORMAT " in body.split(b"\n", 1)[0]:
            head, body = body.split(b"\n", 1)  # a query, and its data from the next line on
            query = head.decode()
        sql, data = (query, body) if query else (body.decode(), b"")
        try:
            with LOCK:
                self._answer(200, self._run(sql, data, given))
        except Exception as fault:  # whatever the engine says is told as a server tells it
            text = str(fault)
            code = re.search(r"Code: (\d+)", text)
            self._answer(500, text.encode(), code=code[1] if code else "1000")

    def _is_known(self, given: dict[str, str]) -> bool:
        import base64

        kind, _, told = self.headers.get("Authorization", "").partition(" ")
        if kind == "Basic":
            return base64.b64decode(told).decode() == f"{USER}:{PASSWORD}"
        user = self.headers.get("X-ClickHouse-User") or given.get("user", "")
        return (user, self.headers.get("X-ClickHouse-Key") or given.get("password", "")) == (USER, PASSWORD)

    def _chunks(self) -> bytes:
        found = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            found += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return found

    def _run(self, sql: str, data: bytes, given: dict[str, str]) -> bytes:
        if database := given.get("database"):
            self.engine.query(f"USE `{database}`")
        settings = [f"{name} = '{value}'" for name, value in given.items() if name in self.settings]
        form = re.search(r"\bFORMAT\s+(\w+)\s*;?\s*$", sql)
        if data:
            self.insert_path.write_bytes(data)
            head = sql[: form.start()] if form else sql
            sql = f"{head} FROM INFILE '{self.insert_path}'"
            sql += f" SETTINGS {', '.join(settings)}" if settings else ""
            sql += f" FORMAT {form[1]}" if form else ""
            settings = []
        for one in settings:
            self.engine.query(f"SET {one}")
        try:
            return bytes(self.engine.query(sql, form[1] if form else "TabSeparated").bytes())
        finally:
            for one in settings:  # they are this request's alone
                self.engine.query(f"SET {one.split(' = ')[0]} = DEFAULT")

    def _answer(self, status: int, body: bytes, code: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-ClickHouse-Summary", json.dumps({"read_rows": "0"}))
        if code:
            self.send_header("X-ClickHouse-Exception-Code", code)
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Serves until its input ends."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    sessions: Any = session
    Handler.engine = sessions.Session(str(folder))
    names = Handler.engine.query("SELECT name FROM system.settings", "TabSeparated").bytes().decode()
    Handler.settings = frozenset(names.split())
    Handler.insert_path = Path(tempfile.gettempdir()) / f"clickhouse-{os.getpid()}.body"
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2]) if len(sys.argv) > 2 else 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()
    Handler.insert_path.unlink(missing_ok=True)
    os._exit(0)  # the engine may wait for ever for a connection that is open still


if __name__ == "__main__":
    main()
