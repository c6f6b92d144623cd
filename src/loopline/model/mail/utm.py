"""UTM parameters: what the links of a message tell the web analytics of the page that they lead to."""

import re
from typing import Final, Literal, get_args

from msgspec import Struct

UtmField = Literal["journey", "version", "node", "channel", "topic"]
"""What stands in double braces in a value, such as `{{journey}}`: where the message comes from."""
UTM_FIELDS: Final = get_args(UtmField)
FIELD: Final = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
"""A field in a value."""

UTM_CHARACTERS_MAX: Final = 200
"""The longest value, as it is written."""


class Utm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Values of utm_source, utm_medium, utm_campaign, utm_content and utm_term; "" adds none.

    At a message "" is the workspace's value, and without `add` its links stay as they are written.
    """

    source: str = ""
    medium: str = ""
    campaign: str = ""
    content: str = ""
    term: str = ""
    add: bool = True
