"""An account answers the questions of its members' conditions, by what it is and what they did, at a moment."""

from collections.abc import Collection

from msgspec.structs import replace

from loopline.conditions.accounts.asked import MembersAsked
from loopline.conditions.language import Condition, Scope
from loopline.conditions.members.of_account import scope_of_account
from loopline.model.accounts.account import Account, Answer


def with_answers(
    account: Account, asked: MembersAsked, now: int, zone: str, anew: Collection[str] | None = None
) -> Account:
    """The account whose answers are those of now (ms): of the questions `anew` (None: all), and of those never asked.

    What nobody asks any more is forgotten.
    """
    known = account.answers or {}
    if not asked.questions:
        return replace(account, answers=None) if known else account
    scope = scope_of_account(account, now, zone)
    answers = {
        key: _answer(question, scope) if anew is None or key in anew or key not in known else known[key]
        for key, question in asked.questions.items()
    }
    return account if answers == known else replace(account, answers=answers)


def due_questions(account: Account, now: int) -> list[str]:
    """The questions whose answers time may have changed by now (ms)."""
    return [key for key, one in (account.answers or {}).items() if one.at is not None and one.at <= now]


def _answer(question: Condition, scope: Scope) -> Answer:
    return Answer(question.evaluate(scope), question.next_change(scope))
