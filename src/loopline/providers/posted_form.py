"""A form that a service posts to our webhook, such as a mail that came in."""

import re
from email.message import Message
from typing import Final
from urllib.parse import parse_qsl

from loopline.model.hook import HookRequest

FIELDS_MAX: Final = 500
URLENCODED: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"
BOUNDARY_CHARACTERS_MAX: Final = 70
HEAD_BYTES_MAX: Final = 1_000
DISPOSITION: Final = b"content-disposition:"
NAME: Final = re.compile(rb'[; ]name="([^"]{0,200})"')


def posted_form(request: HookRequest) -> dict[str, str] | None:
    """The fields of the form without its files, the first of each name; None where the call holds no form.

    It is read before anybody knows whose it is, so one pass has to do: no parts inside of parts, no folded heads.
    """
    said = Message()
    said["Content-Type"] = request.headers.get("content-type", "")
    try:
        if said.get_content_type() == URLENCODED:
            return dict(reversed(parse_qsl(request.body.decode(), keep_blank_values=True, max_num_fields=FIELDS_MAX)))
        boundary = (said.get_boundary() or "").encode("latin-1", "replace")
    except ValueError:
        return None
    if said.get_content_type() != MULTIPART or not 0 < len(boundary) <= BOUNDARY_CHARACTERS_MAX:
        return None
    pieces = (b"\r\n" + request.body).split(b"\r\n--" + boundary, FIELDS_MAX + 1)
    if not 2 < len(pieces) <= FIELDS_MAX + 1 or not pieces[-1].startswith(b"--"):
        return None
    return _fields(pieces[1:-1])


def _fields(pieces: list[bytes]) -> dict[str, str]:
    found: dict[str, str] = {}
    for piece in pieces:
        head, _, content = piece.partition(b"\r\n\r\n")
        lines = head[:HEAD_BYTES_MAX].split(b"\r\n")
        line = next((line for line in lines if line[: len(DISPOSITION)].lower() == DISPOSITION), b"")
        named = NAME.search(line)
        if named is not None and b"filename" not in line.lower():
            found.setdefault(named[1].decode("utf-8", "replace"), content.decode("utf-8", "replace"))
    return found
