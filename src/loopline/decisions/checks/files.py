"""Checks of the files that mails carry: published ones, together no more than a mail takes, each picture shown."""

import re
from collections.abc import Sequence
from typing import Final

from loopline.decisions.checks.findings import Findings, meant, nearest
from loopline.model.errors import Invalid
from loopline.model.mail.attachment import ATTACHMENT_BYTES_MAX
from loopline.model.mail.files import Enclosed, File, check_file_name, check_file_type, check_together
from loopline.model.nodes.message import Content

DIGEST: Final = re.compile(r"[0-9a-f]{64}")
SHOWN: Final = re.compile(r"""["'(=\s]cid:([^"'()\s<>{}]+)""", re.IGNORECASE)
"""The files that HTML shows by their content ids (RFC 2392)."""


def check_file(found: Findings, file: File) -> None:
    """A file by itself: a name and a type that a mail can hold, a digest, a size."""
    for check, text in ((check_file_name, file.name), (check_file_type, file.content_type)):
        try:
            check(text)
        except Invalid as error:
            found.error(error.code, error.text, error.at)
    if not DIGEST.fullmatch(file.digest):
        found.error("file_digest", "The digest is the SHA-256 of the bytes, as 64 hexadecimal digits.", "digest")
    if not 0 <= file.size <= ATTACHMENT_BYTES_MAX:
        text = f"A file has at most {ATTACHMENT_BYTES_MAX} bytes; link to what is larger."
        found.error("file_too_large", text, "size")


def check_files(found: Findings, channel: str, asked: Sequence[Enclosed], content: Content, at: str) -> None:
    """The files of one message, and the pictures that its HTML shows; `at` is the path of the list of files."""
    if asked and channel != "email":
        found.error("attachments_channel", "Only a mail carries files.", at)
        return
    library = found.context.library
    if library is None or channel != "email":
        return
    for number, one in enumerate(asked):
        if one.file not in library.files:
            wish = nearest(one.file, library.files)
            text = f'There is no file "{one.file[:60]}". {meant(wish, "Add it by `loopline file add`.")}'
            found.error("file_unknown", text, f"{at}[{number}].file", suggestion=wish)
            return
    try:
        check_together(library.enclosed(asked)[0])
    except Invalid as error:
        found.error(error.code, error.text, at)
    _check_shown(found, asked, content, at)


def _check_shown(found: Findings, asked: Sequence[Enclosed], content: Content, at: str) -> None:
    """Each `cid:` of the HTML is a file of the mail, and each file with a cid is shown."""
    written = (content.html, *(parts.html for parts in content.locales.values()))
    shown = {cid for html in written for cid in SHOWN.findall(html)}
    given = {one.cid for one in asked if one.cid}
    for cid in sorted(shown - given - found.context.cids):
        text = f"The HTML shows cid:{cid[:60]}, and no file of the mail has it. Name one in `attachments`."
        found.error("cid_unknown", text, at)
    for cid in sorted(given - shown):
        text = f'Nothing shows cid:{cid[:60]}: write <img src="cid:{cid[:60]}">, or take the cid away.'
        found.warn("cid_unused", text, at)
