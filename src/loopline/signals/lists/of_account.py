"""The lists of an account: what a word about one changes, and what time does."""

from msgspec.structs import replace

from loopline.model.accounts.account import Account
from loopline.model.effect import Effect
from loopline.model.fact import quality_fact
from loopline.model.signal import ListChanged
from loopline.model.traits import FULL
from loopline.signals.lists.membership import Membership, after_time, after_word, expired_fact, list_fact


def account_listed(account: Account, signal: ListChanged, effects: list[Effect]) -> Account:
    """The account after it was put on a list or taken off it; the same one where that changes nothing."""
    known = Membership(account.lists, account.list_ends)
    after, has_room = after_word(known, signal)
    if not has_room:
        told = quality_fact("", signal.received_at, "list_limit", signal.name, FULL, "not kept")
        effects.append(replace(told, account=account.key))
    if after == known:
        return account
    effects.append(list_fact(signal, account=account.key))
    return replace(account, lists=after.lists, list_ends=after.ends)


def lists_of_account_ended(account: Account, now: int, effects: list[Effect]) -> Account:
    """The account off the lists whose membership has ended by now (ms); the same one where none has."""
    if not account.list_ends:
        return account
    after, gone = after_time(Membership(account.lists, account.list_ends), now)
    if not gone:
        return account
    effects.extend(expired_fact(name, now, account=account.key) for name in gone)
    return replace(account, lists=after.lists, list_ends=after.ends)
