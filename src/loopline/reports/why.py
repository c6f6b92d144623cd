"""Answers "why did, or didn't, Ann get this?" and narrates a person's timeline, from facts alone."""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import msgspec
from msgspec import Raw, Struct

from loopline.decisions.fact_values import data_of
from loopline.decisions.narrate import narrate
from loopline.learning.queries.people import IS_CHANGE
from loopline.model.errors import Missing
from loopline.model.fact import Fact, fold_person, is_change
from loopline.ports import Facts
from loopline.reports import person_changes as snapshots
from loopline.reports.received import JOURNEY, KIND, OF_JOURNEY, FactTotals, totals_of

FACTS_MAX = 2_000
PAGE_MAX = 1_000
Place = tuple[int, int]
"""A place in a timeline: a moment (ms) and the row of the fact there."""

NEWEST: Place = (2**62, 0)
COLUMNS = f"""{KIND} AS kind, "at", name, {JOURNEY} AS journey, version, enrollment, node, channel, reason, held, key,
    value, topic, CAST(data AS VARCHAR), provider"""
# Newest first; what happened in one millisecond in the reverse of the order in which it was written down. A change of
# consent or of a list has a fact of its own beside the snapshot, and the fact of the merge stands for a tombstone.
TIMELINE = f"""
SELECT rowid, {COLUMNS} FROM facts
WHERE person = $person AND ("at" < $at OR ("at" = $at AND rowid < $row))
    AND NOT (kind = 'person' AND reason IN ('consent', 'list', 'merged'))
ORDER BY "at" DESC, rowid DESC LIMIT $limit
"""
# Whether something was known before each fact of kind `person`, and, for one that states somebody whole, what was said
# before it. A merge gives the facts of two people one name: `key` keeps what was said of each apart.
SNAPSHOTS = f"""
WITH own AS (
    SELECT rowid AS row, CASE key WHEN '' THEN person ELSE key END AS who, data, {IS_CHANGE} AS is_change
    FROM facts WHERE person = $person AND kind = 'person' AND data IS NOT NULL
),
placed AS (
    SELECT row, who, is_change, lag(row) OVER ordered IS NOT NULL AS known, max(CASE WHEN NOT is_change THEN row END)
        OVER (ordered ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS since
    FROM own WINDOW ordered AS (PARTITION BY who ORDER BY row)
)
SELECT p.row, p.known, list(CAST(b.data AS VARCHAR) ORDER BY b.row) FILTER (b.row IS NOT NULL)
FROM placed p LEFT JOIN own b ON NOT p.is_change AND b.who = p.who AND b.row < p.row AND b.row >= coalesce(since, 0)
WHERE list_contains($rows, p.row) GROUP BY p.row, p.known
"""
# The newest, in the order in which they happened; beyond them the answer goes by TOTALS, which reads all.
STORY = f"""
SELECT {COLUMNS} FROM (
    SELECT * FROM facts WHERE {OF_JOURNEY}
    ORDER BY "at" DESC, shard DESC, number DESC, position DESC, seq DESC LIMIT {FACTS_MAX}
) ORDER BY "at", shard, number, position, seq
"""
KNOWN = "SELECT count(*) FROM (SELECT 1 FROM facts WHERE person = $person LIMIT 1)"


Names = Callable[[Fact], tuple[str, str]]
"""The names of a fact's journey and node, "" where they have none: a reader knows the name, not the id."""


def nameless(_fact: Fact) -> tuple[str, str]:
    """No names: ids are shown."""
    return "", ""


class FactLine(Struct, frozen=True):
    """One fact in words, with the values that it carries.

    Of kind `person`: what changed of somebody, as `data.changes`: [{of, field, was, now}]; `of` is traits,
    account_traits, account, lists or consent; `was` is left out where it was not known.
    """

    at: int
    kind: str
    text: str
    journey: str
    node: str
    channel: str
    reason: str
    data: dict[str, Any]  # the customer's JSON
    journey_name: str = ""
    node_name: str = ""


class TimelinePage(Struct, frozen=True):
    """A page of a timeline, and the place behind which it goes on; None at the end."""

    lines: tuple[FactLine, ...]
    next: Place | None


class EntryLine(Struct, frozen=True):
    """One enrollment, narrated from its entry to its end."""

    enrollment: str
    journey: str
    version: int
    entered_at: int
    held: str
    steps: tuple[FactLine, ...]
    ended: str


class WhyAnswer(Struct, frozen=True):
    """Why a person did or did not get this: a sentence or two, the passages, and the times they did not get in.

    The sentence is judged by all facts, and says so where only the newest are shown; `totals` counts all of them.
    """

    person: str
    journey: str
    answer: str
    entries: tuple[EntryLine, ...]
    not_entered: tuple[FactLine, ...]
    totals: FactTotals


def timeline(
    facts: Facts, person: str, *, after: Place = NEWEST, limit: int = 100, whole: bool = False, names: Names = nameless
) -> TimelinePage:
    """What happened to a person and what was decided, newest first, from behind a place on.

    `whole`: the page does not end within a millisecond, so that a reader may go on with what came before its last.
    """
    limit = max(1, min(limit, PAGE_MAX))
    rows = _page(facts, person, after, limit + 1)
    more = len(rows) > limit
    rows = rows[:limit]
    if more and whole:
        at, row = _place(rows[-1])
        rest = _page(facts, person, (at, row), PAGE_MAX + 1)
        same = [one for one in rest if _place(one)[0] == at]
        rows, more = [*rows, *same[:PAGE_MAX]], len(same) < len(rest) or len(same) > PAGE_MAX
    lines = _with_changes(facts, person, rows, names)
    return TimelinePage(lines, _place(rows[-1]) if more else None)


