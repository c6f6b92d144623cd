"""A file of the web, such as one of an object store, fetched in parts of bounded size to a file of our own."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Final, assert_never
from urllib.parse import urlsplit

from loopline.model.errors import Invalid, Unavailable
from loopline.providers.http_client import Answer, Header, HttpClient, Lost, NotSent
from loopline.providers.sources.reach import ALLOW, SourceReach

PART_BYTES: Final = 8 << 20
SIZE_MAX: Final = 2 << 30
TIMEOUT_SECONDS: Final = 60.0
AGAIN: Final = frozenset({408, 425, 429})
OK: Final = 200
PARTIAL: Final = 206
NOT_SATISFIABLE: Final = 416
UNCHANGED: Final = 304
GOOD: Final = (OK, PARTIAL, UNCHANGED, NOT_SATISFIABLE)


class Download:
    """`mark` is what the store says of the version that was fetched, "" where it says nothing."""

    def __init__(self, url: str, headers: Sequence[Header], reach: SourceReach) -> None:
        self._url, self._headers, self._reach, self.mark = url, list(headers), reach, ""

    def fetch(self, path: Path, known: str = "") -> bool:
        """Write the whole file, and whether it is another one than that with the mark `known`.

        Raises Invalid and Unavailable as `fetched_answer` does, Invalid `source_too_large`.
        """
        loop = asyncio.new_event_loop()
        try:
            return loop.run_until_complete(self._fetch(path, known))
        finally:
            loop.close()

    async def _fetch(self, path: Path, known: str) -> bool:
        """Parts of one version alone: an answer from another one is refused by the store, and asked for anew later."""
        client = client_for(self._url, self._reach, PART_BYTES + 1)
        await client.open()
        try:
            with path.open("wb") as out:
                while True:
                    begin = out.tell()
                    same = [("If-Match", self.mark)] if begin and self.mark and not self.mark.startswith("W/") else []
                    same += [("If-None-Match", known)] if known and not begin else []
                    part = ("Range", f"bytes={begin}-{begin + PART_BYTES - 1}")
                    told = await fetched_answer(client, self._url, [*self._headers, *same, part], GOOD)
                    if told.status == NOT_SATISFIABLE and begin:
                        return True
                    if told.status == UNCHANGED:
                        return False
                    self.mark = told.headers.get("etag", "")
                    out.write(told.body)
                    if out.tell() > SIZE_MAX or (told.status == OK and len(told.body) > PART_BYTES):
                        text = "The file is over 2 GB, or over 8 MB where its server gives no parts of it."
                        raise Invalid("source_too_large", text, at="url")
                    if told.status != PARTIAL or len(told.body) < PART_BYTES:
                        return True
        finally:
            await client.close()


def client_for(url: str, reach: SourceReach, body_max: int) -> HttpClient:
    """A client that reaches the host of this address, when it is the internet's or settings name it."""
    host = urlsplit(url).hostname or ""
    return HttpClient(
        allow_private=reach.is_named(host), connections=1, timeout_seconds=TIMEOUT_SECONDS, body_max=body_max
    )


async def fetched_answer(
    client: HttpClient, url: str, headers: Sequence[Header], good: Sequence[int] = (OK,)
) -> Answer:
    """The answer to a GET.

    Raises Invalid `source_private`, `source_url`, `source_answer`, Unavailable `source_unreachable`, `source_busy`.
    """
    try:
        told = await client.get(url, headers)
    except ValueError:  # its words may hold a secret
        text = "Its address, or one of its headers, is none that a request can hold."
        raise Invalid("source_url", text, at="url") from None
    host = urlsplit(url).hostname
    match told:
        case NotSent(reason, private):
            if private:
                text = f"{host} is inside our own network; to pull from it, {ALLOW}."
                raise Invalid("source_private", text, at="url")
            raise Unavailable("source_unreachable", f"{host} cannot be reached: {reason[:200]}")
        case Lost(reason):
            raise Unavailable("source_unreachable", f"{host} did not answer: {reason[:200]}")
        case Answer():
            pass
        case _:
            assert_never(told)
    if told.status in good:
        return told
    if told.status in AGAIN or told.status >= 500:
        raise Unavailable("source_busy", f"{host} answered {told.status}; it is asked again later.")
    raise Invalid("source_answer", f"{host} answered {told.words[:200]}", at="url")
