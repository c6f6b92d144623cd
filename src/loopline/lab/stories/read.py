"""Reads the text of a story: its people, what happens at which moments, what is expected."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from msgspec import Struct

from loopline.decisions.documents.read import build_document
from loopline.decisions.documents.yaml import read_yaml
from loopline.model.errors import Invalid
from loopline.model.journey import Document

MOMENT: Final = re.compile(r"day (\d{1,4}) (\d\d:\d\d(?::\d\d)?)(?: (\S+))?\Z")
FIELDS: Final = (
    "story",
    "note",
    "start",
    "person",
    "people",
    "journeys",
    "workspace",
    "segments",
    "held_out",
    "arms",
    "answers",
    "catalogs",
    "feeds",
    "offers",
    "codes",
    "when",
    "expect",
    "until",
)
TRAITS_OF_PERSON: Final = ("name", "zone", "traits", "consent", "lists", "account", "anonymous")
FAILS: Final = "fails"
VERBS: Final = (
    "gets ",
    "withheld ",
    "refused ",
    "put off ",
    "failed ",
    "kept out of ",
    "enters ",
    "leaves ",
    "takes ",
    "reaches ",
    "asks ",
    "is ",
    "redeems ",
    "waits to enter ",
    "lets ",
)


class Character(Struct, frozen=True):
    """A person of the story before it begins. Traits are the customer's JSON, hence Any."""

    name: str
    zone: str = "UTC"
    traits: dict[str, Any] = {}
    consent: dict[str, bool] = {}
    lists: tuple[str, ...] = ()
    account: str = ""
    account_traits: dict[str, Any] = {}
    anonymous: bool = False


class Line(Struct, frozen=True):
    """Something at a moment: a sentence, or a mapping that says more."""

    day: int
    time: str
    who: str
    what: Any

    def when(self) -> str:
        """The moment as it was written."""
        return f"day {self.day} {self.time}" + (f" {self.who}" if self.who else "")

    def text(self) -> str:
        """The sentence."""
        return str(self.what)


class Story(Struct, frozen=True):
    """A story as read. `uses` names documents that are given; `documents` are written in the story itself.

    `answers` holds what endpoints answer, by node: a mapping, or the word `fails`. `catalogs` has the items of each,
    `feeds` what each answers, or the word `fails`. `codes` are those of offers
    with a pool, by the offer.
    """

    title: str
    start: str
    people: tuple[Character, ...]
    uses: tuple[str, ...]
    documents: tuple[Document, ...]
    held_out: str
    arms: dict[str, str]
    answers: dict[str, Any]
    catalogs: dict[str, tuple[dict[str, Any], ...]]
    feeds: dict[str, Any]
    codes: dict[str, tuple[str, ...]]
    when: tuple[Line, ...]
    expect: tuple[Line, ...]
    until: str


def read_story(text: str) -> Story:
    """The one story in a YAML text. Raises Invalid `story_invalid` (or a document's own codes) and says where."""
    stories = read_stories(text)
    if len(stories) != 1:
        raise invalid(f"There are {len(stories)} stories in this text; read_stories gives them all.", "stories")
    return stories[0]


def read_stories(text: str) -> tuple[Story, ...]:
    """The stories in a YAML text: one, or a list under `stories:` whose members share what stands beside it."""
    raw, _ = read_yaml(text)
    if not isinstance(raw, dict):
        raise invalid("Begin with `story:` and a sentence that says what it shows.", "story")
    if "stories" not in raw:
        return (_story(raw),)
    shared = {name: value for name, value in raw.items() if name != "stories"}
    return tuple(_story({**shared, **_mapping(one, "stories")}) for one in _items(raw, "stories"))


def _story(raw: dict[str, Any]) -> Story:
    if not isinstance(raw.get("story"), str):
        raise invalid("Begin each story with `story:` and a sentence that says what it shows.", "story")
    for name in raw:
        if name not in FIELDS:
            raise invalid(f'"{name}" is no part of a story; there are {", ".join(FIELDS)}.', name)
    uses = [one for one in _items(raw, "journeys") if isinstance(one, str)]
    return Story(
        title=raw["story"],
        start=_start(raw.get("start", "2026-03-02")),
        people=tuple(_people(raw)),
        uses=tuple(uses),
        documents=tuple(_documents(raw)),
        held_out=_one_of(raw.get("held_out", ""), ("", "journey", "global"), "held_out"),
        arms=_mapping(raw.get("arms"), "arms"),
        answers=dict(_answers(raw)),
        catalogs=dict(_catalogs(raw)),
        feeds=_mapping(raw.get("feeds"), "feeds"),
        codes={offer: tuple(map(str, given)) for offer, given in _mapping(raw.get("codes"), "codes").items()},
        when=tuple(_lines(raw, "when")),
        expect=tuple(_checked(_lines(raw, "expect"))),
        until=str(raw.get("until", "1d")),
    )


