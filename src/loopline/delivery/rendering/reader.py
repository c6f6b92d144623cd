"""For whom a message is rendered: the text in the reader's language, and what is written by it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from loopline.model.effect import SendMessage
from loopline.model.language.tags import languages_of, locale_chain, written_in
from loopline.model.message import Content

NOW: Final = "$now"
"""In a context: when the message was decided, in ms; the only clock that a template has."""
LANGUAGE: Final = "$language"
"""In a context: the tag of the language in which dates and numbers are written."""


class ReadersText(Struct, frozen=True):
    """A message's text for those who read this locale ("": the content itself), and their places in the batch."""

    locale: str
    content: Content
    places: list[int]
    contexts: list[dict[str, Any]]  # JSON of the customer's own shape


def values_of(message: SendMessage) -> dict[str, Any]:  # JSON of the customer's own shape
    """What the templates of a decided message may read, and its time."""
    context: dict[str, Any] = msgspec.json.decode(message.context)
    return {**context, NOW: message.created_at}


def localized(content: Content, chain: Sequence[str]) -> Content:
    """The content with the parts of these locales, the first one's above all; without locales of its own."""
    if not content.locales:
        return content
    changes: dict[str, Any] = {}
    headers = content.headers
    for tag in reversed(chain):
        parts = content.locales[tag]
        headers = {**headers, **parts.headers}
        changes |= {name: text for name, text in msgspec.structs.asdict(parts).items() if text and name != "headers"}
    return replace(content, locales={}, headers=headers, **changes)


def texts_by_locale(content: Content, contexts: Sequence[dict[str, Any]]) -> list[ReadersText]:
    """The batch by the locale that each person gets; every context says in which language dates are written."""
    found: dict[tuple[str, ...], ReadersText] = {}
    for place, context in enumerate(contexts):
        languages = _languages(context)
        chain = locale_chain(content.locales, languages) if content.locales else ()
        group = found.get(chain)
        if group is None:
            group = found[chain] = ReadersText(chain[0] if chain else "", localized(content, chain), [], [])
        tag = written_in(languages, chain, is_translated=bool(content.locales))
        group.places.append(place)
        group.contexts.append({**context, LANGUAGE: tag} if tag or LANGUAGE in context else context)
    return list(found.values())


def _languages(context: Mapping[str, Any]) -> tuple[str, ...]:
    """What the decision wrote down; else what the values say, for a person of a rehearsal."""
    person = context.get("person")
    told = person.get("languages") if isinstance(person, Mapping) else None
    if isinstance(told, list | tuple):
        return tuple(tag for tag in told if isinstance(tag, str))
    return languages_of(context, "")
