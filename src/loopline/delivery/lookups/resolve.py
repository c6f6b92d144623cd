"""Resolves the look-ups of a batch: what is asked, what is done where nothing is found, and while a feed is away."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from loopline.conditions.lookups.compiled import Asked, CompiledLookup, Context, FeedAsked, compile_lookup
from loopline.model.catalogs.lookup import Lookup
from loopline.model.content.library import ContentLibrary
from loopline.model.errors import Invalid
from loopline.model.message import Content, Refusal, Rendered

LOOKUP: Final = "lookup"
"""The name under which templates read what was looked up."""

HOLD_MS: Final = 60_000


class LookedUp(Struct, frozen=True):
    """What was found: an item, a list of items, or a feed's answer."""

    value: Any  # JSON of the customer's own shape


class Nothing(Struct, frozen=True):
    """There is no such item, or the feed says that it has nothing."""


class Away(Struct, frozen=True):
    """It cannot be said now; `retry_ms` is when to ask again, at the earliest."""

    code: str
    words: str
    retry_ms: int = HOLD_MS


Answer = LookedUp | Nothing | Away


Render = Callable[[Content, Sequence[dict[str, Any]]], list[Rendered | Refusal]]
"""A template engine: the parts of each message, in order, or why one of them must not be sent."""


class Wanted(Struct, frozen=True):
    """A question, with the values of the message that asks it."""

    asked: Asked
    context: Context


class LookupSource(Protocol):
    """Those who have catalogs and feeds."""

    def answers(self, compiled: CompiledLookup, wanted: Sequence[Wanted], library: ContentLibrary) -> Sequence[Answer]:
        """An answer to each question, in order. Raises nothing that is about one of them."""


def resolve_lookups(
    content: Content, contexts: Sequence[dict[str, Any]], source: LookupSource, library: ContentLibrary
) -> list[dict[str, Any] | Refusal]:
    """Each context with what was looked up for it, or why its message must not be sent now."""
    found: list[dict[str, Any] | Refusal] = [{} for _ in contexts]
    for name, lookup in content.lookups.items():
        compiled = _compiled(name, lookup, library)
        if isinstance(compiled, Refusal):
            return [compiled for _ in contexts]
        places = [place for place, one in enumerate(found) if not isinstance(one, Refusal)]
        for place, value in zip(
            places, _values(name, compiled, [contexts[p] for p in places], source, library), strict=True
        ):
            had = found[place]
            if isinstance(value, Refusal):
                found[place] = value
            elif isinstance(had, dict) and value is not None:
                had[name] = value.value
    return [
        one if isinstance(one, Refusal) else {**context, LOOKUP: one}
        for one, context in zip(found, contexts, strict=True)
    ]


def rendered_with(
    render: Render,
    content: Content,
    contexts: Sequence[dict[str, Any]],
    source: LookupSource,
    library: ContentLibrary,
) -> list[Rendered | Refusal]:
    """The parts of each message, with what it looks up; one that cannot be given that is refused, or for a while."""
    if not content.lookups:
        return render(content, contexts)
    found = resolve_lookups(content, contexts, source, library)
    answers = iter(render(without_lookups(content), [one for one in found if isinstance(one, dict)]))
    return [one if isinstance(one, Refusal) else next(answers) for one in found]


def _compiled(name: str, lookup: Lookup, library: ContentLibrary) -> CompiledLookup | Refusal:
    if lookup.catalog and lookup.catalog not in library.catalogs:
        return Refusal("catalog_unknown", f'There is no catalog "{lookup.catalog[:60]}"; publish it first.')
    if lookup.feed and lookup.feed not in library.feeds:
        return Refusal("feed_unknown", f'There is no feed "{lookup.feed[:60]}"; publish it first.')
    try:
        return compile_lookup(lookup)
    except Invalid as error:
        return Refusal(error.code, f"Look-up {name[:60]}: {error.text}")


def without_lookups(content: Content) -> Content:
    """The content as the template engine takes it."""
    return replace(content, lookups={})


def _values(
    name: str,
    compiled: CompiledLookup,
    contexts: Sequence[Context],
    source: LookupSource,
    library: ContentLibrary,
) -> list[LookedUp | Refusal | None]:
    """What each gets: a value, a refusal, or None where the template does without."""
    asked = [compiled.asked(context) for context in contexts]
    wanted = [Wanted(one, context) for one, context in zip(asked, contexts, strict=True) if one is not None]
    answers = iter(source.answers(compiled, wanted, library) if wanted else ())
    return [_judged(name, compiled, one, next(answers) if one is not None else Nothing(), library) for one in asked]


def _judged(
    name: str, compiled: CompiledLookup, asked: Asked | None, answer: Answer, library: ContentLibrary
) -> LookedUp | Refusal | None:
    lookup = compiled.lookup
    match answer:
        case LookedUp():
            return answer
        case Away(code, words, retry_ms):
            if not lookup.feed:
                return Refusal(code, f"Look-up {name[:60]}: {words}", retry_after_ms=retry_ms)
            _, feed = library.feeds[lookup.feed]
            if feed.when_away == "default":
                return LookedUp(lookup.default if lookup.default is not None else feed.default)
            retry = retry_ms if feed.when_away == "hold" else 0
            return Refusal(code, f'Feed "{feed.id}" is away: {words}', retry_after_ms=retry)
        case Nothing():
            if lookup.default is not None:
                return LookedUp(lookup.default)
            if lookup.missing == "blank":
                return LookedUp([]) if lookup.catalog and not lookup.id else None
            return Refusal("lookup_missing", _nothing(name, compiled, asked), (name,))


def _nothing(name: str, compiled: CompiledLookup, asked: Asked | None) -> str:
    lookup = compiled.lookup
    at = f"look-up {name[:60]}"
    if asked is None:
        by = lookup.id or lookup.where or ", ".join(lookup.given.values())
        what = f"The value that {at} asks by is not there ({by[:120]})."
    elif isinstance(asked, FeedAsked):
        what = f'Feed "{lookup.feed}" has nothing for {at}.'
    elif lookup.id:
        what = f'Catalog "{lookup.catalog}" has no item "{getattr(asked, "id", "")[:80]}" for {at}.'
    else:
        what = f'No item of catalog "{lookup.catalog}" meets the condition of {at}.'
    return f"{what} Add it, or say what else to do: `missing: blank`, or a `default`."
