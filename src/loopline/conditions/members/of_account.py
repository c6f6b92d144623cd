"""What a condition may see of an account, asked of itself."""

from loopline.conditions.scope import Scope
from loopline.model.accounts.account import Account
from loopline.model.ids import shown_id


def scope_of_account(account: Account, now: int, zone: str) -> Scope:
    """The account at a moment (ms); `zone` is the workspace's."""
    return Scope(
        account=account.traits,
        account_id=shown_id(account.key),
        answers_of_account=account.told_answers() or {},
        history=account.history or {},
        forgotten=account.forgotten or {},
        amounts=account.amounts or {},
        now=now,
        zone=zone,
    )
