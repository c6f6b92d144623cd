"""A real browser that is watched: what a page may not do is written down while it is open."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

Scheme = Literal["light", "dark"]
NAMES = ("chromium", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
WIDE, PHONE, SMALL_PHONE = (1440, 900), (390, 844), (320, 640)
PATIENCE_MS = 15_000
REFUSED_BY_SERVER = "Failed to load resource"
"""How Chromium tells of an answer above 399; whether one was right is for the story to say."""

expect.set_options(timeout=PATIENCE_MS)


class NoBrowser(Exception):
    """There is no browser on this machine; the text says how to get one."""


def executable() -> str:
    """Where the browser is. Raises NoBrowser: a story that was not told must not look as if it had ended well."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise NoBrowser("the studio's stories need Chromium, and there is none here: run `make browser`")
    return found


@contextmanager
def chromium(environment: Mapping[str, str] | None = None) -> Iterator[Browser]:
    """The machine's own browser, with more of an environment when asked; it can reach this machine only."""
    path = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(FLAGS), env={**os.environ, **(environment or {})}
        )
        try:
            yield browser
        finally:
            browser.close()


class Watch:
    """Writes down what a page of ours must never do."""

    def __init__(self, origin: str) -> None:
        self._host = urlsplit(origin).netloc
        self.outside: list[str] = []
        self.faults: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Begin."""
        context.on("request", self._asked)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.faults.append(f"not caught: {error.error}"))

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "about") and address.netloc != self._host:
            self.outside.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(REFUSED_BY_SERVER):
            self.faults.append(message.text)

    def verdict(self) -> str:
        """Empty when all was well. A broken Content-Security-Policy comes as an error on the console."""
        return "\n".join(
            [f"asked another host: {url}" for url in self.outside]
            + [f"the console says: {text}" for text in self.faults]
        )


@contextmanager
def window(
    browser: Browser, url: str, size: tuple[int, int] = WIDE, scheme: Scheme = "light"
) -> Iterator[tuple[Page, Watch]]:
    """A fresh window with nobody signed in. Leaving the block fails if a page did what none may."""
    context = browser.new_context(
        base_url=url,
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )
    context.set_default_timeout(PATIENCE_MS)
    watch = Watch(url)
    watch.over(context)
    try:
        yield context.new_page(), watch
        assert not watch.verdict(), watch.verdict()
    finally:
        context.close()


def version() -> str:
    """The browser's own words for what it is."""
    answer = subprocess.run([executable(), "--version"], capture_output=True, text=True, timeout=60, check=True)
    return answer.stdout.strip()


def busy() -> float:
    """How many processes want the machine, for each of its cores."""
    return os.getloadavg()[0] / (os.cpu_count() or 1)
