"""An account is a state machine of the same kind, fed by its members' signals."""

from collections.abc import Callable
from typing import Final

from msgspec import Raw
from msgspec.json import Encoder
from msgspec.structs import replace

from loopline.model.accounts.account import FIRST_OF_ALL, Account, Telling
from loopline.model.effect import Effect, EmitSignal
from loopline.model.fact import Fact, late_fact, quality_fact, trait_facts
from loopline.model.signal import AccountChanged, MemberJoined, Signal, TimerDue
from loopline.model.traits import ACCOUNT_TRAITS_BYTES, FULL, state_traits

MEMBERS_MAX = 50_000
MEMBERS_CHARACTERS = 1 << 20
"""Characters of the ids of all members."""

MEMBERS_AT_ONCE: Final = 256
"""So many members hear of a change in one turn of the loop; the next turn tells the next ones."""

MEMBER_MS: Final = 1
"""An account with more members hears of changes by itself at most every so often a member (ms); see `_put_off`."""
_json = Encoder()


def _as_it_was(account: Account) -> Account:
    return account


def advance_account(
    account: Account,
    signal: Signal,
    at_once: int = MEMBERS_AT_ONCE,
    answering: Callable[[Account], Account] = _as_it_was,
) -> tuple[Account, list[Effect]]:
    """The account after a member joined, left or stated its traits; a change notifies every member, page by page.

    The first page is told at once, and `TimerDue` tells the next one. A newer change begins anew with the first page,
    so that nobody hears an older value after a newer one, and nobody hears of one change twice. Changes of a big
    account that follow each other closely are told as one. `answering` gives the account with the answers of now.
    """
    if isinstance(signal, TimerDue):
        return _tell(account, at_once)
    if not isinstance(signal, MemberJoined):
        return account, []
    if signal.left:
        return _without(account, signal.person), []
    effects: list[Effect] = []
    found = state_traits(account.traits, account.trait_times, signal.traits, signal.at, ACCOUNT_TRAITS_BYTES)
    effects.extend(trait_facts(account.key, signal.received_at, found.conflicts, "account_too_big"))
    if found.late:
        effects.append(late_fact(account.key, signal.received_at, found.late))
    members = account.members
    if signal.person not in members:
        if len(members) < MEMBERS_MAX and sum(map(len, members)) + len(signal.person) <= MEMBERS_CHARACTERS:
            members = (*members, signal.person)
        else:
            effects.append(
                quality_fact(account.key, signal.received_at, "account_too_big", signal.person, FULL, "a member")
            )
    if found.changed or len(members) != len(account.members):
        data = Raw(_json.encode({"traits": found.traits, "members": len(members)}))
        effects.append(Fact(kind="account", person="", account=account.key, at=signal.at, data=data))
    after = answering(replace(account, traits=found.traits, trait_times=found.times, members=members))
    is_news = bool(found.changed) or after.told_answers() != account.told_answers()
    if not is_news and _will_hear(after, signal.person):
        return after, effects
    telling = Telling(signal.person, signal.id, signal.at, signal.received_at, 0)
    if not is_news:
        return after, [*effects, _notice(after, signal.person, telling)]
    after, notices = tell_members(after, telling, at_once)
    return after, effects + notices


def tell_members(account: Account, telling: Telling, at_once: int) -> tuple[Account, list[Effect]]:
    """The account that tells its members what it is now; at once, or with what else follows its last news closely.

    The person who brought it about, if anybody did, hears of it at once.
    """
    due = _put_off(account, telling.received_at)
    if due is None:
        return _tell(replace(account, telling=telling), at_once)
    # what is not silent may be among what is told together
    is_silent = telling.silent and (account.telling is None or account.telling.silent or account.telling.due is None)
    later = replace(telling, person="", received_at=due, due=due, silent=is_silent)
    return replace(account, telling=later), [_notice(account, telling.person, telling)] if telling.person else []


def _put_off(account: Account, now: int) -> int | None:
    """Until when the members wait for a change, since they were told of another one just now; None: they do not.

    The person who brings a change about hears of it at once; the others hear of the newest one, a millisecond for
    each of them after the last. A signal then does not cost as many decisions as an account has members, however many
    are sent.
    """
    telling = account.telling
    if telling is None or telling.due == FIRST_OF_ALL:
        return None
    if telling.due is not None:
        return telling.due
    due = telling.received_at + len(account.members) * MEMBER_MS
    return due if now < due else None


def _without(account: Account, person: str) -> Account:
    """The account after a member left; of a change on its way the others still hear, each once."""
    members, telling = tuple(m for m in account.members if m != person), account.telling
    if telling is not None:
        told = sum(m != person for m in account.members[: telling.next])
        telling = replace(telling, next=told, person="" if telling.person == person else telling.person)
    return replace(account, members=members, telling=telling)


def _will_hear(account: Account, person: str) -> bool:
    """Whether a page that is still to be told has a place for this person."""
    telling = account.telling
    if telling is None or telling.due != FIRST_OF_ALL:
        return False
    return person == telling.person or person in account.members[telling.next :]


def _tell(account: Account, at_once: int) -> tuple[Account, list[Effect]]:
    """The next page of notices, at most so many; the last one of all is for the person who brought the change about."""
    telling = account.telling
    if telling is None or telling.due is None:
        return account, []
    after = telling.next + at_once
    told = [member for member in account.members[telling.next : after] if member != telling.person]
    done = after >= len(account.members) and len(told) < at_once
    if done and telling.person:
        told.append(telling.person)
    notices: list[Effect] = [_notice(account, member, telling) for member in told]
    rest = replace(telling, next=min(after, len(account.members)), due=FIRST_OF_ALL)
    if done:
        rest = Telling("", "", telling.at, telling.received_at, 0, None)
    is_small = done and len(account.members) <= MEMBERS_AT_ONCE
    return replace(account, telling=None if is_small else rest), notices


def _notice(account: Account, member: str, telling: Telling) -> EmitSignal:
    return EmitSignal(
        AccountChanged(
            key=member,
            id=f"{telling.id}:{account.key}",
            at=telling.at,
            received_at=telling.received_at,
            account=account.key,
            traits=account.traits,
            answers=account.told_answers(),
            silent=telling.silent,
        )
    )
