"""Ids and names of people, accounts, journeys and nodes as colleagues type and read them, and their stored keys."""

from collections.abc import Mapping
from typing import Any

from loopline.decisions.published import PublishedSet
from loopline.model.errors import Invalid
from loopline.model.ids import ACCOUNT, ANONYMOUS, ESCAPE, ID_CHARACTERS_MAX, person_key, shown_id
from loopline.runtime.engine.people import People

ESCAPED_ANONYMOUS = ESCAPE + ANONYMOUS


def stored_key(person: str) -> str:
    """The key of a person as typed: a person's id, or an anonymous id that begins with "~".

    An id that itself begins with "~" is written "=~...", as `shown_person` shows it. Raises Invalid.
    """
    if not person:
        raise Invalid("person_missing", "Name a person.")
    if len(person) > ID_CHARACTERS_MAX + 1:
        raise Invalid("person_too_long", f"An id has at most {ID_CHARACTERS_MAX} characters.")
    return person if person.startswith((ANONYMOUS, ESCAPED_ANONYMOUS)) else person_key(person)


def shown_person(key: str) -> str:
    """The id of a person for people to read; `stored_key` takes it back."""
    return key if key.startswith(ESCAPED_ANONYMOUS) else shown_id(key)


def shown_account(key: str) -> str | None:
    """The id of an account for people to read."""
    return (shown_id(key) if key.startswith(ACCOUNT) else key) or None


def names_of(published: PublishedSet, journey: str, node: str, version: int = 0) -> tuple[str, str]:
    """The names of a journey and of one of its nodes, as that version had them, else the live one; "" without one."""
    found = published.version(journey, version) or published.live.get(journey)
    there = found.journey.nodes.get(node) if found else None
    return (found.journey.name if found else "", there.name if there else "")


def called(traits: Mapping[str, Any]) -> str:
    """The name of a person: `name`, else `first_name` and `last_name`, else `email`; "" when none is known.

    Segment's own traits are `firstName` and `lastName`; they are read as well.
    """

    def first(*names: str) -> str:
        return next((text for name in names if (text := str(traits.get(name) or "").strip())), "")

    whole, parts = first("name"), (first("first_name", "firstName"), first("last_name", "lastName"))
    return whole or " ".join(part for part in parts if part) or first("email")


def canonical(key: str, people: People) -> str:
    """The key that the facts of a person have today: that of the person they were merged into."""
    found = people.get([key]).get(key)
    return found.key if found else key
