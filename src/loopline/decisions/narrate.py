"""Says in plain words what a fact means: the sentences of timelines and of "why did, or didn't, Ann get this?"."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, Literal, NewType

from loopline.decisions.address_words import ADDRESS_REFUSALS, AddressReason, address_words
from loopline.decisions.choosing.words import CHOICE, CHOICE_KEPT, choice_line
from loopline.decisions.consent_reasons import CONSENT_REFUSALS, ConsentReason, consent_line
from loopline.decisions.fact_values import data_of, locale_words, values, won_words
from loopline.decisions.narration.account import ACCOUNT_REFUSALS, AccountReason, account_line, account_refusal
from loopline.decisions.narration.admission import ADMISSION_REFUSALS, queued_line
from loopline.decisions.narration.exits import HOLDS, RETURNED, back_words, exit_refusal, exit_words, kept_out
from loopline.decisions.narration.hours import hour_words
from loopline.decisions.narration.lists import list_line
from loopline.decisions.narration.offers import offer_line
from loopline.decisions.quality import quality_words
from loopline.model.admission.reasons import AdmissionReason
from loopline.model.channels import SANDBOX_KIND, label_of
from loopline.model.fact import Fact
from loopline.model.history.message_events import MACHINE, PROXY

GateReason = Literal[
    "journey_paused",
    "journey_stopped",
    "exited",
    "exit_holds",
    "no_address",
    "phone_invalid",
    "phone_country_unknown",
    "unsubscribed",
    "no_opt_in",
    "capped",
    "held_for_better",
    "quiet_hours",
    "never_open",
    ConsentReason,
    AddressReason,
]
"""The gate's refusals. What refuses a message later, and what a provider answers, has sentences in REFUSALS too."""

NotEnteredReason = Literal[
    "too_late",
    "filter_false",
    "filter_unknown",
    "already_inside",
    "already_entered",
    "entered_enough",
    "too_soon",
    "too_many_open",
    "exit_holds",
    "group_taken",
    "keys_forgotten",
    "no_room",
    "journey_paused",
    "journey_stopped",
    "handed_round",
    "takes_no_requests",
    AccountReason,
    AdmissionReason,
]
HandoffReason = Literal["handoff", "handoff_paused", "handoff_stopped", "handoff_missing"]
EndReason = Literal[
    "completed",
    "goal_reached",
    "node_missing",
    "node_deleted",
    "moved_out",
    "version_missing",
    "too_many_steps",
    "journey_stopped",
    "merged",
    "no_room",
    "left_account",
    "group_taken",
    "outranked",
    "taken_out",
    "forgotten",
]
"""The ends that we give ourselves."""

StatedReason = NewType("StatedReason", str)
"""The reason of an end that an author wrote, or that names what ended the journey: `event_bought`, `refused_capped`."""

