"""An approved template as an author writes it, and as the Cloud API takes it."""

import re
from collections.abc import Sequence
from typing import Any, Final

from msgspec import DecodeError, Struct, ValidationError, json

NAME: Final = re.compile(r"[a-z0-9_]{1,512}")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(_[A-Z]{2,3}|_[A-Z][a-z]{3}(_[A-Z]{2})?)?")
PARAMETERS_MAX: Final = 60
PARAMETER_CHARACTERS_MAX: Final = 1_024
BUTTONS_MAX: Final = 10
BLANKS: Final = re.compile(r"\s+")


class ApprovedTemplate(Struct, frozen=True, forbid_unknown_fields=True):
    """A template that Meta has approved, with this person's values.

    `header` and `body` hold the values of {{1}}, {{2}} and so on, or of named fields; `buttons` the ending of the
    address of each button, in order, "" for a button without one. `components` is Meta's own form, which goes along as
    it is, for pictures and whatever else the others cannot say.
    """

    name: str
    language: str = "en"
    header: tuple[str, ...] | dict[str, str] = ()
    body: tuple[str, ...] | dict[str, str] = ()
    buttons: tuple[str, ...] = ()
    components: tuple[dict[str, Any], ...] = ()  # JSON of Meta's shape


def read_approved(payload: str) -> ApprovedTemplate | str:
    """The template that a message's payload names, or what is wrong with it, in words for its author."""
    try:
        read = json.decode(payload, type=ApprovedTemplate)
    except (DecodeError, ValidationError, RecursionError, UnicodeError) as fault:
        return f"the payload is no template ({str(fault)[:200]})"
    values = [*_values(read.header), *_values(read.body), *(one for one in read.buttons if one)]
    if not NAME.fullmatch(read.name):
        return "the name of a template has small letters, digits and _ only"
    if not LANGUAGE.fullmatch(read.language):
        return "the language is written as en, en_US or pt_BR"
    if len(values) > PARAMETERS_MAX or len(read.buttons) > BUTTONS_MAX:
        return f"a template has {PARAMETERS_MAX} values and {BUTTONS_MAX} buttons at most"
    if not all(_in_line(one) for one in values):
        return "one of its values is blank"
    if any(len(one) > PARAMETER_CHARACTERS_MAX for one in values):
        return f"a value has {PARAMETER_CHARACTERS_MAX} characters at most"
    return read


def cloud_template(template: ApprovedTemplate) -> dict[str, Any]:
    """The field `template` of a call. Line breaks and runs of blanks, which Meta refuses in a value, become one blank.

    Source: the Cloud API's reference of template messages, looked up in November 2026.
    """
    components: list[dict[str, Any]] = [
        {"type": kind, "parameters": _parameters(values)}
        for kind, values in (("header", template.header), ("body", template.body))
        if values
    ]
    components += [
        {"type": "button", "sub_type": "url", "index": str(at), "parameters": [{"type": "text", "text": ending}]}
        for at, ending in enumerate(template.buttons)
        if ending
    ]
    made: dict[str, Any] = {"name": template.name, "language": {"code": template.language}}
    components += template.components
    return made | {"components": components} if components else made


def _parameters(values: Sequence[str] | dict[str, str]) -> list[dict[str, str]]:
    if isinstance(values, dict):
        return [{"type": "text", "parameter_name": name, "text": _in_line(text)} for name, text in values.items()]
    return [{"type": "text", "text": _in_line(text)} for text in values]


def _values(given: Sequence[str] | dict[str, str]) -> list[str]:
    return list(given.values()) if isinstance(given, dict) else list(given)


def _in_line(text: str) -> str:
    return BLANKS.sub(" ", text).strip()
