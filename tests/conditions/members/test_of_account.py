"""An account is asked by its own id, traits and past, and by what it has answered."""

from loopline.conditions.language import compile_condition
from loopline.conditions.members.of_account import scope_of_account
from loopline.model.accounts.account import Account, Answer

QUESTION = compile_condition('account.count("login") > 1')


def test_it_sees_its_own_traits_and_answers() -> None:
    (key,) = QUESTION.of_account
    account = Account(key="@acme", traits={"seats": 3}, answers={key: Answer(True)})
    scope = scope_of_account(account, 5, "UTC")
    assert compile_condition('account.id == "acme" and account.seats == 3').evaluate(scope) is True
    assert QUESTION.evaluate(scope) is True and compile_condition("seats == 3").evaluate(scope) is None