REFUSALS: Final[dict[str, str]] = {
    "no_address": "there is no address for this channel",
    "phone_invalid": "what stands there for their phone number is none",
    "phone_country_unknown": "their phone number does not say its country: write it with +, or set the workspace's",
    "unsubscribed": "they refused this channel or topic",
    "no_opt_in": "they have not opted in to this channel",
    "capped": "they have had as many messages as the frequency cap allows",
    "held_for_better": "it is held, so that a better one may overtake it",
    "quiet_hours": "it is quiet hours where they live",
    "never_open": "quiet hours and the rules of their country leave no hour in two weeks",
    **CONSENT_REFUSALS,
    "exited": "they had left the journey by an exit rule",
    "exit_holds": HOLDS,
    "journey_paused": "the journey is paused",
    "journey_resumed": "the journey goes on, so it is due now",
    "zone_changed": "the person is in another time zone now, so it is asked again",
    "wishes_changed": "the person wants it otherwise now, so it is asked again",
    "rules_changed": "the rules of the workspace are others now, so it is asked again",
    "journey_stopped": "the journey was stopped",
    "content_blank": "a part of the message came out empty for this person",
    "personalisation_missing": "a field that the message needs has no value and no fallback",
    "merge_under_way": "the person is just found to be somebody else as well, so it is asked again in a moment",
    "person_gone": "nothing is known of this person any more",
    "call_not_awaited": "the person had gone on without the answer",
    **ADDRESS_REFUSALS,
}
NOT_ENTERED: Final[Mapping[str, str]] = {
    "too_late": "the event arrived too late to trigger",
    "filter_false": "the entry filter was not met",
    "filter_unknown": "the entry filter could not be decided: a value it needs is missing",
    "already_inside": "they were in the journey already",
    "already_entered": "they may enter only once",
    "entered_enough": "they have entered as often as they may",
    "too_soon": "they had entered too recently",
    "no_room": "there was no room for what the event carried beside the journeys they stand in",
    "too_many_open": "they stand in too many journeys at once",
    "exit_holds": "an exit rule holds already",
    "group_taken": "they stand in another journey of its group",
    "keys_forgotten": "they entered by more keys than are remembered, so nobody knows whether this one is new",
    "journey_paused": "the journey is paused",
    "journey_stopped": "the journey was stopped",
    "handed_round": "journeys handed them on to each other in a circle",
    "takes_no_requests": "the journey takes no requests any more",
    **ACCOUNT_REFUSALS,
    **ADMISSION_REFUSALS,
}
HANDOFFS: Final = {
    "handoff": "was handed over to {name}",
    "handoff_paused": "was not handed over to {name}: that journey is paused",
    "handoff_stopped": "was not handed over to {name}: that journey was stopped",
    "handoff_missing": "was not handed over to {name}: no such journey is published",
}
SIMPLE: Final = {
    "event": "Did {name}.",
    "person": "Profile changed ({reason}).",
    "account": "The account changed.",
    "merged": "Found to be the same person as {name}.",
    "message": "Message decided: {channel} at {node}{locale}.",
    "called": "The endpoint of {node} is to be called.",
    "goal": "Reached the goal: {name}.",
    "updated": "Traits or lists updated at {node}.",
    "assigned": 'Experiment {node}: arm "{name}".',
    "moved": "Moved to version {version} of {journey}, at {name}.",
    "published": "Version {version} was published: {reason}.",
    "state": "The journey is now {name}.",
    "capped": 'The cap {name} tries several limits, and they differ here: theirs is "{arm}".',
    "forgotten": "What was known of this person was erased.",
}


def narrate(fact: Fact) -> str:
    """One sentence."""
    match fact.kind:
        case "consent":
            return consent_line(fact, data_of(fact))
        case "entered":
            held = f" Held out at the {fact.held} level: messages are withheld." if fact.held else ""
            return f"Entered {fact.journey} by {fact.name}{values(fact)}.{held}"
        case "not_entered":
            return f"Did not enter {fact.journey}: {_not_entered(fact)}{won_words(fact)}.{values(fact)}"
        case "stepped":
            return _stepped(fact)
        case "waited":
            return _waited(fact)
        case "withheld":
            level = fact.held or fact.reason.removeprefix("held_out_")
            return f"The {_message(fact)} was withheld: the person is held out ({level} level)."
        case "refused" | "deferred":
            verb = "was not sent" if fact.kind == "refused" else "is put off"
            return f"The {_message(fact)} {verb}: {_refusal(fact.reason)}{won_words(fact)}{values(fact)}."
        case "attempt":
            return _attempt(fact)
        case "receipt":
            return _receipt(fact)
        case "address":
            return address_words(fact, data_of(fact), moment)
        case "exited":
            return f"Left {fact.journey}: {exit_words(fact, data_of(fact))}{won_words(fact)}.{values(fact)}"
        case _:
            return _simple(fact)


