"""Rows of a service of the web: JSON over HTTP, page by page, within bounds of size and of rate."""

import asyncio
import time
from collections.abc import Generator, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from loopline.model.errors import Invalid
from loopline.providers.http_client import Header
from loopline.providers.sources.download import client_for, fetched_answer
from loopline.providers.sources.pulled import (
    SEEN_MAX,
    CursorValue,
    Pulled,
    PulledRow,
    SourcePlace,
    cursor_value,
    parameter_of,
    pulled_row,
    ties,
)
from loopline.providers.sources.reach import SourceReach

PAGE_BYTES_MAX: Final = 8 << 20
PAGE_ROWS_MAX: Final = 4_000
PAGES_MAX: Final = 100_000
TOKEN_CHARACTERS_MAX: Final = 4_000
PATH_CHARACTERS_MAX: Final = 200
MOMENT_CHARACTERS_MAX: Final = 40


class Paging(Struct, frozen=True, kw_only=True):
    """How a service is asked. `records` is the path to the records, as `data.items` ("" for the answer itself).

    `page_param` counts pages from 1 until one is empty; or `next` is the path to the next page: an address, or what
    `next_param` takes. `since_param` takes the newest value of the cursor. `a_second` bounds the requests.
    """

    records: str = ""
    page_param: str = ""
    next: str = ""
    next_param: str = ""
    since_param: str = ""
    a_second: float = 2.0


