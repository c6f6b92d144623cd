"""A customer's site on an origin of its own: pages under a strict policy, and the token of who is signed in."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html>
<html lang="en"><head><title>Shop</title>
<script defer src="{server}/inbox.js" data-token-url="/inbox-token"></script></head>
<body><main><h1>Shop</h1><button id="buy">Buy</button><div id="loopline-inbox"></div>
<form id="search"><input aria-label="Search"></form></main></body></html>
"""


class Site:
    """Its address, the token that it hands out, and the pages that were asked for."""

    def __init__(self, url: str, server: str) -> None:
        self.url, self.server, self.token = url, server, ""
        self.asked: list[str] = []

    def policy(self) -> str:
        """Nothing is allowed but our script and our address: no inline style, no eval, no picture."""
        return (
            f"default-src 'none'; script-src {self.server}; connect-src 'self' {self.server}; style-src 'none'; "
            "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
        )


@contextmanager
def site(server: str) -> Iterator[Site]:
    """A site that shows messages of the Loopline at this address."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here.asked.append(self.path)
            is_token = self.path == "/inbox-token"
            body = here.token if is_token else PAGE.format(server=server)
            self.send_response(200)
            self.send_header("Content-Type", "text/plain" if is_token else "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", here.policy())
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    here = Site(f"http://127.0.0.1:{listener.server_address[1]}", server)
    thread = threading.Thread(target=listener.serve_forever, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()
