"""Facts as the lines that a story expects: one for each fact that a marketer would mention."""

from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from msgspec import Struct

from loopline.decisions.choosing.words import CHOICE
from loopline.decisions.narration.account import BY_ACCOUNT
from loopline.decisions.nodes.wait.ends import WAY
from loopline.lab.stories.read import Line
from loopline.model.fact import Fact

ALWAYS: Final = ("gets ", "withheld ", "refused ", "failed ", "kept out of ", "leaves ")
"""These are compared in full; of the other verbs only those that the story itself uses."""


class Seen(Struct, frozen=True):
    """One thing that happened to a person of the story."""

    at: int
    who: str
    text: str


class Names(Protocol):
    """The name of a person and of a node."""

    def name_of(self, key: str) -> str: ...

    def node_name(self, journey: str, node: str) -> str: ...


def seen_in(facts: Sequence[Fact], names: Names) -> list[Seen]:
    """The facts that a story mentions, as lines."""
    return [Seen(fact.at, names.name_of(fact.person), text) for fact in facts for text in _say(fact, names)]


def relevant(seen: Sequence[Seen], expect: Sequence[Line]) -> list[Seen]:
    """The lines that the story has to account for."""
    verbs = {*ALWAYS, *(_verb(line.text()) for line in expect)}
    return [one for one in seen if _verb(one.text) in verbs]


def _verb(text: str) -> str:
    for verb in ("kept out of ", "put off "):
        if text.startswith(verb):
            return verb
    return text.split(" ", 1)[0] + " "


def _first_sentence(reason: str) -> str:
    """What is wrong, without the advice that may follow."""
    return reason.partition(". ")[0]


def _say(fact: Fact, names: Names) -> Iterator[str]:
    node = names.node_name(fact.journey, fact.node)
    match fact.kind, fact.name:
        case "attempt", "sent":
            yield f"gets {node} by {fact.channel}"
        case ("attempt", "refused") | ("refused", _):
            yield f"refused {node} by {fact.channel}: {_first_sentence(fact.reason)}"
        case ("attempt", "deferred") | ("deferred", _):
            yield f"put off {node} by {fact.channel}: {fact.reason}"
        case "attempt", "failed":
            yield f"failed {node} by {fact.channel}: {fact.reason}"
        case "withheld", _:
            yield f"withheld {node} by {fact.channel}: {fact.reason}"
        case "not_entered", _:
            yield f"kept out of {fact.journey}: {fact.reason}"
        case "entered", _:
            yield f"enters {fact.journey}"
        case "exited", _:
            yield f"leaves {fact.journey}: {fact.reason}"
        case "assigned", _:
            yield f"takes {fact.arm} at {node}"
        case "stepped", _ if taken := _taken(fact):
            yield f"takes {taken} at {node}"
        case "goal", name:
            yield f"reaches {name}"
        case _:
            yield from _say_of_others(fact)


def _taken(fact: Fact) -> str:
    """The branch of a split, what was chosen, or the way out of a wait; "" for whatever else leads on."""
    if fact.reason in ("branch", "otherwise", CHOICE):
        return fact.name
    return fact.reason.removeprefix(WAY) if fact.reason.startswith(WAY) else ""


def _say_of_others(fact: Fact) -> Iterator[str]:
    """What an account, an offer or a queue has to do with it."""
    if fact.kind == "queued":
        yield f"waits to enter {fact.journey}"
    if fact.kind == "offer" and fact.person:
        yield from _say_of_offer(fact)
    if fact.kind == "asked" and fact.name != BY_ACCOUNT:
        yield f"asks the account about {fact.journey}"
    if fact.kind == "chosen":
        yield f"is chosen for {fact.journey}: {fact.reason}"


def _say_of_offer(fact: Fact) -> Iterator[str]:
    if fact.reason in ("granted", "returned"):
        yield f"is {'granted' if fact.reason == 'granted' else 'not granted after all'} {fact.name}"
    if fact.reason.startswith("refused_"):
        yield f"is refused {fact.name}: {fact.reason.removeprefix('refused_')}"
    if fact.reason in ("redeemed", "redeemed_late"):
        yield f"redeems {fact.name}{' too late' if fact.reason == 'redeemed_late' else ''}"
    if fact.reason == "lapsed":
        yield f"lets {fact.name} lapse"