class RestPuller:
    """Pulls records. A turn is as many pages as its caller takes; the newest value of the cursor counts at the end."""

    def __init__(self, url: str, headers: Sequence[Header], paging: Paging, cursor: str, reach: SourceReach) -> None:
        """Raises Invalid `source_url`, `source_paging`."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            raise Invalid("source_url", "Write the address as https://host/path, without a login in it.", at="url")
        if paging.page_param and paging.next:
            text = "Pages are counted (page_param), or each names the next one (next); say one of the two."
            raise Invalid("source_paging", text, at="next")
        if paging.since_param and not cursor:
            raise Invalid("source_paging", "since_param takes the value of the cursor; name a cursor.", at="cursor")
        if max(len(paging.records), len(paging.next)) > PATH_CHARACTERS_MAX or not 0 < paging.a_second <= 100:
            raise Invalid("source_paging", "A path has at most 200 characters, a_second is up to 100.", at="records")
        self._url, self._headers, self._paging, self._cursor = url, list(headers), paging, cursor
        self._reach = reach

    def pull(self, place: SourcePlace) -> Generator[Pulled]:
        """Raises Invalid `source_answer`, `source_too_large`, and as `fetched_answer` does."""
        loop = asyncio.new_event_loop()
        client = client_for(self._url, self._reach, PAGE_BYTES_MAX + 1)
        try:
            loop.run_until_complete(client.open())
            for number in range(PAGES_MAX):
                if number:
                    time.sleep(1 / self._paging.a_second)
                headers = [("Accept", "application/json"), *self._headers]
                told = loop.run_until_complete(fetched_answer(client, self._address(place), headers))
                found = self._read(told.body, place)
                yield found
                if found.is_last:
                    return
                place = found.place
        finally:
            loop.run_until_complete(client.close())
            loop.close()

    def stop(self) -> None:
        """Its client counts the time itself."""

    def _address(self, place: SourcePlace) -> str:
        """The address of the next page."""
        paging, asked = self._paging, dict[str, str]()
        if paging.since_param and place.after is not None:
            asked[paging.since_param] = place.after.text
        if paging.page_param:
            asked[paging.page_param] = place.page or "1"
        elif place.page and not paging.next_param:
            return self._same_host(place.page)
        elif place.page:
            asked[paging.next_param] = place.page
        parts = urlsplit(self._url)
        given = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in asked]
        return urlunsplit(parts._replace(query=urlencode([*given, *asked.items()]), fragment=""))

    def _same_host(self, page: str) -> str:
        """Our headers hold secrets, so they go to the host that was named and to no other."""
        address = urljoin(self._url, page)
        ours, theirs = urlsplit(self._url), urlsplit(address)
        if (theirs.scheme, theirs.netloc) != (ours.scheme, ours.netloc):
            raise Invalid("source_answer", "The next page is at another host; it is not asked.", at="next")
        return address

    def _read(self, body: bytes, place: SourcePlace) -> Pulled:
        if len(body) > PAGE_BYTES_MAX:
            raise Invalid("source_too_large", "A page is over 8 MB; ask for smaller ones.", at="url")
        try:
            answer = msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Invalid("source_answer", "The answer is no JSON.", at="url") from None
        records = json_value_at(answer, self._paging.records)
        if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
            text = f"There is no list of objects at {self._paging.records or 'the top'!r} of the answer."
            raise Invalid("source_answer", text, at="records")
        if len(records) > PAGE_ROWS_MAX:
            raise Invalid("source_too_large", f"A page has over {PAGE_ROWS_MAX:,} records.", at="url")
        page = self._next(answer, place, len(records))
        rows, after = self._fresh([pulled_row(one) for one in records], place)
        if page:
            return Pulled(rows, replace(after, page=page))
        return Pulled(rows, _ended(after), is_last=True)

    def _next(self, answer: Any, place: SourcePlace, count: int) -> str:  # whatever the service answers
        if self._paging.page_param:
            return str(int(place.page or "1") + 1) if count else ""
        found = json_value_at(answer, self._paging.next) if self._paging.next else None
        if found is None or found is False or found == "":
            return ""
        page = str(found)
        if len(page) > TOKEN_CHARACTERS_MAX or page == place.page:
            raise Invalid("source_answer", "The next page is the same one again, or no text to ask with.", at="next")
        return page

    def _fresh(self, rows: list[PulledRow], place: SourcePlace) -> tuple[list[PulledRow], SourcePlace]:
        """The rows at or above the cursor that were not seen, and the place with the newest value among them."""
        if not self._cursor:
            return rows, place
        fresh, high, seen = list[PulledRow](), place.high, dict.fromkeys(place.high_seen)
        old = frozenset(place.seen)
        for row in rows:
            value = cursor_value(row.cells, self._cursor)
            if value is None or _below(value, place.after) or (value == place.after and row.digest in old):
                continue
            fresh.append(row)
            if high is None or _below(high, value):
                high, seen = value, {row.digest: None}
            elif value == high:
                seen[row.digest] = None
            if len(seen) > SEEN_MAX:
                raise ties(self._cursor, value)
        return fresh, replace(place, high=high, high_seen=tuple(seen))


def _ended(place: SourcePlace) -> SourcePlace:
    """The place behind a run: what was newest in it is what the next one begins at."""
    if place.high is None:
        return SourcePlace(after=place.after, seen=place.seen)
    old = place.seen if place.high == place.after else ()
    return SourcePlace(after=place.high, seen=tuple(dict.fromkeys((*old, *place.high_seen))))


def _below(one: CursorValue, other: CursorValue | None) -> bool:
    """Raises Invalid `source_cursor_value` for two that have no order."""
    if other is None:
        return False
    mine, theirs = parameter_of(one), parameter_of(other)
    if isinstance(mine, str) != isinstance(theirs, str):
        text = "The cursor is a text in one record and a number in another; name one that is always the same."
        raise Invalid("source_cursor_value", text, at="cursor")
    if isinstance(mine, str) and (begun := _moment(mine)) and (ended := _moment(theirs)):
        return (begun, mine) < (ended, theirs)
    return bool(mine < theirs)


def _moment(text: str) -> datetime | None:
    """The moment that a text writes with its zone: texts of one form are in another order where fractions are left
    out, or zones differ."""
    if len(text) > MOMENT_CHARACTERS_MAX:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def json_value_at(value: Any, path: str) -> Any:  # whatever the service answers
    """What stands at a path such as `data.items`, None where nothing does."""
    for part in filter(None, path.split(".")):
        value = value.get(part) if isinstance(value, dict) else None
    return value
