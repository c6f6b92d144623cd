"""Our key as the value of a tag, for services whose tags have letters, digits, `_` and `-` only."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

TAG_CHARACTERS_MAX: Final = 256


def key_tag(key: str) -> str:
    """The key in base64 for URLs; "" when it is too long for a tag."""
    tag = urlsafe_b64encode(key.encode("utf-8", "surrogatepass")).decode().rstrip("=")
    return tag if len(tag) <= TAG_CHARACTERS_MAX else ""


def key_of_tag(tag: str) -> str:
    """The key behind a tag; "" when the tag is none of ours."""
    try:
        return urlsafe_b64decode(tag + "=" * (-len(tag) % 4)).decode()
    except ValueError:
        return ""
