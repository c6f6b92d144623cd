"""Triggers that ask the account itself: it remembers how each stood, and asks for a journey where one turns.

They are asked as those of people are, one bit an account and a trigger, at the time of a signal or of a wake-up.
"""

from msgspec.structs import replace

from loopline.conditions.members.of_account import scope_of_account
from loopline.decisions.accounts.entering import entered_by_trigger
from loopline.decisions.entry.trigger_states import NEVER_ASKED, TriggerAsking
from loopline.decisions.published import PublishedSet
from loopline.model.accounts.account import Account
from loopline.model.effect import Effect
from loopline.model.localtime import zone_in_use


def is_known(account: Account) -> bool:
    """Whether anything has been said of an account before."""
    known = (account.members, account.traits, account.lists, account.journeys, account.history, account.trigger_states)
    return any(known)


def is_account_unasked(account: Account, published: PublishedSet) -> bool:
    """Whether triggers of accounts stand of which an account, which is known, has not been asked."""
    triggers, states = published.condition_triggers, account.trigger_states
    if not triggers.of_accounts or not is_known(account):
        return False
    return states is None or states.asked != triggers.id


def triggers_asked(
    account: Account,
    published: PublishedSet,
    now: int,
    cause: str,
    effects: list[Effect],
    *,
    is_new: bool = False,
    silent: bool = False,
) -> Account:
    """The account asked of all its triggers as it stands now (ms), with the passages that those make which turned.

    `is_new`: nothing was known of it when they were published, so nothing held then. `silent`: what holds is noted.
    """
    triggers, states = published.condition_triggers, account.trigger_states or NEVER_ASKED
    if not triggers.of_accounts:
        has_wake = account.trigger_states is not None and states.wake_at is not None
        return replace(account, trigger_states=replace(states, wake_at=None)) if has_wake else account
    holds, known = set(states.holds) & triggers.kept, set(states.known) & set(triggers.skipping.values())
    if is_new:
        known = set(triggers.skipping.values())
    scope = scope_of_account(account, now, zone_in_use("", published.workspace.zone), published.segments)
    asking = TriggerAsking(triggers, scope, holds, known, {})
    turned = [one for one in triggers.of_accounts if asking.has_turned(one)]
    after = replace(
        NEVER_ASKED,
        asked=triggers.id,
        holds=tuple(sorted(holds)),
        known=tuple(sorted(known)),
        wake_at=min(asking.wakes, default=None),
    )
    if after != account.trigger_states:
        account = replace(account, trigger_states=after)
    live = published.live
    for one in sorted(turned, key=lambda one: (-live[one.journey].journey.priority, one.journey, one.place)):
        if not silent:
            account = entered_by_trigger(account, one, cause, now, published, effects)
    return account
