"""The device that a message comes from, in Segment's words: `context.device` with its `token`, beside `context.app`."""

from typing import Any, Final

import msgspec
from msgspec import Raw, Struct

from loopline.model.push.device import platform_named
from loopline.model.push.devices import TOKEN_CHARACTERS_MAX, is_device_token
from loopline.model.signals.devices import DeviceStated
from loopline.signals.dialects.segment_parsed import ParsedMessage
from loopline.signals.dialects.segment_wire import SegmentContext
from loopline.signals.quality import BadMessage

APP_CHARACTERS_MAX: Final = 200
_TOKEN: Final = b'"token"'


class ToldDevice(Struct):
    """What clients say of a device; all else in it is passed over, and so is what is no text."""

    token: Any = None
    type: Any = None


class ToldApp(Struct):
    """What clients say of the app."""

    name: Any = None
    namespace: Any = None
    version: Any = None


_decode_device = msgspec.json.Decoder(ToldDevice).decode
_decode_app = msgspec.json.Decoder(ToldApp).decode


def names_device(context: SegmentContext) -> bool:
    """Whether the context may name a device that can be reached; most name only what it is."""
    return bool(context.device) and _TOKEN in bytes(context.device)


def told_device(parsed: ParsedMessage, context: SegmentContext) -> DeviceStated | None:
    """The device with its token; None where none is told. Raises BadMessage `device_invalid`."""
    if not names_device(context):
        return None
    try:
        told = _decode_device(context.device)
    except (msgspec.DecodeError, RecursionError):
        return None
    if not isinstance(told.token, str) or not told.token.strip():
        return None
    token = checked_token(told.token, "context.device.token")
    name, version = _app(context.app)
    platform = platform_named(told.type, token)
    return DeviceStated(**parsed.head("device"), token=token, platform=platform, app=name, version=version)


def checked_token(text: str, where: str) -> str:
    """The token of a device. Raises BadMessage `device_invalid`."""
    token = text.strip()
    if not is_device_token(token) or not token.isascii() or not token.isprintable():
        most = f"{TOKEN_CHARACTERS_MAX:,} plain characters"
        raise BadMessage("device_invalid", f"{where} is no token of a device, which has {most} at most.")
    return token


def _app(raw: Raw) -> tuple[str, str]:
    try:
        told = _decode_app(raw) if raw else ToldApp()
    except (msgspec.DecodeError, RecursionError):
        return "", ""
    return app_text(told.namespace) or app_text(told.name), app_text(told.version)


def app_text(said: object) -> str:
    """The name or version of an app, as a record can hold it; "" for what is none."""
    return said.strip()[:APP_CHARACTERS_MAX] if isinstance(said, str) and said.isprintable() else ""
