"""Checks of an entry that the account decides on, and of the ways in that ask the account itself."""

from collections.abc import Mapping

from loopline.conditions.accounts.alone import asks_of_person
from loopline.decisions.checks.findings import Findings
from loopline.decisions.checks.values import AT_CHANGE, check_choice, check_event, check_in_journey
from loopline.model.entry.account import (
    FALLBACKS,
    PASSAGES_COUNTED_MAX,
    RECIPIENT_RULES_MAX,
    RECIPIENTS_MAX,
    AccountEntry,
)
from loopline.model.entry.trigger import Trigger
from loopline.model.journey import Journey


def check_account_entry(found: Findings, journey: Journey, account: AccountEntry, at: str) -> None:
    """The conditions can be asked of any member at any time, and there is somebody who could enter."""
    check_choice(found, account.fallback, FALLBACKS, f"{at}.fallback", "account_fallback_unknown")
    for index, text in enumerate(account.recipient):
        check_in_journey(found, journey, text, f"{at}.recipient[{index}]", AT_CHANGE)
    if len(account.recipient) > RECIPIENT_RULES_MAX:
        text = f"An account chooses by at most {RECIPIENT_RULES_MAX} conditions; put those together that rank alike."
        found.error("account_rules_many", text, f"{at}.recipient")
    if not 1 <= account.limit <= RECIPIENTS_MAX:
        text = f"Let 1 to {RECIPIENTS_MAX} members of the account in at once."
        found.error("account_limit_range", text, f"{at}.limit")
    for name in ("at_once", "per_hour", "per_day"):
        if not 0 <= getattr(account, name) <= PASSAGES_COUNTED_MAX:
            text = f"Write 1 to {PASSAGES_COUNTED_MAX} passages, or leave it out for no limit."
            found.error("account_limit_range", text, f"{at}.{name}")
    if account.at_once and (journey.entry.reentry.concurrent or journey.entry.reentry.at_once):
        text = "account.at_once says how many stand beside each other; leave reentry.concurrent and at_once out."
        found.error("account_at_once_twice", text, f"{at}.at_once")
    if not account.recipient and account.fallback == "nobody":
        text = "Nobody can enter: name a condition for who is chosen, or another fallback."
        found.error("account_recipient_missing", text, f"{at}.recipient")


def check_of_account(found: Findings, journey: Journey, trigger: Trigger, at: str) -> None:
    """The account is asked, so it has to decide, and neither filters nor its segment ask anything of a person."""
    segments: Mapping[str, str] = found.context.segments or {}
    if trigger.account_event:
        check_event(found, trigger.account_event, f"{at}.account_event")
    if journey.entry.account is None:
        text = "This asks the account, which lets in whom it chooses: write `entry.account` too."
        found.error("trigger_account_event", text, at)
    if (name := trigger.account_segment) in segments and (asked := asks_of_person(segments[name], segments)):
        text = f'{asked} is known of a person, so "{name}" is no segment of accounts; name another one.'
        found.error("segment_not_of_accounts", text, f"{at}.account_segment")
    for where, place in ((trigger.where, f"{at}.where"), (journey.entry.where, "entry.where")):
        if asked := asks_of_person(where, segments):
            text = f"{asked} is known of a person, and here an account is asked; choose by `recipient`."
            found.error("trigger_account_event", text, place)
