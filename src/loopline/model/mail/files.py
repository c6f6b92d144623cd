"""Files that mails carry, published as documents: of each its name, its type and the digest of its bytes."""

import binascii
from base64 import b64decode
from typing import Final

from msgspec import Struct

from loopline.model.errors import Invalid, TooLarge
from loopline.model.mail.attachment import (
    ATTACHMENT_BYTES_MAX,
    ATTACHMENTS_MAX,
    CONTENT_ID,
    FILE_NAME_CHARACTERS_MAX,
    MEDIA_TYPE,
    Attachment,
    is_plain_name,
    is_refused_file,
)
from loopline.model.mail.mailbox import CONTROLS

PARTS_OF_MAILS: Final = ("multipart/", "message/")
"""Types that are a mail's own structure, and no file of it."""


class File(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="file", tag_field="kind"
):
    """A file that mails carry. Its bytes are kept by `digest` (SHA-256, hex); `name` is what the recipient sees."""

    id: str
    name: str
    digest: str
    size: int
    content_type: str = "application/octet-stream"
    description: str = ""
    archived: bool = False


class Enclosed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A published file that a mail carries, by its id. `cid`: the HTML shows it as `<img src="cid:...">`."""

    file: str
    cid: str = ""


def check_file_name(name: str) -> None:
    """Raises Invalid `attachment_name`, `attachment_refused`."""
    if len(name) > FILE_NAME_CHARACTERS_MAX or CONTROLS.search(name) or not is_plain_name(name):
        text = f"A file has a name of up to {FILE_NAME_CHARACTERS_MAX} characters, without a path and unseen signs."
        raise Invalid("attachment_name", text, at="name")
    if is_refused_file(name):
        text = "Mail servers refuse files of this kind; put it on a page, and link to it."
        raise Invalid("attachment_refused", text, at="name")


def check_file_type(content_type: str) -> None:
    """Raises Invalid `attachment_type`."""
    if not MEDIA_TYPE.fullmatch(content_type) or content_type.lower().startswith(PARTS_OF_MAILS):
        raise Invalid("attachment_type", "This is no type of a file, such as application/pdf.", at="content_type")


def check_together(attachments: tuple[Attachment, ...]) -> None:
    """That one mail can carry these. Raises Invalid `attachments_too_many`, `attachment_cid`, TooLarge."""
    if len(attachments) > ATTACHMENTS_MAX:
        raise Invalid("attachments_too_many", f"A mail carries {ATTACHMENTS_MAX} files at most.", at="attachments")
    total, shown = 0, set[str]()
    for number, one in enumerate(attachments):
        at = f"attachments[{number}]"
        total += one.size
        if total > ATTACHMENT_BYTES_MAX:
            text = f"The files of a mail have {ATTACHMENT_BYTES_MAX} bytes at most; link to what is larger."
            raise TooLarge("attachments_too_large", text, at=at)
        if one.cid and (not CONTENT_ID.fullmatch(one.cid) or one.cid in shown):
            text = "A cid has letters, digits and ._-@ and stands once in a mail."
            raise Invalid("attachment_cid", text, at=f"{at}.cid")
        shown.add(one.cid)


def decoded_file(name: str, content_type: str, content: str, at: str = "") -> bytes:
    """The bytes of a file in base64, whose name and type a mail can hold. Raises Invalid, its field behind `at`."""
    try:
        check_file_name(name)
        check_file_type(content_type)
    except Invalid as error:
        raise Invalid(error.code, error.text, at=f"{at}{error.at}") from None
    try:
        return b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        text = "The content of a file is base64 (RFC 4648, with padding, without line breaks)."
        raise Invalid("attachment_content", text, at=f"{at}content") from None
