"""What a message carries: objects of the sender's own shape, let in only when nobody after us can stumble over them."""

from collections.abc import Callable
from typing import Any, Final

import msgspec
from msgspec import Raw

from loopline.signals.quality import DEPTH_MAX, BadMessage

decode_object: Callable[[bytes | Raw], dict[str, Any]] = msgspec.json.Decoder(dict[str, Any]).decode

BRACE: Final = ord("{")
BRACKET: Final = ord("[")
ABSENT: Final = (b"", b"null")
NOTHING: Final = b"{}"

DIGITS: Final = bytes.maketrans(b"123456789", b"000000000")
BIG_NUMBER: Final = b"0" * 19
"""Once digits are all zeros, a whole number beyond 64 bits has so many of them; few others have."""

HUGE_STEP: Final = 16
HUGE_NUMBER: Final = b"0" * 18
"""288 digits or more leave so many in every sixteenth byte; the biggest number that fits a fraction has 309."""

BONES: Final = b',:[eEsu"'
"""What `_numbers_fit` looks at: what may stand before a number, exponents, a letter each of true and false, quotes."""

FLESH: Final = bytes(code for code in range(256) if code not in BONES)
BONES_ALIKE: Final = bytes.maketrans(b":[E", b",,e")
FEW: Final = 3
"""So many texts are decoded as quickly as they are looked through."""


def object_in(raw: Raw, code: str) -> tuple[bytes, dict[str, Any]]:
    """A field that holds an object, as its bytes and decoded; null, nothing and an empty list are the empty object.

    PHP writes every empty object as an empty list. Decoding now means that nobody after us can stumble over what we
    let in. Raises BadMessage with this code.
    """
    text = bytes(raw)
    if text in ABSENT or (text[:1] == b"[" and not text[1:-1].strip()):
        return NOTHING, {}
    return text, _decoded(text, code)


def _decoded(text: bytes, code: str) -> dict[str, Any]:
    try:
        value = decode_object(text)
    except RecursionError:
        raise _too_deep() from None
    except msgspec.DecodeError as error:
        field = code.removesuffix("_invalid")
        raise BadMessage(code, f"{field} cannot be read: {error}. Send an object with JSON values.") from None
    if text.count(BRACE) + text.count(BRACKET) > DEPTH_MAX and deeper_than(DEPTH_MAX, value):
        raise _too_deep()
    return value


def all_sound(texts: list[bytes]) -> bool:
    """True when `object_in` is sure to take every text, for most lists without decoding them; False says nothing.

    The texts are whole JSON objects in UTF-8 that the parser has cut out of a request: what it passes over it has
    checked for everything but its depth and the size of its numbers.
    """
    if len(texts) <= FEW:
        return all(map(is_sound, texts))
    joined = b",".join(texts)
    return _shallow(joined, texts) and _numbers_fit(joined)


def is_sound(text: bytes) -> bool:
    """True when `object_in` takes this object."""
    try:
        _decoded(text, "properties_invalid")
    except BadMessage:
        return False
    return True


def _shallow(joined: bytes, texts: list[bytes]) -> bool:
    """True when no text has enough brackets to nest too deep. Each has one at least, so often the sum tells."""
    if joined.count(BRACE) + joined.count(BRACKET) - (len(texts) - 1) <= DEPTH_MAX:
        return True
    return all(text.count(BRACE) + text.count(BRACKET) <= DEPTH_MAX for text in texts)


def _numbers_fit(joined: bytes) -> bool:
    """True when no number is beyond the biggest fraction: it would take hundreds of digits or an exponent.

    Bared of digits, signs and blanks, a number with an exponent is an e behind a colon, a comma or a bracket. A text
    begins with a quote; one that has such an e inside (or a harmless exponent) costs its list a second look, no more.
    """
    if HUGE_NUMBER in joined[::HUGE_STEP].translate(DIGITS):
        return False
    return b",e" not in joined.translate(BONES_ALIKE, FLESH)


def _too_deep() -> BadMessage:
    return BadMessage("too_deep", f"Objects and lists nest deeper than {DEPTH_MAX} levels; send flatter data.")


def deeper_than(levels: int, value: object) -> bool:
    """True when the objects and lists of a decoded value nest deeper than `levels`."""
    if isinstance(value, dict):
        inner = list(value.values())
    elif isinstance(value, list):
        inner = value
    else:
        return False
    return levels == 0 or any(deeper_than(levels - 1, part) for part in inner)


def traits_in(raw: Raw) -> dict[str, Any]:
    """A field that holds traits, with no number that the log cannot hold. Raises BadMessage (traits_invalid)."""
    text, traits = object_in(raw, "traits_invalid")
    return narrowed(traits) if BIG_NUMBER in text.translate(DIGITS) else traits


def narrowed(value: Any) -> Any:
    """JSON with whole numbers beyond 64 bits as the nearest fraction: the log holds no bigger ones."""
    if isinstance(value, dict):
        return {name: narrowed(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [narrowed(inner) for inner in value]
    if not isinstance(value, int) or -(2**63) <= value < 2**64:
        return value
    try:
        return float(value)
    except OverflowError:
        raise BadMessage("traits_invalid", "A trait is a number too big for any computer; send it as text.") from None
