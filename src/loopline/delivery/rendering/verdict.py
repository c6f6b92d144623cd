"""The parts that the template engine prints, and the verdict on its output: no message leaves with a blank in it."""

from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from loopline.model.message import Content, Refusal, Rendered

Escape = Literal["text", "html", "json", "url"]

# How a printed value is made safe in each part: `html` escapes markup, `json` a JSON string,
# `url` what an address would read as its own, by where the value stands in it; `text` makes nothing safe.
ESCAPES: Final[dict[str, Escape]] = {
    "subject": "text",
    "html": "html",
    "text": "text",
    "title": "text",
    "body": "text",
    "url": "url",
    "payload": "json",
    "sender": "text",
    "reply_to": "text",
    "preheader": "html",
    "method": "text",
}
HEADER: Final = "header:"
OUTPUT_CHARACTERS_MAX: Final = 512 * 1024
NAMES_SHOWN: Final = 10


class Part(Struct, frozen=True):
    """One template of a message: where it belongs, its source and how its values are escaped."""

    name: str
    source: str
    escape: Escape


class TemplateError(Struct, frozen=True, omit_defaults=True):
    """What is wrong with a template, in words for its author; `line` counts from 1, 0 when it is not known."""

    code: str
    part: str
    text: str
    line: int = 0


class EngineOutput(Struct, frozen=True, array_like=True):
    """The engine's output for one person: one text a part, or an error; the fields without a value; the size."""

    outputs: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    error: str = ""
    size: int = 0


def template_parts(content: Content) -> tuple[Part, ...]:
    """The templates of a message that are not empty, in a fixed order."""
    parts = [Part(name, source, how) for name, how in ESCAPES.items() if (source := getattr(content, name))]
    parts += [Part(HEADER + name, source, "text") for name, source in content.headers.items()]
    return tuple(parts)


def judge_output(
    parts: tuple[Part, ...], output: EngineOutput, *, largest: int = OUTPUT_CHARACTERS_MAX
) -> Rendered | Refusal:
    """The rendered message, or why it must not be sent (promise 8: never with a blank)."""
    if output.error:
        return Refusal("template_failed", f"The template failed for this person: {output.error}")
    if output.missing:
        return missing(output.missing)
    if output.size > largest:
        return Refusal("message_too_large", f"The message is over {largest} characters. Shorten its template or lists.")
    named = dict(zip((part.name for part in parts), output.outputs, strict=True))
    headers = {name[len(HEADER) :]: named.pop(name) for name in list(named) if name.startswith(HEADER)}
    return replace(Rendered(headers=headers), **named)


def missing(names: tuple[str, ...]) -> Refusal:
    """The refusal of promise 8, with each field once, in the order of the templates."""
    unique = tuple(dict.fromkeys(names))
    shown = ", ".join(unique[:NAMES_SHOWN]) + (", ..." if len(unique) > NAMES_SHOWN else "")
    return Refusal(
        "personalisation_missing",
        f"Missing personalisation: {shown}. Set the field, or write a fallback: "
        f'{{{{fallback {unique[0]} "..."}}}} or {{{{#if {unique[0]}}}}}...{{{{/if}}}}.',
        unique,
    )
