"""Codes as they are uploaded: read line by line, and spread over the shelves of their offer."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from loopline.model.errors import Invalid
from loopline.model.ids import stable_id
from loopline.model.keyed.ledger import code_digest, shelf_key, shelf_of
from loopline.model.offers.document import CODE_CHARACTERS_MAX
from loopline.model.signals.offers import CodesStated

CODES_AT_ONCE: Final = 10_000
"""Codes of one upload, at most."""

SHOWN: Final = 40
CODE: Final = re.compile(r"[!-~]+\Z")
"""Letters, digits and signs of ASCII, without spaces: what a till and a link take alike."""

COLUMN_END: Final = re.compile(r"[,;\t]")
"""Ends the first column, however a spreadsheet separates its columns."""


def codes_in(text: str) -> list[str]:
    """The codes of a text, one a line; of a CSV file the first column, and a heading "code" is none.

    Raises Invalid `codes_unreadable` at the first line that is no code, and `codes_too_many`.
    """
    found: dict[bytes, str] = {}
    for code in code_lines(text):
        found.setdefault(code_digest(code), code)
        if len(found) > CODES_AT_ONCE:
            raise Invalid("codes_too_many", f"Send at most {CODES_AT_ONCE:,} codes at a time. Nothing was taken.")
    return list(found.values())


def code_lines(text: str) -> Iterator[str]:
    """The code of each line that has one, doubles as well. Raises Invalid `codes_unreadable` at one that is no code."""
    is_first = True
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        code = COLUMN_END.split(line.strip(), maxsplit=1)[0].strip().strip('"')
        if not code:
            continue
        if is_first and code.casefold() == "code":
            is_first = False
            continue
        is_first = False
        if len(code) > CODE_CHARACTERS_MAX or not CODE.match(code):
            text = f'Line {number}: "{code[:SHOWN]}" is no code; it has up to {CODE_CHARACTERS_MAX} letters and digits.'
            raise Invalid("codes_unreadable", f"{text} Nothing was taken.", at=f"line {number}")
        yield code


def codes_stated(offer: str, codes: Iterable[str], at: int) -> Iterator[CodesStated]:
    """The signals that put codes on their shelves. The same codes make the same signals, so an upload that is sent
    again changes nothing."""
    shelves: dict[int, list[str]] = {}
    for code in codes:
        shelves.setdefault(shelf_of(code), []).append(code)
    for number, some in sorted(shelves.items()):
        key = shelf_key(offer, number)
        yield CodesStated(
            key=key,
            id=stable_id("codes", key, *some),
            at=at,
            received_at=at,
            offer=offer,
            number=number,
            codes=tuple(some),
        )
