"""Whether a message that is asked for can be sent at all, and what is sent then. Each error names its field."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, NamedTuple

import msgspec
from msgspec.structs import replace

from loopline.decisions.checks.findings import CheckContext, Findings, TemplateCheck, TemplatePaths
from loopline.decisions.nodes.message.check import check_message
from loopline.delivery.content.compose import compose_template
from loopline.model.channels import CHANNELS
from loopline.model.content.library import ContentLibrary
from loopline.model.duration import DAY
from loopline.model.errors import Invalid, TooLarge
from loopline.model.ids import address_person
from loopline.model.mail.attachment import ATTACHMENTS_MAX, Attachment
from loopline.model.mail.files import Enclosed, check_together, decoded_file
from loopline.model.mail.mailbox import CONTROLS, plain_address
from loopline.model.message import Sending
from loopline.model.nodes.message import Content, Message
from loopline.model.sms.number import e164
from loopline.studio.names import stored_key
from loopline.studio.send.schemas import SendBody, SendTo

CONTENT_BYTES_MAX: Final = 512 * 1024
DATA_BYTES_MAX: Final = 64 * 1024
ADDRESS_CHARACTERS_MAX: Final = 4_096
NAME_CHARACTERS_MAX: Final = 200
KEY_CHARACTERS_MAX: Final = 255
SEND_AT_DAYS_MAX: Final = 30
SECONDS_BELOW: Final = 100_000_000_000
"""What is less was meant as seconds (in ms it is 1973): it would leave at once, and not at its time."""

SENDABLE: Final = ("email", "sms", "whatsapp", "push", "in_app")
"""Channels that reach a person; a webhook reaches a receiver, and belongs into a journey."""


class Ready(NamedTuple):
    """A message that can be sent: to whom (a person's key, and an address that is not theirs), what, with which files.

    `due_at` is when it is to leave (ms).
    """

    person: str
    address: str
    sending: bytes
    data: bytes
    files: Mapping[str, bytes]
    due_at: int


def checked(
    body: SendBody, template_faults: TemplateCheck, template_paths: TemplatePaths, library: ContentLibrary, now: int
) -> Ready:
    """The message, ready to be asked for. Raises Invalid with the field in `at`."""
    if body.channel not in SENDABLE:
        text = f"A single message goes by {', '.join(SENDABLE)}; a call of yours is a node of a journey."
        raise Invalid("channel_unsendable", text, at="channel")
    person, address = _recipient(body.to, body)
    attachments, files = _attachments(body)
    cids = frozenset(one.cid for one in attachments)
    known = CheckContext(template_faults=template_faults, template_paths=template_paths, library=library, cids=cids)
    content, enclosed = _content(body, known, library)
    attachments = (*library.enclosed(enclosed)[0], *attachments)
    check_together(attachments)
    name = CONTROLS.sub(" ", body.to.name).strip()
    if len(name) > NAME_CHARACTERS_MAX:
        raise Invalid("name_too_long", f"A name has at most {NAME_CHARACTERS_MAX} characters.", at="to.name")
    sending = Sending(channel=body.channel, content=content, track=body.track, attachments=attachments, to_name=name)
    data = msgspec.json.encode(body.data)
    if len(data) > DATA_BYTES_MAX:
        raise TooLarge("data_too_large", f"The data is over {DATA_BYTES_MAX} bytes; send what is shown.", at="data")
    return Ready(person, address, msgspec.json.encode(sending), data, files, due_at(body.send_at, now))


def _recipient(to: SendTo, body: SendBody) -> tuple[str, str]:
    """The key of the person, and the address that was given, as it is sent to.

    An address without a person has a record of its own, so that a bounce of it is remembered.
    """
    if not to.person and not to.address:
        raise Invalid("to_missing", "Say whom it goes to: person, address, or both.", at="to")
    if to.address and CHANNELS[body.channel].address_source != "trait":
        text = "A message by this channel goes to the person: name the person, and no address."
        raise Invalid("address_unused", text, at="to.address")
    address = _address(to.address.strip(), body) if to.address else ""
    if not to.person:
        return address_person(body.channel, address), address
    try:
        return stored_key(to.person), address
    except Invalid as error:
        raise Invalid(error.code, error.text, at="to.person") from None


def _address(text: str, body: SendBody) -> str:
    if len(text) > ADDRESS_CHARACTERS_MAX or CONTROLS.search(text):
        raise Invalid("address_invalid", "This is no address.", at="to.address")
    if CHANNELS[body.channel].phone:
        number = e164(text)
        if not number:
            text = "This is no phone number; write it with + and its country, as +4915112345678."
            raise Invalid("phone_invalid", text, at="to.address")
        return number
    if body.channel == "email":
        plain = plain_address(text)
        if plain is None:
            raise Invalid("address_invalid", f"{text[:80]!r} is not an e-mail address.", at="to.address")
        return plain
    return text


def _content(body: SendBody, known: CheckContext, library: ContentLibrary) -> tuple[Content, tuple[Enclosed, ...]]:
    """What it says, and the published files that its template carries."""
    given = {name: value for name in ("sender", "reply_to") if (value := getattr(body, name))}
    written, enclosed = _written(body, library)
    content = replace(written, **given)
    if len(msgspec.json.encode(content)) > CONTENT_BYTES_MAX:
        raise TooLarge("content_too_large", f"The content is over {CONTENT_BYTES_MAX} bytes.", at="content")
    found = Findings(known)
    check_message(found, Message(channel=body.channel, content=content, attachments=enclosed, transactional=True), "")
    fault = next((one for one in found.faults if one.severity == "error"), None)
    if fault is not None:
        raise Invalid(fault.code, fault.text, at=_place(fault.at.lstrip("."), given))
    return content, enclosed


def _written(body: SendBody, library: ContentLibrary) -> tuple[Content, tuple[Enclosed, ...]]:
    """The content of the call, or that of the template it names, as it is published now."""
    if body.template and body.content is not None:
        text = "The call has a template and content of its own; take one of them away."
        raise Invalid("content_twice", text, at="content")
    if body.content is not None:
        return body.content, ()
    if not body.template:
        raise Invalid("content_missing", "Write the content of the message, or name a template.", at="content")
    known = library.templates.get(body.template)
    if known is None:
        text = f'There is no template "{body.template[:80]}"; publish it, or write the content into the call.'
        raise Invalid("template_unknown", text, at="template")
    if known[1].channel != body.channel:
        text = f'Template "{body.template}" is for {known[1].channel}; send it by that channel.'
        raise Invalid("template_channel", text, at="template")
    try:
        return compose_template(known[1], {}, library).content, known[1].attachments
    except Invalid as error:
        raise Invalid(error.code, f'Template "{body.template}": {error.text}', at="template") from None


def _place(at: str, given: Mapping[str, str]) -> str:
    """The field of the call, where a part of the content was given outside of it."""
    part = at.removeprefix("content.")
    return part if part in given else at


def _attachments(body: SendBody) -> tuple[tuple[Attachment, ...], dict[str, bytes]]:
    if body.attachments and body.channel != "email":
        raise Invalid("attachments_channel", "Only a mail carries files.", at="attachments")
    if len(body.attachments) > ATTACHMENTS_MAX:
        raise Invalid("attachments_too_many", f"A mail carries {ATTACHMENTS_MAX} files at most.", at="attachments")
    found: list[Attachment] = []
    files: dict[str, bytes] = {}
    for number, one in enumerate(body.attachments):
        data = decoded_file(one.name, one.content_type, one.content, f"attachments[{number}].")
        digest = sha256(data).hexdigest()
        files[digest] = data
        kind = one.content_type.lower()
        found.append(Attachment(name=one.name, content_type=kind, digest=digest, size=len(data), cid=one.cid))
    return tuple(found), files


def one_key(header: str, body: str) -> str:
    """The idempotency key that a call names, in its header or its body; "" for none. Raises Invalid."""
    if header and body and header != body:
        text = "The header Idempotency-Key and the body name two keys; name one."
        raise Invalid("idempotency_differs", text, at="idempotency_key")
    key = header or body
    if len(key) > KEY_CHARACTERS_MAX:
        text = f"An idempotency key has at most {KEY_CHARACTERS_MAX} characters."
        raise Invalid("idempotency_long", text, at="idempotency_key")
    return key


def due_at(send_at: int | str | None, now: int) -> int:
    """When it is to leave (ms), now where that is past. Raises Invalid `send_at_invalid`."""
    if send_at is None:
        return now
    try:
        at = send_at if isinstance(send_at, int) else _ms_of(send_at)
    except (ValueError, OverflowError):
        text = "Write ms since 1970, or a time with its zone, as 2026-12-01T09:00:00Z."
        raise Invalid("send_at_invalid", text, at="send_at") from None
    if at < SECONDS_BELOW:
        text = "This is long ago; it counts in ms since 1970, so write seconds times 1000."
        raise Invalid("send_at_invalid", text, at="send_at")
    if at > now + SEND_AT_DAYS_MAX * DAY:
        raise Invalid("send_at_invalid", f"It may wait {SEND_AT_DAYS_MAX} days at most.", at="send_at")
    return max(at, now)


def _ms_of(text: str) -> int:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("no zone")
    return int(found.astimezone(UTC).timestamp() * 1_000)
