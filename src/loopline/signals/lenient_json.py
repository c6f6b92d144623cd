"""JSON as clients really send it: what the standard forbids and real clients write is repaired, not refused."""

import re
from collections.abc import Callable
from typing import Final, TypeVar

import msgspec

from loopline.model.errors import Invalid

T = TypeVar("T")

DEPTH_KEPT: Final = 40
"""Content deeper than this is cut away when a body nests too deep to be parsed; what is left is still refused."""

BRACKETS_CUT_MAX: Final = 50_000

# The closing quote is optional, so that a string that never ends is passed over once and not from each of its quotes.
TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|-?Infinity|NaN', re.DOTALL)
ESCAPES = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|.)", re.DOTALL
)
NESTING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)


def decode_leniently(body: bytes, decode: Callable[[bytes], T]) -> T:
    """Decode a body, repairing half an emoji, NaN, broken UTF-8 and too deep a nesting first when it has to be.

    Raises Invalid `body_not_json` when it is no JSON even then, and msgspec.ValidationError, as `decode` does, when it
    is JSON of another shape: what should have been sent is for the dialect to say.
    """
    try:
        if not body.isascii():
            body.decode()
        return decode(body)
    except UnicodeDecodeError:
        body = body.decode("utf-8", "replace").encode()
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, RecursionError):
        pass
    try:
        return decode(_prune(_repair(body)))
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, RecursionError) as error:
        raise Invalid("body_not_json", f"The body is not JSON: {error}. Send a JSON object in UTF-8.") from None


def _repair(body: bytes) -> bytes:
    """Lone halves of surrogate pairs become U+FFFD; NaN and infinities, which some clients write, become null."""

    def escape(match: re.Match[bytes]) -> bytes:
        found = match[0]
        return rb"\ufffd" if len(found) == 6 and found[1:3].lower() == b"ud" else found

    def token(match: re.Match[bytes]) -> bytes:
        found = match[0]
        if found[:1] != b'"':
            return b"null"
        return ESCAPES.sub(escape, found) if b"\\" in found else found

    return TOKEN.sub(token, body)


def _prune(body: bytes) -> bytes:
    """The same JSON without what lies deeper than DEPTH_KEPT, so that it can be parsed and the culprit named.

    A body with more brackets than any honest one is left as it is: cutting it would keep everybody else waiting.
    """
    if body.count(b"{") + body.count(b"[") > BRACKETS_CUT_MAX:
        return body
    kept: list[bytes] = []
    depth, start = 0, 0
    for match in NESTING.finditer(body):
        mark = match[0]
        if mark in b"[{":
            depth += 1
            if depth == DEPTH_KEPT:
                kept.append(body[start : match.end()])
        elif mark in b"]}":
            if depth == DEPTH_KEPT:
                start = match.start()
            depth -= 1
    if not kept:
        return body
    kept.append(body[start:])
    return b"".join(kept)
