"""Sentences of the server in another language, by their English ones.

A sentence is its own key, with its gaps numbered: `"A file has at most {0} rows."`. Code makes English sentences, as
the log, the command line and the API's default have them; the catalogue finds which sentence a text is, and says it
anew with what stood in its gaps: names, numbers, or sentences that the catalogue knows as well.
"""

import re
from functools import lru_cache, partial
from importlib.resources import files
from typing import Final, Literal, get_args

import msgspec
from msgspec import Struct

Language = Literal["en", "de"]
LANGUAGES: Final = get_args(Language)
GAP: Final = re.compile(r"\{(\w+)\}")
BETWEEN: Final = re.compile(r'(?<=[.?!]) (?=["A-Z])')
DEPTH_MAX: Final = 4
CHARACTERS_MAX: Final = 4_000
"""Longer texts are no sentences, but lists of them; they stay as they are."""
REMEMBERED: Final = 4_096


class Sentence(Struct, frozen=True):
    """A sentence as it is found in a text: what stands around its gaps, the names of these, and its German."""

    around: tuple[str, ...]
    names: tuple[str, ...]
    german: str

    @property
    def letters(self) -> int:
        """How many letters are its own."""
        return sum(map(len, self.around))

    def gaps_of(self, text: str) -> list[str] | None:
        """What stands in its gaps, each as short as can be; None for another sentence. It is linear in the text."""
        first, *inner, last = self.around
        end = len(text) - len(last)
        if not text.startswith(first) or not text.endswith(last) or end < len(first):
            return None
        found, at = list[str](), len(first)
        for literal in inner:
            place = text.find(literal, at, end)
            if place < 0:
                return None
            found.append(text[at:place])
            at = place + len(literal)
        return [*found, text[at:end]]


@lru_cache(REMEMBERED)
def in_german(text: str) -> str:
    """The text in German; as it is where it, or a sentence of it, is not known."""
    return _whole(text, 0) or text


def german_sentences() -> dict[str, str]:
    """The catalogue: English sentence to German sentence."""
    text = files("loopline.api.spoken").joinpath("german.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, str])


def _whole(text: str, depth: int) -> str | None:
    """The text as one sentence, or as some that follow each other; None for what is no known sentence."""
    if depth > DEPTH_MAX or len(text) > CHARACTERS_MAX:
        return None
    if found := _one(text, depth):
        return found
    parts = BETWEEN.split(text)
    said = [_one(part, depth) for part in parts] if len(parts) > 1 else []
    return " ".join(filter(None, said)) if said and all(said) else None


def _one(text: str, depth: int) -> str | None:
    known, sentences = _known()
    if text in known:
        return known[text]
    for sentence in sentences:
        gaps = sentence.gaps_of(text)
        if gaps is not None:
            said = [_whole(gap, depth + 1) or gap for gap in gaps]
            held = dict(zip(sentence.names, said, strict=True))
            return GAP.sub(partial(_filled, held), sentence.german)
    return None


@lru_cache(1)
def _known() -> tuple[dict[str, str], tuple[Sentence, ...]]:
    """Sentences without gaps, and the others; what has more letters of its own is tried first."""
    catalogue = german_sentences()
    bare = {english: german for english, german in catalogue.items() if not GAP.search(english)}
    made = [
        Sentence(tuple(GAP.split(english)[::2]), tuple(GAP.findall(english)), german)
        for english, german in catalogue.items()
        if english not in bare
    ]
    return bare, tuple(sorted(made, key=lambda one: one.letters, reverse=True))


def _filled(held: dict[str, str], gap: re.Match[str]) -> str:
    return held[gap[1]]
