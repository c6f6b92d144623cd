"""What must hold of lists: a membership ends at its time, and an account remembers how its triggers stand."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from loopline.conditions.members.of_account import scope_of_account
from loopline.lab.simulator.facts import RecordedFact
from loopline.lab.simulator.history import CheckedWorld
from loopline.model.accounts.account import Account
from loopline.model.localtime import zone_in_use
from loopline.model.person import Person
from loopline.runtime.engine.cache import decode
from loopline.runtime.engine.publication import boot


def memberships_end_at_their_time(case: CheckedWorld) -> Iterator[str]:
    """The end that was said last is when it ended; nothing ends that was not to."""
    now = max(at for _, at in case.played.commits)
    unclear = {name for fact in case.played.facts if fact.kind == "merged" for name in (fact.person, fact.name)}
    due: defaultdict[tuple[str, str], int] = defaultdict(int)
    for fact in case.played.facts:
        if fact.kind == "updated":  # a journey puts people on lists without a word of its own
            for who, name in tuple(due):
                if who == fact.person:
                    del due[who, name]
        if fact.kind != "list" or fact.person in unclear:
            continue
        of = (fact.person or fact.account, fact.name)
        if fact.reason == "expired" and of in due and fact.at != due[of]:
            yield f"{of} was to end at {due[of]}, and ended at {fact.at}"
        due[of] = _end_of(fact)
    for of, at in due.items():
        if 0 < at <= now:
            yield f"{of} was to end at {at}, and has not by {now}"
    for state in map(decode, case.played.records):
        if isinstance(state, Person | Account) and not state.merged_into:
            late = {name: at for name, at in (state.list_ends or {}).items() if at <= now or name not in state.lists}
            if late:
                yield f"{state.key} holds ends that have passed, or of no list: {late} at {now}"


def _end_of(fact: RecordedFact) -> int:
    until = fact.data.get("until", 0) if fact.data and fact.reason == "added" else 0
    return int(until)


def accounts_remember_how_triggers_stand(case: CheckedWorld) -> Iterator[str]:
    """An account that was asked of what is published last knows of each of its triggers whether it holds."""
    published = boot(case.played.documents, lambda *_: None)
    triggers, zone = published.condition_triggers, zone_in_use("", published.workspace.zone)
    now = max(at for _, at in case.played.commits)
    for account in map(decode, case.played.records):
        if not isinstance(account, Account) or not triggers.of_accounts or account.trigger_states is None:
            continue
        if account.trigger_states.asked != triggers.id:
            yield f"{account.key} was asked of {account.trigger_states.asked}, and {triggers.id} is published"
            continue
        scope = scope_of_account(account, now, zone, published.segments)
        true = {one.key for one in triggers.of_accounts if one.condition and one.condition.evaluate(scope) is True}
        held = {one.key for one in triggers.of_accounts} & set(account.trigger_states.holds)
        if true != held:
            yield f"{account.key} remembers {sorted(held)}, and {sorted(true)} hold"


def every_turn_is_asked_once(case: CheckedWorld) -> Iterator[str]:
    """An account asks for a journey by a list at most as often as it joined it, or was on it when one was published."""
    joins: defaultdict[str, int] = defaultdict(int)
    asks: defaultdict[tuple[str, str], int] = defaultdict(int)
    publishes = sum(fact.kind in ("published", "state") for fact in case.played.facts)
    for fact in case.played.facts:
        if fact.kind == "list" and not fact.person and fact.name == "pilot" and fact.reason == "added":
            joins[fact.account] += 1
        elif fact.kind == "asked" and not fact.person and fact.name == "account list pilot":
            asks[fact.account, fact.journey] += 1
    for (account, journey), count in asks.items():
        if count > 2 * (joins[account] + publishes):
            yield f"{account} asked for {journey} {count} times by a list that it joined {joins[account]} times"


ABOUT_LISTS: Final = (
    memberships_end_at_their_time,
    accounts_remember_how_triggers_stand,
    every_turn_is_asked_once,
)
