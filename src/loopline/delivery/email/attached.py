"""Files in a mail, as parts of MIME: pictures beside the HTML that shows them, everything else behind the words."""

import base64
from collections.abc import Sequence
from email.utils import encode_rfc2231
from typing import Final

from msgspec import Struct

from loopline.model.errors import Invalid
from loopline.model.mail.attachment import Attachment
from loopline.model.message import Dispatch

_UNQUOTED: Final = str.maketrans({"\\": "_", '"': "_"})


class FileInBase64(Struct, frozen=True, kw_only=True):
    """A file as services that take mails in JSON ask for it; `cid`: the HTML shows it as `<img src="cid:...">`."""

    name: str
    content_type: str
    content: str
    cid: str = ""


def with_attachments(words: bytes, dispatch: Dispatch, mark: str) -> bytes:
    """The words of a mail with its files: `multipart/related` for those that the HTML shows, `mixed` for the others.

    Raises Invalid `attachment_gone` where the bytes of a file are not there any more.
    """
    pairs = _pairs(dispatch)
    shown = [_file(one, data) for one, data in pairs if one.cid]
    behind = [_file(one, data) for one, data in pairs if not one.cid]
    if shown:
        words = multipart("related", f"=_r{mark}", [words, *shown])
    return multipart("mixed", f"=_m{mark}", [words, *behind]) if behind else words


def files_in_base64(dispatch: Dispatch) -> tuple[FileInBase64, ...]:
    """The files of a message in their order. Raises Invalid `attachment_gone` as `with_attachments` does."""
    return tuple(
        FileInBase64(name=one.name, content_type=one.content_type, content=base64.b64encode(data).decode(), cid=one.cid)
        for one, data in _pairs(dispatch)
    )


def multipart(kind: str, mark: str, parts: Sequence[bytes]) -> bytes:
    """Parts, each with its headers, as one part; no line of theirs may be `mark`."""
    head = f'Content-Type: multipart/{kind}; boundary="{mark}"\r\n\r\n'.encode()
    line = b"--" + mark.encode()
    return head + b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"


def _pairs(dispatch: Dispatch) -> list[tuple[Attachment, bytes]]:
    attachments = dispatch.outgoing.attachments
    if len(dispatch.files) != len(attachments):
        raise Invalid("attachment_gone", "A file of this message is no longer kept; ask for the message anew.")
    return list(zip(attachments, dispatch.files, strict=True))


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
