"""Accounts: found, shown as the loop knows them now, and explained from facts."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any, Final

from loopline.conditions.accounts.alone import asks_accounts_alone
from loopline.conditions.language import compile_condition
from loopline.conditions.members.of_account import scope_of_account
from loopline.conditions.sql.condition import compile_sql
from loopline.model.accounts.account import Account
from loopline.model.errors import Invalid, Missing
from loopline.model.fact import Fact
from loopline.model.ids import ID_CHARACTERS_MAX, account_key, stable_id
from loopline.model.localtime import zone_in_use
from loopline.model.signal import ListChanged
from loopline.reports.account import AccountAnswer, account_timeline, explain_account
from loopline.reports.why import NEWEST
from loopline.signals.lists.until import read_until
from loopline.studio.accounts import schemas as shape
from loopline.studio.context import StudioContext
from loopline.studio.csv_table import inert_lines
from loopline.studio.cursor import mark, place_of
from loopline.studio.names import names_of, shown_account, shown_person

QUERY_CHARACTERS_MAX: Final = 200
SHOWN_MAX: Final = 500
FIRST_SHOWN: Final = 5
NAME_CHARACTERS_MAX: Final = 256
ASKED: Final = ("in_segment", "account.in_list")
EXPORTED: Final = ("account_id", "name", "members")
"""The columns of a file of accounts; an import of lists or accounts takes `account_id` as it stands."""

SEARCH: Final = """
SELECT account, max(account_traits->>'$.name'), count(*) FROM people p
WHERE account > $after AND starts_with(account, '@') AND {which}
GROUP BY account
HAVING contains(lower(account), lower($q)) OR contains(lower(coalesce(max(account_traits->>'$.name'), '')), lower($q))
ORDER BY account LIMIT $limit
"""


class Accounts:
    """Reads that are safe from any thread."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx

    def search(
        self, query: str, limit: int, cursor: str = "", *, segment: str = "", listed: str = ""
    ) -> shape.AccountList:
        """Accounts with members, by a part of the id or the name; "" gives all. Raises Invalid `cursor_invalid`.

        With a segment, or a list, those that are in it. Raises Missing `segment_unknown`, Invalid
        `segment_not_of_accounts`.
        """
        which, params = self._which(segment, listed)
        self._ctx.export_facts()
        text, limit = query.strip()[:QUERY_CHARACTERS_MAX], max(1, min(limit, SHOWN_MAX))
        (after,) = place_of(cursor, "accounts", tuple[str]) if cursor else ("",)
        asked = {"q": text, "after": after, "limit": limit + 1, **params}
        rows = self._ctx.facts.query(SEARCH.format(which=which), asked)
        lines = tuple(
            shape.AccountLine(shown_account(str(key)) or "", str(name or ""), count if isinstance(count, int) else 0)
            for key, name, count in rows[:limit]
        )
        return shape.AccountList(lines, mark("accounts", str(rows[limit - 1][0])) if len(rows) > limit else None)

    def profile(self, account: str) -> shape.AccountProfile:
        """An account as the loop knows it now. Raises Missing `account_unknown`."""
        found, published = self._find(account), self._ctx.published()
        journeys = found.journeys or {}
        return shape.AccountProfile(
            account=shown_account(found.key) or "",
            traits=found.traits,
            members=len(found.members),
            open=tuple(
                shape.OpenPassage(
                    journey=name,
                    at=passage.at,
                    asker=shown_person(passage.asker),
                    trigger=passage.name,
                    members=tuple(shown_person(place.person) for place in passage.places),
                    journey_name=names_of(published, name, "")[0],
                )
                for name, known in sorted(journeys.items())
                for passage in known.open
            ),
            entered={name: known.history.entered for name, known in sorted(journeys.items())},
            recipients=self._recipients(found),
            lists=found.lists,
            list_ends=found.list_ends or {},
            segments=self._segments(found),
        )

    async def set_list(self, account: str, name: str, body: shape.AccountListBody) -> None:
        """Put an account on a list, or take it off. Durable when this returns. Raises Missing, Invalid `list_until`."""
        key, now = (await asyncio.to_thread(self._find, account)).key, self._ctx.clock.now()
        if not 0 < len(name) <= NAME_CHARACTERS_MAX:
            raise Invalid("name_too_long", f"A name has 1 to {NAME_CHARACTERS_MAX} characters.", at="name")
        end = read_until(body.until, now) if body.member else 0
        identity = stable_id("list", key, name, str(body.member), str(end), str(now))
        head: dict[str, Any] = {"key": key, "id": identity, "at": now, "received_at": now}
        await self._ctx.submit([ListChanged(**head, name=name, member=body.member, until=end)])

    def exported(self, segment: str, listed: str) -> Iterator[bytes]:
        """The accounts of a segment or a list as CSV, in pieces. Raises as `search`, before the first piece."""
        first = self.search("", SHOWN_MAX, segment=segment, listed=listed)
        return self._pieces(first, segment, listed)

    def _pieces(self, page: shape.AccountList, segment: str, listed: str) -> Iterator[bytes]:
        yield inert_lines([EXPORTED])
        while True:
            yield inert_lines([(one.account, one.name, str(one.members)) for one in page.accounts])
            if page.next is None:
                return
            page = self.search("", SHOWN_MAX, page.next, segment=segment, listed=listed)

    def _which(self, segment: str, listed: str) -> tuple[str, dict[str, object]]:
        """The SQL of which accounts are asked for, with its parameters."""
        published, found, params = self._ctx.published(), ["TRUE"], dict[str, object]()
        quoted = (json.dumps(one, ensure_ascii=False) for one in (segment, listed))
        asked = dict(zip("sl", (f"{word}({one})" for word, one in zip(ASKED, quoted, strict=True)), strict=True))
        if segment and segment not in published.segments:
            raise Missing("segment_unknown", f'There is no segment "{segment[:64]}"; choose one from the list.')
        if segment and not asks_accounts_alone(published.segments[segment], published.segments):
            text = f'"{segment[:64]}" asks for something of a person; a segment of accounts asks accounts alone.'
            raise Invalid("segment_not_of_accounts", text, at="segment")
        for prefix, name in (("s", segment), ("l", listed)):
            if name:
                condition = compile_condition(asked[prefix])
                made = compile_sql(condition, published.segments, self._ctx.clock.now(), published.workspace.zone)
                text, values = made.named(prefix)
                found.append(text)
                params |= values
        return " AND ".join(found), params

    def _segments(self, account: Account) -> tuple[str, ...]:
        """The segments of accounts that it is in now, as it answers them itself."""
        published = self._ctx.published()
        zone = zone_in_use("", published.workspace.zone)
        scope = scope_of_account(account, self._ctx.clock.now(), zone, published.segments)
        return tuple(
            name
            for name, condition in sorted(published.segments.items())
            if asks_accounts_alone(condition, published.segments) and condition.evaluate(scope) is True
        )

    def _recipients(self, account: Account) -> tuple[shape.RecipientRule, ...]:
        texts = {
            one.rule: one.condition.text
            for one in self._ctx.published().condition_triggers.open
            if one.rule and one.condition is not None
        }
        known = account.candidates or {}
        return tuple(
            shape.RecipientRule(
                rule=text,
                members=len(known[key].people) if key in known else 0,
                more=key in known and known[key].more,
                first=tuple(map(shown_person, known[key].people[:FIRST_SHOWN])) if key in known else (),
            )
            for key, text in texts.items()
        )

    def members(self, account: str, limit: int, cursor: str = "") -> shape.MemberList:
        """The members in the order in which they joined. Raises Missing `account_unknown`, Invalid `cursor_invalid`."""
        members, limit = self._find(account).members, max(1, min(limit, SHOWN_MAX))
        (begin,) = place_of(cursor, "members", tuple[int]) if cursor else (0,)
        page = members[max(0, begin) : max(0, begin) + limit]
        end = max(0, begin) + limit
        return shape.MemberList(tuple(map(shown_person, page)), mark("members", end) if end < len(members) else None)

    def timeline(self, account: str, limit: int, cursor: str = "") -> shape.AccountTimeline:
        """What the account was told and what it decided, newest first. Raises as `members` does."""
        key = self._find(account).key
        self._ctx.export_facts()
        after = place_of(cursor, "account-timeline", tuple[int, int]) if cursor else NEWEST
        page = account_timeline(self._ctx.facts, key, after=after, limit=limit, names=self._names)
        return shape.AccountTimeline(page.lines, mark("account-timeline", *page.next) if page.next else None)

    def why(self, account: str, journey: str = "") -> AccountAnswer:
        """Why the account let this member into a journey and not that one, or nobody. Raises Missing."""
        found = self._find(account)
        self._ctx.export_facts()
        answer = explain_account(self._ctx.facts, found.key, journey, names=self._names)
        return AccountAnswer(account, answer.journey, answer.answer, answer.lines)

    def _names(self, fact: Fact) -> tuple[str, str]:
        return names_of(self._ctx.published(), fact.journey, fact.node, fact.version)

    def _find(self, account: str) -> Account:
        if not account or len(account) > ID_CHARACTERS_MAX:
            raise Invalid("account_missing", f"Name an account, by an id of at most {ID_CHARACTERS_MAX} characters.")
        found = self._ctx.people.account(account_key(account))
        if found is None:
            raise Missing("account_unknown", f'Nothing is known of an account "{account[:64]}"; look the id up.')
        return found
