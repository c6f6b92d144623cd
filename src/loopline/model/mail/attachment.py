"""Files that go out with a mail: what is known of each, its bounds, and the kinds that mail servers refuse."""

import re
from typing import Final
from unicodedata import category

from msgspec import Struct

ATTACHMENTS_MAX: Final = 10
ATTACHMENT_BYTES_MAX: Final = 10 * 1024 * 1024
"""All files of one message together; in base64 they are a third more, which most mail servers still take."""

FILE_NAME_CHARACTERS_MAX: Final = 120
MEDIA_TYPE: Final = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,60}/[A-Za-z0-9!#$&^_.+-]{1,60}")
CONTENT_ID: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.@-]{1,120}")

NAME_SIGNS: Final = re.compile(r"[/\\\u202a-\u202e\u2066-\u2069]")
# What Gmail refuses, in November 2026; Outlook and others refuse these and more.
REFUSED_FILE: Final = re.compile(
    r"\.(ade|adp|apk|appx|appxbundle|bat|cab|chm|cmd|com|cpl|diagcab|diagcfg|diagpkg|dll|dmg|ex_?|exe|hta|img|ins|iso|isp|"
    r"jar|jnlp|jse?|lib|lnk|mde|mjs|ms[cipt]|msix|msixbundle|nsh|pif|ps1|scr|sct|shb|sys|vbe?|vbs|vhd|vxd|ws[cfh]|xll)"
    r"[. ]*\Z",
    re.IGNORECASE,
)


class Attachment(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file of a mail, found by the digest of its bytes. `cid`: the HTML shows it as `<img src="cid:...">`."""

    name: str
    content_type: str
    digest: str
    size: int
    cid: str = ""


def is_plain_name(name: str) -> bool:
    """Whether a file is called so, without a path, and without signs that turn the direction of reading, by which
    "a\u202efdp.exe" is shown as "aexe.pdf"."""
    return bool(name.strip(" .")) and not NAME_SIGNS.search(name)


def is_refused_file(name: str) -> bool:
    """Whether mail servers refuse a file of this name; what stands or hides at its end changes nothing."""
    return REFUSED_FILE.search("".join(sign for sign in name if category(sign) != "Cf")) is not None
