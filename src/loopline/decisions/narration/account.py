"""What facts of account journeys mean, in plain words: who asked, who was chosen by which rule, who was not and why."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from loopline.model.fact import Fact
from loopline.model.ids import shown_id

AccountReason = Literal[
    "no_account", "unreachable", "left_account", "nobody_fits", "nobody_reached", "too_many_asked", "account_rate"
]

BY_ACCOUNT: Final = "account"
"""The name of facts in which an account answers who asked: of kind `not_entered`, or `asked` where it chose another."""

ACCOUNT_REFUSALS: Final[Mapping[str, str]] = {
    "no_account": "the journey is decided by the account, and they belong to none",
    "unreachable": "their account chose them, and none of its messages could reach them",
    "left_account": "they are not in the account that chose them any more",
    "nobody_fits": "no member of the account fits, and the journey names nobody in their place",
    "nobody_reached": "no member whom the account chose could enter",
    "account_rate": "as many members of the account have entered in this hour or day as may",
    "too_many_asked": "the account stands in too many passages of the journey at once",
}
"""Why a member does not enter a journey that the account decides on."""

ACCOUNT_SAYS: Final[Mapping[str, str]] = {
    "already_inside": "the account is in the journey already, by {holders}",
    "already_entered": "the account may enter only once",
    "entered_enough": "the account has entered as often as it may",
    "too_soon": "the account had entered too recently",
    "keys_forgotten": "the account entered by more keys than are remembered, so nobody knows whether this one is new",
}
"""The re-entry policy's answers, where an account was asked."""

BY_RULE: Final[Mapping[str, str]] = {
    "asker": "by the fallback, as the member who triggered it",
    "anyone": "by the fallback, as a member who can be reached",
}


def account_line(fact: Fact, data: Mapping[str, Any]) -> str:
    """The sentence of a fact of kind `asked`, `chosen` or `returned`."""
    if fact.kind == "asked" and fact.name != BY_ACCOUNT:
        return f"Asked the account who enters {fact.journey}, by {fact.name}."
    if fact.kind in ("asked", "chosen"):
        why = BY_RULE.get(fact.reason, f"because {fact.reason} is true")
        asker, chosen = shown_id(str(data.get("asker", ""))), shown_id(str(data.get("chosen") or fact.person))
        cause = f"{asker} had triggered it" if asker else "an event of its own had triggered it"
        return f"The account chose {chosen} for {fact.journey}, {why}; {cause}."
    ends = {"ended": "has ended", "refused": "was not taken", "handed_on": "goes to the next member"}
    how = ends.get(fact.name, fact.name)
    return f"The place of {shown_id(fact.person)} in {fact.journey} {how}: {fact.reason.replace('_', ' ')}."


def account_refusal(fact: Fact, data: Mapping[str, Any]) -> str:
    """Why the account let nobody in; "" for a reason that is not its own."""
    words = ACCOUNT_SAYS.get(fact.reason, "") if fact.name == BY_ACCOUNT else ""
    holders = data.get("holders") or ["somebody"]
    return words.replace("{holders}", ", ".join(shown_id(str(one)) for one in holders))
