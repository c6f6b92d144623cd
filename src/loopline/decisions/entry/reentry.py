"""May somebody enter a journey again? The re-entry policy, asked of what a person or an account remembers."""

from msgspec import Struct

from loopline.decisions.narrate import NotEnteredReason
from loopline.decisions.published import JourneyVersion
from loopline.model.bounds.entry_keys import last_entry
from loopline.model.person import JourneyHistory


class ReentryAsked(Struct, frozen=True):
    """An entry that is asked for: by which key, what is remembered of the journey, and how many are `inside` by it."""

    key: str
    history: JourneyHistory
    inside: int


def reentry_refusal(version: JourneyVersion, asked: ReentryAsked, now: int) -> NotEnteredReason | None:
    """Why the policy does not let this entry in; None where it does."""
    rule, history, key = version.journey.entry.reentry, asked.history, asked.key
    last = last_entry(history, key) if key else (history.last_entered_at if history.entered else None)
    if asked.inside and (not rule.concurrent or 0 < rule.at_once <= asked.inside):
        return "already_inside"
    if 0 < rule.times <= history.entered:
        return "entered_enough"
    if rule.policy == "once" and last is not None:
        return "already_entered"
    if rule.policy == "after" and last is not None and now - last < version.after_ms:
        return "too_soon"
    if key and last is None and history.forgotten_at:
        since = now - version.after_ms if rule.policy == "after" else 0
        if rule.policy == "once" or (rule.policy == "after" and history.forgotten_at > since):
            return "keys_forgotten"
    return None
