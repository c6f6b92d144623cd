"""What a condition may see of an account, asked of itself."""

from collections.abc import Mapping

from loopline.conditions.scope import Judge, Scope
from loopline.model.accounts.account import Account
from loopline.model.ids import shown_id


def scope_of_account(account: Account, now: int, zone: str, segments: Mapping[str, Judge] | None = None) -> Scope:
    """The account at a moment (ms); `zone` is the workspace's, `segments` those that ask accounts alone."""
    return Scope(
        account=account.traits,
        account_id=shown_id(account.key),
        answers_of_account=account.told_answers() or {},
        history=account.history or {},
        forgotten=account.forgotten or {},
        amounts=account.amounts or {},
        lists=account.lists,
        segments=segments or {},
        now=now,
        zone=zone,
    )