def _page(facts: Facts, person: str, after: Place, limit: int) -> list[tuple[object, ...]]:
    at, row = after
    return facts.query(TIMELINE, {"person": person, "at": at, "row": row, "limit": limit})


def _place(row: Sequence[Any]) -> Place:
    return row[2], row[0]


def _with_changes(facts: Facts, person: str, rows: Sequence[Sequence[Any]], names: Names) -> tuple[FactLine, ...]:
    """The lines; a snapshot becomes what changed by it, and is left out where nothing did."""
    read = [(row[0], fact_of(person, row[1:])) for row in rows]
    wanted = [row for row, fact in read if fact.kind == "person"]
    found = facts.query(SNAPSHOTS, {"person": person, "rows": wanted}) if wanted else []
    before = {row: (bool(known), list(map(str, said or ()))) for row, known, said in found}  # type: ignore[call-overload]
    lines = (_changed(fact, *before[row]) if row in before else narrated(fact, names) for row, fact in read)
    return tuple(line for line in lines if line.text)


def _changed(fact: Fact, known: bool, earlier: Sequence[str]) -> FactLine:
    said = data_of(fact)
    if is_change(said):
        before, after = snapshots.sides(said)
    else:
        before, after = reduce(fold_person, map(msgspec.json.decode, earlier), {}), said
    found = snapshots.changes(before, after)
    text = snapshots.narrate_changes(found, first=not known)
    data = {"changes": msgspec.to_builtins(found)}
    return FactLine(fact.at, fact.kind, text, "", "", "", fact.reason, data)


def explain_messages(facts: Facts, person: str, journey: str = "", *, names: Names = nameless) -> WhyAnswer:
    """Why a person did or did not get the messages of a journey (or of any). Raises Missing `person_unknown`."""
    found = [fact_of(person, row) for row in facts.query(STORY, {"person": person, "journey": journey})]
    if not found and facts.query(KNOWN, {"person": person})[0][0] == 0:
        raise Missing(
            "person_unknown", f'Nothing is known of "{person[:64]}"; look the id up with the search of people.'
        )
    by_enrollment: dict[str, list[Fact]] = {}
    for fact in found:
        if fact.enrollment:
            by_enrollment.setdefault(fact.enrollment, []).append(fact)
    entries = tuple(_entry(enrollment, own, names) for enrollment, own in by_enrollment.items())
    refused = tuple(narrated(fact, names) for fact in found if fact.kind == "not_entered")
    totals = totals_of(facts, person, journey)
    answer = _answer(journey, entries, refused, found, names, totals)
    if totals.facts > len(found):
        answer += (
            f" The passages below show the newest {len(found):,} of {totals.facts:,} facts, so the first may lack its "
            f"beginning; in all they entered {totals.entered:,} and did not enter {totals.not_entered:,} times."
        )
    return WhyAnswer(person, journey, answer, entries, refused, totals)


def _answer(
    journey: str,
    entries: Sequence[EntryLine],
    refused: Sequence[FactLine],
    found: Sequence[Fact],
    names: Names,
    totals: FactTotals,
) -> str:
    name = _quoted(names(Fact("entered", "", 0, journey=journey))[0], journey) or "any journey"
    if not entries:
        if told := [fact for fact in found if fact.kind in ("asked", "not_entered", "queued")]:
            return narrated(told[-1], names).text
        return f"Never entered {name}: no event that opens it was received for this person."
    calls = {fact.key for fact in found if fact.kind == "called"}
    sent = [fact for fact in found if fact.kind == "attempt" and fact.name == "sent" and fact.key not in calls]
    if got := totals.got():
        last_sent = f"; last: {narrated(sent[-1], names).text}" if sent else ", the last one before what is shown."
        return f"{got}{last_sent}"
    kinds = ("withheld", "refused", "deferred", "attempt", "message", "called")
    telling = [fact for fact in found if fact.kind in kinds]
    if telling:
        return f"Got no message. {narrated(telling[-1], names).text}"
    last = entries[-1].steps[-1] if entries[-1].steps else None
    return f"Entered, and got no message. {last.text if last else ''}".strip()


def _entry(enrollment: str, found: Sequence[Fact], names: Names) -> EntryLine:
    first = found[0]
    ends = [fact for fact in found if fact.kind == "exited"]
    return EntryLine(
        enrollment=enrollment,
        journey=first.journey,
        version=first.version,
        entered_at=first.at,
        held=first.held,
        steps=tuple(narrated(fact, names) for fact in found),
        ended=ends[-1].reason if ends else "",
    )


def narrated(fact: Fact, names: Names) -> FactLine:
    """The fact in words, with what it carries."""
    journey, node = names(fact)
    place = (fact.journey, fact.node, fact.channel, fact.reason)
    return FactLine(fact.at, fact.kind, narrate(in_words(fact, journey, node)), *place, data_of(fact), journey, node)


def in_words(fact: Fact, journey: str, node: str) -> Fact:
    """The fact with names where it has ids, as a marketer says them; an id stays where there is no name."""
    return msgspec.structs.replace(
        fact,
        journey=_quoted(journey, fact.journey),
        node=_quoted(node, fact.node),
    )


def _quoted(name: str, otherwise: str) -> str:
    return f'"{name}"' if name else otherwise


def fact_of(person: str, row: Sequence[Any]) -> Fact:
    """The fact in a row of `COLUMNS`."""
    kind, at, name, journey, version, enrollment, node, channel, reason, held, key, value, topic, data, by = row
    return Fact(
        kind,
        person,
        at,
        name=name,
        journey=journey,
        version=version,
        enrollment=enrollment,
        node=node,
        channel=channel,
        topic=topic,
        key=key,
        held=held,
        reason=reason,
        value=value,
        data=Raw(data) if data else None,
        provider=by or "",
    )
