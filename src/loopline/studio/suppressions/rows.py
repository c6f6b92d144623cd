"""Reads what people say against addresses: one by one, and as the rows of a CSV file. Pure."""

import csv
from collections.abc import Iterator
from typing import Final

from loopline.decisions.policy.phones import phone_at
from loopline.decisions.published import PublishedSet
from loopline.model.addresses.address import NOTE_CHARACTERS_MAX, SUPPRESSION_REASONS, UNSUBSCRIBED, refusal_word
from loopline.model.addresses.normal import address_key, has_words
from loopline.model.channels import CHANNELS, ChannelName, parse_channel
from loopline.model.errors import Invalid
from loopline.model.mail.mailbox import mail_address
from loopline.signals.imports.inert import cell_text
from loopline.studio.suppressions import schemas as shape

COLUMNS: Final = ("address", "channel", "reason", "topic", "note")
LINE_CHARACTERS_MAX: Final = 4_096
TOPIC_CHARACTERS_MAX: Final = 200
Word = tuple[str, str, str]
"""The key of an address, the word that is said of it, and a note."""


def suppression_key(address: str, channel: str, published: PublishedSet) -> str:
    """The key of an address. Raises Invalid `channel_unknown`, `suppression_channel`, `address_invalid`."""
    found = parse_channel(channel, at="channel")
    if not has_words(found):
        raise Invalid(
            "suppression_channel", f"An address of {channel} cannot be suppressed; use email or sms.", at="channel"
        )
    return address_key(found, _readable(found, address, published))


def _readable(channel: ChannelName, address: str, published: PublishedSet) -> str:
    plain = phone_at(address, {}, published) if CHANNELS[channel].phone else mail_address(address)
    if not plain:
        raise Invalid(
            "address_invalid",
            f"This is no address of {channel}; a number needs its country, as +49 170 …",
            at="address",
        )
    return plain


def word_in(body: shape.SuppressionBody, published: PublishedSet) -> Word:
    """What is said. Raises as `suppression_key`, and `suppression_reason`, `suppression_text`."""
    key = suppression_key(body.address, body.channel, published)
    if body.reason != UNSUBSCRIBED and (body.reason not in SUPPRESSION_REASONS or body.topic):
        words = ", ".join((*SUPPRESSION_REASONS, UNSUBSCRIBED))
        raise Invalid(
            "suppression_reason", f"The reason is one of {words}; only the last one takes a topic.", at="reason"
        )
    if len(body.topic) > TOPIC_CHARACTERS_MAX or len(body.note) > NOTE_CHARACTERS_MAX:
        longest = f"A topic has at most {TOPIC_CHARACTERS_MAX} characters and a note {NOTE_CHARACTERS_MAX}."
        raise Invalid("suppression_text", longest, at="note")
    return key, refusal_word(body.topic) if body.reason == UNSUBSCRIBED else body.reason, body.note


def rows_in(text: str, published: PublishedSet, channel: str, reason: str) -> Iterator[Word | shape.ImportFault]:
    """Each row of a CSV file, or why it is not taken; a row stands on one line.

    The first line names the columns, of which `address` has to be there; `channel` and `reason` count where a row or
    the file names none. Raises Invalid `import_header`.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    names = _names(lines[0] if lines else "")
    if "address" not in names or any(name not in COLUMNS for name in names) or len({*names}) < len(names):
        raise Invalid(
            "import_header", f'The first line names the columns: "address", and any of {", ".join(COLUMNS[1:])}.'
        )
    for number, line in enumerate(lines[1:], 2):
        if line.strip():
            yield _row(number, line, names, {"channel": channel, "reason": reason}, published)


def _names(header: str) -> list[str]:
    """The columns of a header; none where it is too long to be one, or cannot be read."""
    try:
        cells = next(csv.reader([header], strict=True), []) if len(header) <= LINE_CHARACTERS_MAX else []
    except csv.Error:
        return []
    return [name.strip().lower() for name in cells]


def _row(
    number: int, line: str, names: list[str], given: dict[str, str], published: PublishedSet
) -> Word | shape.ImportFault:
    try:
        if len(line) > LINE_CHARACTERS_MAX:
            raise Invalid("row_unreadable", f"A row has at most {LINE_CHARACTERS_MAX} characters.")
        cells = next(csv.reader([line], strict=True), [])
        if len(cells) > len(names):
            raise Invalid("row_unreadable", "The row has more cells than the file has columns.")
        told = {name: cell_text(cell.strip()) for name, cell in zip(names, cells, strict=False) if cell.strip()}
        return word_in(shape.SuppressionBody(**{"address": "", **given, **told}), published)
    except Invalid as fault:
        return shape.ImportFault(number, fault.code, fault.text)
    except csv.Error:
        return shape.ImportFault(number, "row_unreadable", "A quoted cell does not end on its line.")
