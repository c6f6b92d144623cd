"""The parts that the template engine prints, and the verdict on its output: no message leaves with a blank in it."""

from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from loopline.model.message import Content, Refusal, Rendered
from loopline.model.nodes.message import LocalParts

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
SEEN: Final = frozenset({"subject", "html", "text", "title", "body", "payload"})
"""Parts that say something: one that is written and comes out empty refuses the message, as a field does."""
SKIPPED: Final = "sendSkip: "
"""What a template's own word to skip somebody begins with."""
HEADER: Final = "header:"
OUTPUT_CHARACTERS_MAX: Final = 512 * 1024
NAMES_SHOWN: Final = 10


class Part(Struct, frozen=True):
    """One template of a message: where it belongs, its source, how its values are escaped, and its language."""

    name: str
    source: str
    escape: Escape
    language: str = ""


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
    """The templates of a message that are not empty, in a fixed order; those of its locales are `all_parts`."""
    return tuple(_parts(content, "", content.language))


def all_parts(content: Content) -> tuple[Part, ...]:
    """The templates of a message in all its locales; those of a locale are called `locales.de.subject`."""
    parts = _parts(content, "", content.language)
    for tag, local in content.locales.items():
        parts += _parts(local, f"locales.{tag}.", content.language)
    return tuple(parts)


def _parts(written: Content | LocalParts, at: str, language: str) -> list[Part]:
    named = ((name, getattr(written, name, ""), how) for name, how in ESCAPES.items())
    parts = [Part(at + name, source, how, language) for name, source, how in named if source]
    return parts + [Part(at + HEADER + name, source, "text", language) for name, source in written.headers.items()]


def judge_output(
    parts: tuple[Part, ...], output: EngineOutput, *, largest: int = OUTPUT_CHARACTERS_MAX
) -> Rendered | Refusal:
    """The rendered message, or why it must not be sent (promise 8: never with a blank)."""
    if output.error.startswith(SKIPPED):
        return Refusal("send_skipped", f"The template skips this person: {output.error.removeprefix(SKIPPED)}.")
    if output.error:
        return Refusal("template_failed", f"The template failed for this person: {output.error}")
    if output.missing:
        return missing(output.missing, parts[0].language if parts else "")
    if output.size > largest:
        return Refusal("message_too_large", f"The message is over {largest} characters. Shorten its template or lists.")
    empty = tuple(
        part.name for part, text in zip(parts, output.outputs, strict=True) if part.name in SEEN and not text.strip()
    )
    if empty:
        return blank(empty)
    named = dict(zip((part.name for part in parts), output.outputs, strict=True))
    headers = {name[len(HEADER) :]: named.pop(name) for name in list(named) if name.startswith(HEADER)}
    return replace(Rendered(headers=headers), **named)


def in_locale(answer: Rendered | Refusal, locale: str) -> Rendered | Refusal:
    """The answer, which says which of the message's locales was taken; "" is the content itself."""
    return replace(answer, locale=locale) if locale and isinstance(answer, Rendered) else answer


def blank(names: tuple[str, ...]) -> Refusal:
    """The refusal of a message a part of which came out empty."""
    text = (
        f"Nothing was printed into {', '.join(names)} for this person, so the message says nothing there. "
        "Write what stands there for people without these values."
    )
    return Refusal("content_blank", text, names)


def missing(names: tuple[str, ...], language: str = "") -> Refusal:
    """The refusal of promise 8, with each field once, in the order of the templates."""
    unique = tuple(dict.fromkeys(names))
    shown = ", ".join(unique[:NAMES_SHOWN]) + (", ..." if len(unique) > NAMES_SHOWN else "")
    first = unique[0]
    ways = f'{{{{fallback {first} "..."}}}} or {{{{#if {first}}}}}...{{{{/if}}}}'
    if language == "liquid":
        ways = f'{{{{ {first} | default: "..." }}}} or {{% if {first} %}}...{{% endif %}}'
    text = f"Missing personalisation: {shown}. Set the field, or write a fallback: {ways}."
    return Refusal("personalisation_missing", text, unique)
