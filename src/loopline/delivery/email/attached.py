"""Files in a mail, as parts of MIME: pictures beside the HTML that shows them, everything else behind the words."""

import base64
from collections.abc import Sequence
from email.utils import encode_rfc2231
from typing import Final

from loopline.model.errors import Invalid
from loopline.model.mail.attachment import Attachment
from loopline.model.message import Dispatch

_UNQUOTED: Final = str.maketrans({"\\": "_", '"': "_"})


def with_attachments(words: bytes, dispatch: Dispatch, mark: str) -> bytes:
    """The words of a mail with its files: `multipart/related` for those that the HTML shows, `mixed` for the others.

    Raises Invalid `attachment_gone` where the bytes of a file are not there any more.
    """
    attachments = dispatch.outgoing.attachments
    if len(dispatch.files) != len(attachments):
        raise Invalid("attachment_gone", "A file of this message is no longer kept; ask for the message anew.")
    pairs = list(zip(attachments, dispatch.files, strict=True))
    shown = [_file(one, data) for one, data in pairs if one.cid]
    behind = [_file(one, data) for one, data in pairs if not one.cid]
    if shown:
        words = multipart("related", f"=_r{mark}", [words, *shown])
    return multipart("mixed", f"=_m{mark}", [words, *behind]) if behind else words


def multipart(kind: str, mark: str, parts: Sequence[bytes]) -> bytes:
    """Parts, each with its headers, as one part; no line of theirs may be `mark`."""
    head = f'Content-Type: multipart/{kind}; boundary="{mark}"\r\n\r\n'.encode()
    line = b"--" + mark.encode()
    return head + b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"


def _file(one: Attachment, data: bytes) -> bytes:
    disposition = "inline" if one.cid else "attachment"
    head = (
        f"Content-Type: {one.content_type}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: {disposition};\r\n {_file_name(one.name)}\r\n"
    )
    if one.cid:
        head += f"Content-ID: <{one.cid}>\r\n"
    return head.encode() + b"\r\n" + base64.encodebytes(data).replace(b"\n", b"\r\n")


def _file_name(name: str) -> str:
    """The parameter of a file's name (RFC 2231 where it is not ASCII)."""
    if name.isascii():
        return f'filename="{name.translate(_UNQUOTED)}"'
    return f"filename*={encode_rfc2231(name, 'utf-8')}"