def _simple(fact: Fact) -> str:
    if fact.kind == "quality":
        return quality_words(fact)
    if fact.kind == "offer":
        return offer_line(fact, data_of(fact), moment)
    if fact.kind == "queued":
        return queued_line(fact, data_of(fact))
    if fact.kind in ("asked", "chosen", "returned"):
        return account_line(fact, data_of(fact))
    if fact.kind == "updated" and isinstance(unknown := data_of(fact).get("unknown"), Mapping):
        kept = ", ".join(f'"{name}" stays as it was, since {field} is not known' for name, field in unknown.items())
        return f"Traits or lists updated at {fact.node}; {kept}."
    if fact.kind == "message" and not fact.node:
        return f"Message asked for: {label_of(fact.channel)}{', to another address' if fact.name else ''}."
    if fact.kind == "list":
        return list_line(fact, data_of(fact), moment)
    return SIMPLE.get(fact.kind, fact.kind).format(
        journey=fact.journey,
        name=fact.name,
        arm=fact.arm,
        reason=fact.reason,
        node=fact.node,
        locale=locale_words(fact),
        channel=label_of(fact.channel),
        version=fact.version,
    )


def _waited(fact: Fact) -> str:
    data = data_of(fact)
    until, hour = data.get("until"), hour_words(data.get("hour"))
    return f"{'Now waits' if fact.reason == 'moved' else 'Waits'} at {fact.node}" + (
        f" until {moment(until)}{hour}." if until else " for a signal."
    )


def _receipt(fact: Fact) -> str:
    machine = " by a machine, so it does not count" if fact.reason == MACHINE else ""
    if fact.reason == PROXY:
        machine = " by a picture proxy, so nobody knows whether the person looked"
    of = f" of {fact.node}" if fact.node else ""
    return f"{fact.name.capitalize()}{machine}: {label_of(fact.channel)}{of}."


def _refusal(reason: str) -> str:
    return exit_refusal(reason) or REFUSALS.get(reason, reason)


def _not_entered(fact: Fact) -> str:
    data = data_of(fact)
    return kept_out(account_refusal(fact, data) or NOT_ENTERED.get(fact.reason, fact.reason), data)


def _stepped(fact: Fact) -> str:
    if fact.reason in (CHOICE, CHOICE_KEPT):
        return choice_line(fact, data_of(fact))
    if fact.reason in ("branch", "otherwise"):
        return f'At {fact.node} took "{fact.name}".{values(fact)}'
    if fact.reason == "outside_slot":
        return f'At {fact.node} took "{fact.name}" and is not counted: the experiment has another part of everybody.'
    if fact.reason == RETURNED:
        return f"At {fact.node} went on after {fact.name}: {back_words(data_of(fact).get('ended'))}."
    if fact.reason == "timed_out":
        return f"The wait at {fact.node} ran out of time."
    if fact.reason in HANDOFFS:
        return f"At {fact.node} {HANDOFFS[fact.reason].format(name=fact.name)}."
    if fact.reason.startswith("event "):
        return f"The wait at {fact.node} ended: {fact.reason.removeprefix('event ')} happened."
    if fact.reason.startswith("way "):
        return f'The wait at {fact.node} ended by the way "{fact.reason.removeprefix("way ")}".{values(fact)}'
    if fact.reason == "condition":
        return f"The wait at {fact.node} ended: its condition became true.{values(fact)}"
    return f"Went on from {fact.node} ({fact.reason.replace('_', ' ')})."


def _message(fact: Fact) -> str:
    return f"{label_of(fact.channel)} {f'of {fact.node}' if fact.node else 'that was asked for'}"


def _attempt(fact: Fact) -> str:
    why = f": {_refusal(fact.reason).removesuffix('.')}" if fact.reason else ""
    if fact.name == "sent" and fact.provider == SANDBOX_KIND:
        return f"The sandbox kept the {_message(fact)}; nothing left."
    words = {
        "sent": f"The {_message(fact)} was handed to the provider{f' {fact.provider}' if fact.provider else ''}",
        "retry": f"The {_message(fact)} will be tried again",
        "deferred": f"The {_message(fact)} is put off",
        "failed": f"The {_message(fact)} failed for good",
        "refused": f"The {_message(fact)} was not sent",
        "unknown": f"Nobody can say whether the {_message(fact)} went out",
    }
    return f"{words.get(fact.name, fact.name)}{why}."


def moment(at: object) -> str:
    """A time (ms) as "2026-03-01 09:00 UTC"."""
    if not isinstance(at, int | float):
        return "an unknown time"
    return datetime.fromtimestamp(at / 1_000, UTC).strftime("%Y-%m-%d %H:%M UTC")
