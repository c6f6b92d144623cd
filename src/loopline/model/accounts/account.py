"""Accounts: what we remember of each, as compact frozen values."""

from typing import Any, ClassVar, Final

from msgspec import Struct

from loopline.model.accounts.passage import AccountJourney, Candidates
from loopline.model.history.amounts import Amounts
from loopline.model.history.times import Forgotten, Times
from loopline.model.history.trigger_states import TriggerStates
from loopline.model.person import TraitTimes

FIRST_OF_ALL: Final = 0
"""The wake-up of an account whose members are being told: before every other."""


class Telling(Struct, frozen=True, gc=False, array_like=True):
    """A change of an account on its way to the members: those from place `next` on do not know of it yet.

    `person` brought it about and hears of it last ("": nobody does); it counts as received at `received_at`. `due` is
    `FIRST_OF_ALL` while pages are told, a time (ms) while the change is put off, and None when all know of it.
    """

    person: str
    id: str
    at: int
    received_at: int
    next: int
    due: int | None = FIRST_OF_ALL
    silent: bool = False


class QuestionAnswer(Struct, frozen=True, gc=False, array_like=True):
    """What a question about members comes to (None: unknown), and when time alone could next change that (ms)."""

    truth: bool | None
    at: int | None = None


class HeldTraits(Struct, frozen=True, gc=False, array_like=True):
    """A version of an account's traits, and how many records name it."""

    traits: dict[str, Any]
    members: int


class Account(Struct, frozen=True, gc=False, array_like=True):
    """A company: its members, its traits, and how far a change of these has been told.

    `versions` are those of its traits that records of members name. `begun_at` is when an operator let its record go
    (ms; 0: never): records of before may still name versions that went with it. `candidates` are the members of whom a
    condition is true that chooses among them, by its key; `journeys` what it remembers of those that it decides on.
    `history`, `forgotten` and `amounts` are of what members did while they were members, as those of a person are,
    where a condition asks for it; `answers` are what the questions of members' conditions come to, by their key.
    `lists` are those that it is on itself, `list_ends` until when where a membership ends (ms), and `trigger_states` is
    what it remembers of the triggers that ask the account.
    """

    awaits: ClassVar[tuple[()]] = ()
    key: str
    traits: dict[str, Any]
    members: tuple[str, ...] = ()
    merged_into: str = ""
    trait_times: TraitTimes | None = None
    telling: Telling | None = None
    versions: dict[str, HeldTraits] | None = None
    begun_at: int = 0
    candidates: dict[str, Candidates] | None = None
    journeys: dict[str, AccountJourney] | None = None
    history: dict[str, Times] | None = None
    forgotten: dict[str, Forgotten] | None = None
    amounts: dict[str, Amounts] | None = None
    answers: dict[str, QuestionAnswer] | None = None
    lists: tuple[str, ...] = ()
    list_ends: dict[str, int] | None = None
    trigger_states: TriggerStates | None = None

    def told_at(self) -> int | None:
        """When members are to be told of a change."""
        return None if self.telling is None else self.telling.due

    def changes_at(self) -> int | None:
        """When time alone could next change an answer, a list that it is on, or what one of its triggers asks."""
        times = [one.at for one in (self.answers or {}).values() if one.at is not None]
        times += (self.list_ends or {}).values()
        if self.trigger_states is not None and self.trigger_states.wake_at is not None:
            times.append(self.trigger_states.wake_at)
        return min(times, default=None)

    def told_answers(self) -> dict[str, bool] | None:
        """The answers that are known, as members hear of them."""
        known = ((key, one.truth) for key, one in (self.answers or {}).items())
        return {key: truth for key, truth in known if truth is not None} or None

    def wake_at(self) -> int | None:
        """The earliest of both times."""
        times = [at for at in (self.told_at(), self.changes_at()) if at is not None]
        return min(times, default=None)
