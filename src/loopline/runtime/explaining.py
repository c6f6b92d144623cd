"""Answers "why did, or didn't, Ann get this?" and tells a person's timeline, from facts alone."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from loopline.decisions.words import FactRow, say
from loopline.model.errors import Missing
from loopline.ports import Facts

FACTS_MAX = 2_000
COLUMNS = (
    """kind, "at", name, journey, version, enrollment, node, channel, reason, held, key, value, CAST(data AS VARCHAR)"""
)
TIMELINE = f"""
SELECT {COLUMNS} FROM facts WHERE person = $person AND "at" < $before AND kind <> 'person'
ORDER BY "at" DESC, number DESC, position DESC, seq DESC LIMIT $limit
"""
STORY = f"""
SELECT {COLUMNS} FROM facts WHERE person = $person AND journey <> '' AND ($journey = '' OR journey = $journey)
ORDER BY "at", number, position, seq LIMIT {FACTS_MAX}
"""
KNOWN = "SELECT count(*) FROM (SELECT 1 FROM facts WHERE person = $person LIMIT 1)"


Names = Callable[[FactRow], tuple[str, str]]
"""The names of a fact's journey and node, "" where they have none: a reader knows the name, not the id."""


def nameless(_fact: FactRow) -> tuple[str, str]:
    """Nothing is named: ids are told."""
    return "", ""


class Said(Struct, frozen=True):
    """One fact in words, with what it was made of."""

    at: int
    kind: str
    text: str
    journey: str
    node: str
    channel: str
    reason: str
    data: Any = None  # the customer's JSON
    journey_name: str = ""
    node_name: str = ""


class Passage(Struct, frozen=True):
    """One enrollment, told from its entry to its end."""

    enrollment: str
    journey: str
    version: int
    entered_at: int
    held: str
    steps: tuple[Said, ...]
    ended: str


class Why(Struct, frozen=True):
    """The answer: one sentence, the passages, and the times the person did not get in."""

    person: str
    journey: str
    answer: str
    entries: tuple[Passage, ...]
    not_entered: tuple[Said, ...]


def timeline(facts: Facts, person: str, *, before: int, limit: int = 100, names: Names = nameless) -> tuple[Said, ...]:
    """What happened to a person and what was decided, newest first."""
    asked = {"person": person, "before": before, "limit": max(1, min(limit, 1_000))}
    return tuple(_said(_fact(row), names) for row in facts.query(TIMELINE, asked))


def why(facts: Facts, person: str, journey: str = "", *, names: Names = nameless) -> Why:
    """Why a person did or did not get the messages of a journey (or of any). Raises Missing `person_unknown`."""
    found = [_fact(row) for row in facts.query(STORY, {"person": person, "journey": journey})]
    if not found and facts.query(KNOWN, {"person": person})[0][0] == 0:
        raise Missing(
            "person_unknown", f'Nothing is known of "{person[:64]}"; look the id up with the search of people.'
        )
    by_enrollment: dict[str, list[FactRow]] = {}
    for fact in found:
        if fact.enrollment:
            by_enrollment.setdefault(fact.enrollment, []).append(fact)
    entries = tuple(_passage(enrollment, told, names) for enrollment, told in by_enrollment.items())
    refused = tuple(_said(fact, names) for fact in found if fact.kind == "not_entered")
    return Why(person, journey, _answer(journey, entries, refused, found, names), entries, refused)


def _answer(
    journey: str, entries: Sequence[Passage], refused: Sequence[Said], found: Sequence[FactRow], names: Names
) -> str:
    name = _quoted(names(FactRow("", 0, journey=journey))[0], journey) or "any journey"
    if not entries and not refused:
        return f"Never entered {name}: no event that opens it was received for this person."
    if not entries:
        return refused[-1].text
    sent = [fact for fact in found if fact.kind == "attempt" and fact.name == "sent"]
    if sent:
        return f"Got {len(sent)} message{'s' if len(sent) > 1 else ''}; last: {_said(sent[-1], names).text}"
    kinds = ("withheld", "refused", "shifted", "attempt", "message")
    telling = [fact for fact in found if fact.kind in kinds]
    if telling:
        return f"Got no message. {_said(telling[-1], names).text}"
    last = entries[-1].steps[-1] if entries[-1].steps else None
    return f"Entered, and got no message. {last.text if last else ''}".strip()


def _passage(enrollment: str, told: Sequence[FactRow], names: Names) -> Passage:
    first = told[0]
    ends = [fact for fact in told if fact.kind == "exited"]
    return Passage(
        enrollment=enrollment,
        journey=first.journey,
        version=first.version,
        entered_at=first.at,
        held=first.held,
        steps=tuple(_said(fact, names) for fact in told),
        ended=ends[-1].reason if ends else "",
    )


def _said(fact: FactRow, names: Names) -> Said:
    journey, node = names(fact)
    told = msgspec.structs.replace(fact, journey=_quoted(journey, fact.journey), node=_quoted(node, fact.node))
    place = (fact.journey, fact.node, fact.channel, fact.reason)
    return Said(fact.at, fact.kind, say(told), *place, fact.data, journey, node)


def _quoted(name: str, otherwise: str) -> str:
    return f'"{name}"' if name else otherwise


def _fact(row: Sequence[Any]) -> FactRow:
    *plain, data = row
    decoded = msgspec.json.decode(data) if data else None
    return msgspec.structs.replace(FactRow(*plain), data=decoded if isinstance(decoded, dict) else None)
