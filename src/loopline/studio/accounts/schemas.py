"""Accounts and what they decide, as the API answers them. Times are ms since the epoch, UTC."""

from typing import Any

from msgspec import Struct

from loopline.reports.why import FactLine

Json = Any  # the customer's own JSON


class AccountLine(Struct, frozen=True):
    """An account in a list. `name` is its trait of that name, "" where it has none; `members` are those it has now."""

    account: str
    name: str
    members: int


class AccountList(Struct, frozen=True):
    """The accounts that were found, by their ids; `next` is the cursor of the next page, null at the end."""

    accounts: tuple[AccountLine, ...]
    next: str | None = None


class OpenPassage(Struct, frozen=True):
    """A passage that is open: which member triggered it by what, when, and the members who are in it."""

    journey: str
    at: int
    asker: str
    trigger: str
    members: tuple[str, ...]
    journey_name: str = ""


class RecipientRule(Struct, frozen=True):
    """A condition by which the account chooses, and of how many members it is true; `more`: of more than are kept."""

    rule: str
    members: int
    more: bool
    first: tuple[str, ...]


class AccountProfile(Struct, frozen=True):
    """An account as the loop knows it now: its traits, how many members, what it decides on, and by which rules.

    `entered` says how often it has entered each journey that it decides on. `lists` are those that it is on,
    `list_ends` until when (ms) where a membership ends, and `segments` those of accounts that it is in.
    """

    account: str
    traits: dict[str, Json]
    members: int
    open: tuple[OpenPassage, ...]
    entered: dict[str, int]
    recipients: tuple[RecipientRule, ...]
    lists: tuple[str, ...] = ()
    list_ends: dict[str, int] = {}
    segments: tuple[str, ...] = ()


class AccountListBody(Struct, frozen=True):
    """On the list or off it; `until` then: ms since the epoch or ISO 8601, null for a membership without an end."""

    member: bool
    until: int | str | None = None


class MemberList(Struct, frozen=True):
    """The members of an account in the order in which they joined; `next` is the cursor of the next page."""

    members: tuple[str, ...]
    next: str | None = None


class AccountTimeline(Struct, frozen=True):
    """A page of an account's timeline, newest first; `next` is the cursor of the next page, null at the end."""

    lines: tuple[FactLine, ...]
    next: str | None = None
