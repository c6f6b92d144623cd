"""What the fact of a choice means, in plain words."""

from collections.abc import Mapping
from typing import Any, Final

from loopline.model.fact import Fact
from loopline.model.nodes.choose import NOTHING

CHOICE: Final = "choice"
"""The reason of a fact of kind `stepped` by which an option was drawn; learning counts these."""

CHOICE_KEPT: Final = "choice_kept"
"""The same where a passage came back to the node, and keeps what it was given; learning does not count it again."""

STAGE_WORDS: Final[Mapping[str, str]] = {
    "random": "at random among what they may have",
    "best": "by what is best on the whole",
    "groups": "by what is best in their group",
    "learned": "by what is known of them",
}


def choice_line(fact: Fact, data: Mapping[str, Any]) -> str:
    """The sentence of a choice: what, how probable, by which policy and why by it."""
    what = "chose to do nothing" if fact.name == NOTHING else f'chose "{fact.name}"'
    if fact.reason == CHOICE_KEPT:
        return f"At {fact.node} {what} again: a passage keeps what it was given, for as long as it may have it."
    share = f"{round(100 * fact.value)} %" if fact.value is not None else "a share"
    if not (version := data.get("policy")):
        return f"At {fact.node} {what}: {share}, at random, as nothing is learned yet. {_refused(data)}".strip()
    group = f" for {group}" if (group := data.get("group")) else ""
    return f"At {fact.node} {what}: {share} by policy {version}{group}, {_how(data)}. {_refused(data)}".strip()


def _how(data: Mapping[str, Any]) -> str:
    if data.get("lane") == "explore":
        return "in the part that is always chosen at random"
    behind = ", in the part that goes by the rule before" if data.get("lane") == "before" else ""
    return STAGE_WORDS.get(str(data.get("stage")), str(data.get("stage"))) + behind


def _refused(data: Mapping[str, Any]) -> str:
    refused = [str(name) for name in data.get("refused") or ()]
    return f"They may not have {', '.join(refused)}." if refused else ""
