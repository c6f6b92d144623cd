"""Answers what an account decided and why, from facts alone: who asked, who was chosen by which rule, who was not."""

from typing import Any, Final

from msgspec import Struct

from loopline.decisions.narration.account import BY_ACCOUNT
from loopline.ports import Facts
from loopline.reports.why import COLUMNS, NEWEST, FactLine, Names, Place, TimelinePage, fact_of, nameless, narrated

LINES_MAX: Final = 500

# What members did otherwise is in their own timelines: of 5,000 of them, nobody would find the account's decisions.
OF_ACCOUNT: Final = f"""
    account = $account AND ($journey = '' OR journey = $journey)
    AND (kind IN ('account', 'chosen', 'returned') OR (kind = 'asked' AND name <> '{BY_ACCOUNT}')
        OR (kind = 'not_entered' AND name = '{BY_ACCOUNT}') OR (kind IN ('event', 'list') AND person = ''))
"""
TIMELINE: Final = f"""
SELECT rowid, person, {COLUMNS} FROM facts
WHERE {OF_ACCOUNT} AND ("at" < $at OR ("at" = $at AND rowid < $row))
ORDER BY "at" DESC, rowid DESC LIMIT $limit
"""


class AccountAnswer(Struct, frozen=True):
    """Why an account did or did not let a member in: a sentence, and the facts behind it, newest first."""

    account: str
    journey: str
    answer: str
    lines: tuple[FactLine, ...]


def account_timeline(
    facts: Facts, account: str, *, journey: str = "", after: Place = NEWEST, limit: int = 100, names: Names = nameless
) -> TimelinePage:
    """What an account was told and what it decided, newest first, from behind a place on."""
    limit = max(1, min(limit, LINES_MAX))
    at, row = after
    asked = {"account": account, "journey": journey, "at": at, "row": row, "limit": limit + 1}
    rows: list[Any] = facts.query(TIMELINE, asked)
    lines = tuple(narrated(fact_of(one[1], one[2:]), names) for one in rows[:limit])
    return TimelinePage(lines, (rows[limit - 1][3], rows[limit - 1][0]) if len(rows) > limit else None)


def explain_account(facts: Facts, account: str, journey: str = "", *, names: Names = nameless) -> AccountAnswer:
    """Why an account let this member into a journey and not that one, or nobody."""
    lines = account_timeline(facts, account, journey=journey, limit=LINES_MAX, names=names).lines
    telling = [line for line in lines if line.kind in ("chosen", "not_entered")]
    answer = telling[0].text if telling else "No member of this account has triggered a journey that it decides on."
    return AccountAnswer(account, journey, answer, lines)
