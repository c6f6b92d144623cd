"""Language tags such as pt-BR: as traits say them, and which of the offered ones a person gets."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from babel.core import get_global, parse_locale

TAG_LETTERS_MAX: Final = 35
"""The longest tag that RFC 5646, section 4.4.1, asks everybody to take."""
NO_LANGUAGES: Final = frozenset(("und", "mul", "mis", "zxx"))
"""Tags of ISO 639 for no certain language, several, one without a code, and none: nobody reads them."""
TRAIT_NAMES: Final = ("language", "locale")
"""The traits that say which language a person reads; the second one may add a country to the first."""


def read_tag(value: object) -> str:
    """A tag as BCP 47 writes it, `pt-BR` for "pt_br"; "" for what is none. Variants and extensions are dropped."""
    if not isinstance(value, str) or len(value) > TAG_LETTERS_MAX:
        return ""
    return _read(value.strip())


@lru_cache(maxsize=1024)
def _read(text: str) -> str:
    try:
        language, territory, script = parse_locale(text.replace("-", "_"))[:3]
    except ValueError:
        return ""
    if not text.isascii() or not 2 <= len(language) <= 3 or language in NO_LANGUAGES:
        return ""
    return "-".join(part for part in (language, script, territory) if part)


def languages_of(traits: Mapping[str, object], default: str) -> tuple[str, ...]:
    """The person's language, then the workspace's where it is another one; empty where neither says one."""
    said = [tag for name in TRAIT_NAMES if (tag := read_tag(traits.get(name)))]
    own = said[:1]
    if len(said) > 1 and said[1].startswith(f"{said[0]}-"):
        own = said[1:]
    return tuple(dict.fromkeys((*own, *((default,) if default else ()))))


def wider_tags(tag: str) -> tuple[str, ...]:
    """The tag itself and those that stand in for it, best first: pt-BR, pt. zh-TW leads to zh-Hant, and not to zh."""
    parts = tag.split("-")
    script = _script(tag)
    found = ["-".join(parts[:size]) for size in range(len(parts), 0, -1)]
    if script and f"{parts[0]}-{script}" not in found:
        found.insert(1, f"{parts[0]}-{script}")
    return tuple(one for one in dict.fromkeys(found) if one == tag or _script(one) == script)


def locale_chain(offered: Collection[str], languages: Iterable[str]) -> tuple[str, ...]:
    """The offered tags that a person reads, best first; the first is taken, and what it lacks comes from the next."""
    wanted = (wider for tag in languages for wider in wider_tags(tag))
    return tuple(dict.fromkeys(tag for tag in wanted if tag in offered))


def written_in(languages: Sequence[str], chain: Sequence[str], *, is_translated: bool) -> str:
    """The language in which dates and numbers are written: that of the text taken, in the person's own country.

    A message that says no language is anybody's, so the person's is used; "" where none is known.
    """
    if not is_translated:
        return languages[0] if languages else ""
    if not chain:
        return ""
    near = (tag for tag in languages if chain[0] in wider_tags(tag))
    return next(near, chain[0])


@lru_cache(maxsize=1024)
def _script(tag: str) -> str:
    """The script in which a tag is most likely written, by CLDR; "" where CLDR does not say."""
    likely: Mapping[str, str] = get_global("likely_subtags")
    parts = tag.split("-")
    if len(parts) > 1 and len(parts[1]) == 4:
        return parts[1]
    known = likely.get("_".join(parts)) or likely.get(parts[0]) or ""
    return next((part for part in known.split("_")[1:] if len(part) == 4), "")
