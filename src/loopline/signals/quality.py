"""What makes a message worth keeping: limits, checks of ids and names, and the errors that say what is wrong."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from msgspec import Struct

from loopline.model.ids import ID_CHARACTERS_MAX
from loopline.model.signal import Signal
from loopline.model.signals.data import DataNoted

MESSAGE_BYTES_MAX: Final = 32 * 1024
DEPTH_MAX: Final = 32
NAME_CHARACTERS_MAX: Final = 256
WHOLE_MAX: Final = 2**53

ZONE = re.compile(r"[A-Za-z]{2,}[A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")
"""The look of an IANA zone name; whether it is one the engine finds out, and a wrong one counts as none."""

OFFSET: Final = re.compile(r"(?:GMT|UTC)?([+-])(0?[0-9]|1[0-4]):?([0-5][0-9])?")
PART_HOURS: Final = {
    "+0330": "Asia/Tehran",
    "+0430": "Asia/Kabul",
    "+0530": "Asia/Kolkata",
    "+0545": "Asia/Kathmandu",
    "+0630": "Asia/Yangon",
    "+0845": "Australia/Eucla",
    "+0930": "Australia/Darwin",
    "-0930": "Pacific/Marquesas",
}
"""The zones that are so far ahead all year round; an offset that no such zone has is passed over."""

NUMBERS_OF_NOBODY: Final = frozenset({"0", "-1"})
"""WordPress and Drupal give 0 to every visitor who is not logged in; -1 is the usual "none" of a whole number."""

PLACEHOLDERS: Final = NUMBERS_OF_NOBODY | frozenset(
    {
        "null",
        "undefined",
        "none",
        "nil",
        "nan",
        "true",
        "false",
        "n/a",
        "na",
        "unknown",
        "anonymous",
        "guest",
        "user_id",
        "userid",
        "distinct_id",
        "anonymous_id",
        "not_authenticated",
        "[object object]",
        "00000000-0000-0000-0000-000000000000",
    }
)
"""What buggy senders write where an id belongs, in small letters.

Taken at its word, one such id would merge thousands of people.
"""
PLACEHOLDER_LENGTHS: Final = frozenset(map(len, PLACEHOLDERS))
WRAPPED: Final = "()<>\"'"
ODD_ENDS: Final = WRAPPED + "".join(chr(code) for code in range(0x3001) if chr(code).isspace())


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


def is_plain_id(text: str) -> bool:
    """Whether an id is sure to be one as it stands, but for its length: no placeholder, and nothing odd at its ends."""
    if len(text) in PLACEHOLDER_LENGTHS and text.casefold() in PLACEHOLDERS:
        return False
    return len(text.strip(ODD_ENDS)) == len(text)


def _is_placeholder(text: str) -> bool:
    return text.strip().strip(WRAPPED).casefold() in PLACEHOLDERS


def as_text(given: str | float, field: str, code: str) -> str:
    """A text, or a whole number as one: some senders write 42 as 42.0. Raises BadMessage for other fractions."""
    if isinstance(given, str):
        return given
    if isinstance(given, float):
        if not given.is_integer() or abs(given) > WHOLE_MAX:
            raise BadMessage(code, f"{field} is {given!r}; send a text or a whole number.")
        given = int(given)
    return str(given)


def checked_id(given: str | float | None, field: str) -> str:
    """An id as text without white space around it, "" when none was given. Raises BadMessage when it is nobody's."""
    if given is None:
        return ""
    text = as_text(given, field, "id_invalid").strip()
    if len(text) <= ID_CHARACTERS_MAX and "\0" not in text and not _is_placeholder(text):
        return text
    if len(text) > ID_CHARACTERS_MAX:
        raise BadMessage("id_too_long", f"{field} has {len(text)} characters; at most {ID_CHARACTERS_MAX} are taken.")
    raise BadMessage("id_invalid", f"{field} is {text!r}, which is no id; correct the sender, or leave the field out.")


def checked_message_id(given: str | float | None, field: str) -> str:
    """A message's id, as `checked_id` has it, but 0 and -1 are taken: a message may be the first that was counted."""
    text = "" if given is None else as_text(given, field, "id_invalid").strip()
    return text if text in NUMBERS_OF_NOBODY else checked_id(given, field)


def checked_name(given: str | float | None, field: str) -> str:
    """An event's name as text. Raises BadMessage when it is missing, too long, or holds a NUL."""
    given = given if given is None else as_text(given, field, "name_invalid")
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
    """A time zone's name, "" for anything that cannot be one: it is a hint, and costs nobody the message.

    An offset such as GMT+0900, as some web clients tell it, is the zone that keeps it all year round.
    """
    if not isinstance(given, str):
        return ""
    if offset := OFFSET.fullmatch(given):
        sign, hours, minutes = offset.groups()
        if minutes in (None, "00"):
            whole = int(hours)
            turned = "-" if sign == "+" else "+"  # Etc/GMT-9 is nine hours ahead
            return f"Etc/GMT{turned}{whole}" if whole else "UTC"
        return PART_HOURS.get(f"{sign}{int(hours):02}{minutes}", "")
    return given if ZONE.fullmatch(given) else ""


def bad_field(error: msgspec.DecodeError, codes: Mapping[str, str]) -> BadMessage:
    """The refusal for a parser's complaint, with the code of the field that it names; `message_invalid` without one."""
    text = str(error)
    _, _, path = text.rpartition("`$.")
    field = path.rstrip("`").split(".")[0].split("[")[0]
    return BadMessage(codes.get(field, "message_invalid"), f"{text}; correct this field and send the message again.")


def trimmed_notes(signals: Sequence[Signal], name: str, given: str) -> list[DataNoted]:
    """The note that an id came with white space around it, by the first of the signals that it became."""
    if given == given.strip() or not signals:
        return []
    first = signals[0]
    head = {"key": first.key, "id": f"{first.id}/id_trimmed"}
    at, received_at = first.at, first.received_at
    return [DataNoted(**head, at=at, received_at=received_at, reason="id_trimmed", name=name, was=repr(given)[:80])]