def _answers(raw: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for node, answer in _mapping(raw.get("answers"), "answers").items():
        if answer != FAILS and not isinstance(answer, dict):
            raise invalid(f"Write what {node} is answered as a mapping, or as {FAILS}.", f"answers.{node}")
        yield node, answer


def _catalogs(raw: dict[str, Any]) -> Iterator[tuple[str, tuple[dict[str, Any], ...]]]:
    given = _mapping(raw.get("catalogs"), "catalogs")
    for name in given:
        yield name, tuple(_mapping(one, f"catalogs.{name}") for one in _items(given, name))


def invalid(text: str, at: str = "") -> Invalid:
    """The fault of a story."""
    return Invalid("story_invalid", text, at=at)


def _start(value: object) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise invalid(f'"{value}" is no date; write day 0 as 2026-03-02.', "start") from None


def _one_of(value: object, known: tuple[str, ...], at: str) -> str:
    if value not in known:
        raise invalid(f'"{value}" is not one of {", ".join(repr(one) for one in known)}.', at)
    return str(value)


def _mapping(value: Any, at: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise invalid("Write names and values here.", at)
    return value


def _items(raw: dict[str, Any], name: str) -> list[Any]:
    value = raw.get(name, [])
    if not isinstance(value, list):
        raise invalid("Write a list here, one item a line.", name)
    return value


def _people(raw: dict[str, Any]) -> Iterator[Character]:
    people = _items(raw, "people") if "people" in raw else [{"name": "ann", **_mapping(raw.get("person"), "person")}]
    for index, one in enumerate(people):
        at = f"people[{index}]"
        given = _mapping(one, at)
        for name in given:
            if name not in TRAITS_OF_PERSON:
                raise invalid(f'"{name}" says nothing of a person; there are {", ".join(TRAITS_OF_PERSON)}.', at)
        account = _mapping(given.get("account"), f"{at}.account")
        yield Character(
            name=str(given.get("name", "ann")),
            zone=str(given.get("zone", "UTC")),
            traits=_mapping(given.get("traits"), f"{at}.traits"),
            consent=_mapping(given.get("consent"), f"{at}.consent"),
            lists=tuple(_items(given, "lists")),
            account=str(account.get("id", "")),
            account_traits={name: value for name, value in account.items() if name != "id"},
            anonymous=given.get("anonymous") is True,
        )


def _documents(raw: dict[str, Any]) -> Iterator[Document]:
    if "workspace" in raw:
        yield build_document({"kind": "workspace", **_mapping(raw["workspace"], "workspace")})
    for one in _items(raw, "segments"):
        yield build_document({"kind": "segment", **_mapping(one, "segments")})
    for one in _items(raw, "offers"):
        yield build_document({"kind": "offer", **_mapping(one, "offers")})
    for one in _items(raw, "journeys"):
        if not isinstance(one, str):
            yield build_document({"kind": "journey", **_mapping(one, "journeys")})


def _lines(raw: dict[str, Any], part: str) -> Iterator[Line]:
    for index, item in enumerate(_items(raw, part)):
        at = f"{part}[{index}]"
        if not isinstance(item, dict) or len(item) != 1:
            raise invalid('Write a moment and what happens: "- day 1 09:00: opens push_a".', at)
        ((moment, what),) = item.items()
        found = MOMENT.match(moment)
        if found is None:
            raise invalid(f'"{moment}" is no moment; write "day 1 09:00" or "day 1 09:00 ann".', at)
        for one in what if isinstance(what, list) else [what]:
            yield Line(int(found[1]), found[2], found[3] or "", one)


def _checked(lines: Iterator[Line]) -> Iterator[Line]:
    for line in lines:
        if not isinstance(line.what, str) or not line.what.startswith(VERBS):
            verbs = ", ".join(verb.strip() for verb in VERBS)
            raise invalid(f'"{line.what}" expects nothing; begin with one of: {verbs}.', f"expect, {line.when()}")
        yield line
