"""The one pure function of an account's decisions, as `advance` is a person's."""

from loopline.decisions.accounts.choosing import answer_ask, hear, state_recipient
from loopline.decisions.published import PublishedSet
from loopline.model.accounts.account import Account
from loopline.model.effect import Effect
from loopline.model.signal import MemberJoined, Signal
from loopline.model.signals.members import AccountAsked, MemberAnswered, RecipientStated
from loopline.signals.people.account import MEMBERS_AT_ONCE, advance_account


def decide_account(
    account: Account, signal: Signal, published: PublishedSet, at_once: int = MEMBERS_AT_ONCE
) -> tuple[Account, list[Effect]]:
    """The account after a signal: its traits and members, and which of these enter the journeys that it decides on."""
    effects: list[Effect] = []
    match signal:
        case AccountAsked():
            return answer_ask(account, signal, published, effects), effects
        case MemberAnswered():
            return hear(account, signal, published, effects), effects
        case RecipientStated():
            return state_recipient(account, signal), effects
        case _:
            account, effects = advance_account(account, signal, at_once)
    if isinstance(signal, MemberJoined) and signal.left and account.candidates:
        gone = RecipientStated(
            key=account.key, id="", at=signal.at, received_at=signal.received_at, person=signal.person
        )
        account = state_recipient(account, gone)
    return account, effects
