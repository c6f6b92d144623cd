"""A device as a person's record holds it, and how it is named where its token is not for everybody's eyes."""

from hashlib import blake2b
from typing import Final, Literal

from msgspec import Struct

Platform = Literal["ios", "android", "web", ""]
"""The kind of device; "" where nobody said."""

DeviceEnd = Literal["", "gone", "moved", "removed"]
"""Why nothing is sent to a device any more: its service knows the token no longer (`gone`), somebody else uses it now
(`moved`), or it was taken away (`removed`); "": it is reached."""

_PLATFORMS: Final[dict[str, Platform]] = {
    "ios": "ios",
    "ipados": "ios",
    "iphone": "ios",
    "ipad": "ios",
    "android": "android",
    "web": "web",
    "browser": "web",
}
SHOWN_FIRST: Final = 6
SHOWN_LAST: Final = 4
SHORT_TOKEN: Final = 20
DEVICE_ID_BYTES: Final = 8


class Device(Struct, frozen=True, gc=False, array_like=True):
    """A device of a person. It was added at `added_at` and stated last at `seen_at` (ms).

    `app` and `version` are those of the app. `trust` "browser": a key said so that everybody can read. `end` says since
    `ended_at` (ms) why nothing is sent there.
    """

    token: str
    platform: Platform = ""
    app: str = ""
    version: str = ""
    seen_at: int = 0
    added_at: int = 0
    trust: Literal["", "browser"] = ""
    end: DeviceEnd = ""
    ended_at: int = 0


def platform_named(text: object, token: str = "") -> Platform:
    """The platform that a client calls so; "" where it is none of ours. A subscription of a browser needs no name."""
    found = _PLATFORMS.get(text.strip().lower(), "") if isinstance(text, str) else ""
    return found or ("web" if token.lstrip().startswith("{") else "")


def device_id(token: str) -> str:
    """The id by which a device is named instead of its token: 16 hexadecimal digits that follow from it."""
    return blake2b(token.encode("utf-8", "surrogatepass"), digest_size=DEVICE_ID_BYTES).hexdigest()


def shortened(token: str) -> str:
    """A token as it is shown: its beginning and its end, and of a short one less."""
    if len(token) < SHORT_TOKEN:
        return f"{token[:2]}…" if token else ""
    return f"{token[:SHOWN_FIRST]}…{token[-SHOWN_LAST:]}"
