"""How a passage ended, and which exit rule holds: the words of ends, of refusals at the entry and at the send."""

from collections.abc import Mapping
from typing import Any, Final

from loopline.model.fact import Fact

ENDS: Final = {
    "completed": "reached the end of the journey",
    "goal_reached": "reached the goal",
    "node_missing": "stood on a node that is gone",
    "node_deleted": "stood on a node that the new version does not have",
    "moved_out": "the author of the new version lets people leave where they stood",
    "version_missing": "stood on a version of the journey that is gone",
    "too_many_steps": "took too many steps without a wait",
    "journey_stopped": "the journey was stopped",
    "merged": "was merged with a person who was in the journey already",
    "no_room": "was merged with a person, and there was no room for all journeys of both",
    "left_account": "left the account that had chosen them",
    "group_taken": "stood in another journey of its group first",
    "outranked": "a better journey of its group took its place",
    "taken_out": "an operator took them out",
    "forgotten": "this person was forgotten",
}
CONDITION: Final = "condition"
"""The reason of an exit by a condition to which its author gave none."""

EXIT_PREFIX: Final = "exit_"
SHARED_EXIT_PREFIX: Final = "shared_exit_"
"""Begin the reason of a message that an exit of the journey, or of the workspace, refused at the send."""

RETURNED: Final = "returned"
"""The reason of a step on from a hand-over: the other journey has ended, or did not in time."""

BACK: Final = {
    "not_entered": "it did not let them in",
    "timed_out": "it had not ended in time",
}
HOLDS: Final = "an exit rule of the journey holds"


def exit_refusal(reason: str) -> str:
    """Why an exit refused a message at the send; "" for a reason of another kind."""
    if reason.startswith(EXIT_PREFIX):
        return f"{HOLDS} ({_end(reason.removeprefix(EXIT_PREFIX))})"
    if reason.startswith(SHARED_EXIT_PREFIX):
        return f"an exit rule of the workspace holds ({_end(reason.removeprefix(SHARED_EXIT_PREFIX))})"
    return ""


def kept_out(words: str, data: Mapping[str, Any]) -> str:
    """Why nobody entered, in these words, with the exit rule that holds where one does, and whose it is."""
    rule, whose = data.get("rule"), data.get("rule_of")
    if whose:
        words = f"an exit rule of the {whose} holds already"
    return f"{words} ({_end(str(rule))})" if rule and rule != CONDITION else words


def back_words(ended: object) -> str:
    """How the journey ended from which somebody comes back."""
    return BACK.get(str(ended)) or _end(str(ended))


def exit_words(fact: Fact, data: Mapping[str, Any]) -> str:
    """The end; an exit rule without a name of its own is named by its condition, and one of the workspace as that."""
    when, whose = data.get("when"), data.get("rule_of")
    words = f"exit rule, because {when} is true" if fact.reason == CONDITION and when else _end(fact.reason)
    if not whose:
        return words
    named = f"exit rule of the {whose}"
    return words.replace("exit rule", named, 1) if words.startswith("exit rule") else f"{words}, by an {named}"


def _end(reason: str) -> str:
    if reason in ENDS:
        return ENDS[reason]
    for prefix, words in (("event_", "exit rule, because of "), ("change_", "exit rule, because this changed: ")):
        if reason.startswith(prefix):
            return words + reason.removeprefix(prefix)
    return reason.replace("_", " ")
