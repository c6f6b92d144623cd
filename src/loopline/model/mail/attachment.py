"""Files that go out with a mail: what is known of each, its bounds, and the kinds that mail servers refuse."""

import re
from typing import Final

from msgspec import Struct

ATTACHMENTS_MAX: Final = 10
ATTACHMENT_BYTES_MAX: Final = 10 * 1024 * 1024
"""All files of one message together; in base64 they are a third more, which most mail servers still take."""

FILE_NAME_CHARACTERS_MAX: Final = 120
MEDIA_TYPE: Final = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,60}/[A-Za-z0-9!#$&^_.+-]{1,60}")
CONTENT_ID: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.@-]{1,120}")

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


def is_refused_file(name: str) -> bool:
    """Whether mail servers refuse a file of this name; a dot or a blank at its end hides nothing."""
    return REFUSED_FILE.search(name) is not None
