"""What makes a message worth keeping: limits, checks of ids and names, and the errors that say what is wrong."""

import re
from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct

from loopline.model.ids import ID_CHARACTERS_MAX

MESSAGE_BYTES_MAX: Final = 32 * 1024
DEPTH_MAX: Final = 32
NAME_CHARACTERS_MAX: Final = 256

ZONE = re.compile(r"[A-Za-z]{2,}[A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")
"""The look of an IANA zone name; whether it is one the engine finds out, and a wrong one counts as none."""

PLACEHOLDERS: Final = frozenset(
    {
        "null",
        "undefined",
        "None",
        "nil",
        "NaN",
        "true",
        "false",
        "[object Object]",
        "00000000-0000-0000-0000-000000000000",
    }
)
"""What buggy senders write where an id belongs. Taken at its word, one such id would merge thousands of people."""


class MessageError(Struct, frozen=True, rename="camel"):
    """Why the message at `index` of a request, or one part of it, was not taken."""

    index: int
    message_id: str
    code: str
    text: str


class BadMessage(Exception):
    """Raised while one message is read, with the code and the text of its MessageError; never leaves the reader."""

    code: str
    text: str

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


def checked_id(given: str | int | None, field: str) -> str:
    """An id as text, "" when none was given. Raises BadMessage when it cannot be anybody's id."""
    if given is None:
        return ""
    text = given if isinstance(given, str) else str(given)
    if len(text) <= ID_CHARACTERS_MAX and text not in PLACEHOLDERS and "\0" not in text:
        return text
    if len(text) > ID_CHARACTERS_MAX:
        raise BadMessage("id_too_long", f"{field} has {len(text)} characters; at most {ID_CHARACTERS_MAX} are taken.")
    raise BadMessage("id_invalid", f"{field} is {text!r}, which is no id; correct the sender, or leave the field out.")


def checked_name(given: str | None, field: str) -> str:
    """An event's name. Raises BadMessage when it is missing, too long, or holds a NUL."""
    if given and len(given) <= NAME_CHARACTERS_MAX and "\0" not in given:
        return given
    if not given:
        raise BadMessage("name_missing", f"{field} is missing; name what happened, such as order_completed.")
    if len(given) > NAME_CHARACTERS_MAX:
        raise BadMessage(
            "name_invalid", f"{field} has {len(given)} characters; at most {NAME_CHARACTERS_MAX} are taken."
        )
    raise BadMessage("name_invalid", f"{field} holds a NUL character; leave it out.")


def checked_zone(given: object) -> str:
    """A time zone's name, "" for anything that cannot be one: it is a hint, and costs nobody the message."""
    return given if isinstance(given, str) and ZONE.fullmatch(given) else ""


def bad_field(error: msgspec.DecodeError, codes: Mapping[str, str]) -> BadMessage:
    """The refusal for a parser's complaint, with the code of the field that it names; `message_invalid` without one."""
    text = str(error)
    _, _, path = text.rpartition("`$.")
    field = path.rstrip("`").split(".")[0].split("[")[0]
    return BadMessage(codes.get(field, "message_invalid"), f"{text}; correct this field and send the message again.")
