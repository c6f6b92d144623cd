"""The push as its author wrote it, in the words that the apps of every service read."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from msgspec import Struct, json

from loopline.model.message import Dispatch
from loopline.providers.push.es256 import unpadded

MESSAGE: Final = "loopline_message"
OPEN: Final = "loopline_open"
URL: Final = "url"
TAG_BYTES: Final = 24


class Notice(Struct, frozen=True, kw_only=True):
    """What the person sees, and `own`: what the app gets beside it: our key, where it tells of an open, where it leads.

    `tag` is the same for every attempt at one message, so that on the device a second one takes the first one's place.
    It has 32 characters of the base64url alphabet.
    """

    title: str
    body: str
    url: str
    tag: str
    own: Mapping[str, Any]  # JSON of the author's own shape


def notice_of(dispatch: Dispatch) -> Notice | None:
    """The notice of a message; None when its payload is not a JSON object."""
    rendered, key = dispatch.rendered, dispatch.outgoing.key
    try:
        given = json.decode(rendered.payload) if rendered.payload.strip() else {}
    except (ValueError, RecursionError):
        return None
    if not isinstance(given, dict):
        return None
    ours = {MESSAGE: key, OPEN: rendered.open_url, URL: rendered.url}
    own = given | {name: value for name, value in ours.items() if value}
    tag = unpadded(sha256(key.encode("utf-8", "replace")).digest()[:TAG_BYTES])
    return Notice(title=rendered.title, body=rendered.body, url=rendered.url, tag=tag, own=own)


def laid_over(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Our fields with the author's over them, object by object."""
    return {
        **ours,
        **{
            name: laid_over(ours[name], value)
            if isinstance(value, dict) and isinstance(ours.get(name), dict)
            else value
            for name, value in theirs.items()
        },
    }
