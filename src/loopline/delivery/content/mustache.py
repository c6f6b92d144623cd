"""Tags of Handlebars and Liquid in a source: found, hidden from parsers that would move them, and bound to values."""

import json
import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Final

from msgspec import Struct

_TAG: Final = (
    r"\{\{\{(?:(?!\{\{\{).)*?\}\}\}|\{\{!--(?:(?!\{\{!--).)*?--\}\}|\{\{(?:(?!\{\{).)*?\}\}"
    r"|\{%-?\s*[a-z#](?:(?!\{%).)*?%\}"
)
"""What opens ends where the same opens again, so that a source of nothing but beginnings is read in one pass."""
TAG: Final = re.compile(_TAG, re.DOTALL)
PARTIAL: Final = re.compile(
    r"\{\{>\s*([A-Za-z0-9_-]+)((?:\s+[A-Za-z_]\w*=(?:\"[^\"{}]*\"|'[^'{}]*'|[^\s}\"']+))*)\s*\}\}"
)
GIVEN: Final = re.compile(r"([A-Za-z_]\w*)=(?:\"([^\"{}]*)\"|'([^'{}]*)'|([^\s}\"']+))")
_PIECE: Final = re.compile(rf"({_TAG})|(<!--(?:(?!<!--).)*?-->)|(<[A-Za-z/])|(>)", re.DOTALL)
_LOUD: Final = re.compile(r"\{%-?\s*(?:echo|cycle|increment|decrement|liquid)\b")
"""Tags of Liquid that print."""
_WORD: Final = re.compile(r"\"(?:\\\"|[^\"])*\"|'(?:\\'|[^'])*'|@?[\w.\[\]/-]+")
_COMMENT: Final = re.compile(r"<!--\w+-->")
_ROWS: Final = re.compile(r"(?P<table><(?:mj-)?table\b[^>]*>)(?P<tags>(?:\s*<!--\w+-->)+)(?=\s*<tr\b)")


class Bound(Struct, frozen=True):
    """What a name stands for: words as they are, or the path of a field of the person."""

    text: str
    is_path: bool = False


def bind(source: str, values: Mapping[str, Bound], *, markup: bool) -> str:
    """The source with these names replaced in its tags; words are escaped where `markup` is written."""
    if not values or ("{{" not in source and "{%" not in source):
        return source
    return TAG.sub(lambda tag: _bound(tag.group(), values, markup), source)


def names_in(source: str, prefix: str) -> tuple[str, ...]:
    """The names with this prefix in the tags of a source, each once."""
    found = (word for tag in TAG.findall(source) for word in _WORD.findall(tag) if word.startswith(prefix))
    return tuple(dict.fromkeys(found))


def _bound(tag: str, values: Mapping[str, Bound], markup: bool) -> str:
    if tag.startswith("{{!"):
        return tag
    inner = tag.strip("{}~ \n\t")
    if inner in values:
        value = values[inner]
        if value.is_path:
            return tag.replace(inner, value.text)
        return escape(value.text) if markup and not tag.startswith("{{{") else value.text
    return _WORD.sub(lambda word: _in_expression(word.group(), values, tag), tag)


def _in_expression(word: str, values: Mapping[str, Bound], tag: str) -> str:
    value = values.get(word)
    if value is None:
        return word
    if value.is_path:
        return value.text
    if tag.startswith("{%") and not value.text:
        return "nil"  # to Liquid an empty text is something
    if '"' in value.text and "'" not in value.text and (tag.startswith("{%") or "|" in tag):
        return f"'{value.text}'"  # Liquid knows no way to write a quote inside its own kind
    return json.dumps(value.text, ensure_ascii=False)


def given_params(text: str) -> dict[str, Bound]:
    """The parameters of `{{> block name="words" other=path}}`."""
    return {
        found[1]: Bound(found[4], is_path=True) if found[4] is not None else Bound(found[2] or found[3] or "")
        for found in GIVEN.finditer(text)
    }


class Hidden:
    """A source whose tags are words and comments that every parser leaves where they stand.

    HTML5 parsers move text out of tables, and escape quotes in attributes; comments and plain words survive both.
    """

    def __init__(self, source: str) -> None:
        self._mark = "llq"
        while self._mark in source:
            self._mark += "q"
        self._tags: list[str] = []
        self._in_tag = False
        text = _PIECE.sub(self._hide, source)
        self._rows: set[tuple[str, ...]] = set()
        self.text = _ROWS.sub(self._note_rows, text)

    def also(self, source: str, keep: Callable[[str], str] = escape) -> str:
        """Another text, such as a title, with its tags hidden as words and the rest made safe by `keep`."""
        out, at = [], 0
        for tag in TAG.finditer(source):
            out += [keep(source[at : tag.start()]), self._word(tag.group())]
            at = tag.end()
        return "".join([*out, keep(source[at:])])

    def shown(self, html: str) -> str:
        """The HTML with its tags again."""
        one = rf"<!--{self._mark}\d+q-->"
        # a parser opens the body of a table behind what stands before its first row
        html = re.sub(rf"({one}(?:\s*{one})*)\s*<tbody>", self._before_rows, html)
        word = re.compile(rf"<!--{self._mark}(\d+)q-->|{self._mark}(\d+)q")
        return word.sub(lambda found: self._tags[int(found[1] or found[2])], html)

    def _before_rows(self, found: re.Match[str]) -> str:
        return f"<tbody>{found[1]}" if tuple(_COMMENT.findall(found[1])) in self._rows else found.group()

    def _word(self, tag: str) -> str:
        self._tags.append(tag)
        return f"{self._mark}{len(self._tags) - 1}q"

    def _hide(self, found: re.Match[str]) -> str:
        tag, comment, opening, closing = found.groups()
        if opening or closing:
            self._in_tag = bool(opening)
            return found.group()
        if comment:
            return TAG.sub(lambda one: self._word(one.group()), comment)
        assert tag is not None
        word = self._word("" if tag.startswith("{{!") else tag)
        return f"<!--{word}-->" if _controls(tag) and not self._in_tag else word

    def _note_rows(self, found: re.Match[str]) -> str:
        self._rows.add(tuple(_COMMENT.findall(found["tags"])))
        return found.group()


def without_markup(source: str) -> str:
    """The source, as long as it was, whose tags hold nothing that HTML would read as its own."""
    return TAG.sub(lambda tag: re.sub(r"[\"'<>=/ \t]", "_", tag.group()), source)


def _controls(tag: str) -> bool:
    """Whether a tag prints nothing by itself, so that it may stand between elements."""
    if tag.startswith("{%"):
        return not _LOUD.match(tag)
    inner = tag.strip("{}~ \n\t")
    return inner.startswith(("#", "/", "^", "!")) or inner == "else" or inner.startswith("else ")


_DECIDED: Final = re.compile(
    r"\{\{#if \"((?:\\\"|[^\"])*)\"\}\}((?:(?!\{\{[#/]).)*?)(?:\{\{else\}\}((?:(?!\{\{[#/]).)*?))?\{\{/if\}\}",
    re.DOTALL,
)


def decided(source: str) -> str:
    """The source without the questions that are answered already: `{{#if "words"}}` of a brand or a parameter."""
    return _DECIDED.sub(lambda found: (found[2] if found[1] else found[3]) or "", source)
