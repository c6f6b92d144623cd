"""Words for who joined a list, until when, who left it, and whose membership ended."""

from collections.abc import Callable, Mapping
from typing import Any

from loopline.model.fact import Fact


def list_line(fact: Fact, data: Mapping[str, Any], moment: Callable[[int], str]) -> str:
    """The sentence of a fact of kind `list`; of an account where nobody is named."""
    who = "" if fact.person else "The account was "
    name = f'the list "{fact.name}"'
    if fact.reason == "expired":
        return f"The membership of {name} ended by itself."
    if fact.reason != "added":
        return f"{who}taken off {name}." if who else f"Taken off {name}."
    until = data.get("until")
    end = f", until {moment(until)}" if isinstance(until, int) else ""
    return f"{who}added to {name}{end}." if who else f"Added to {name}{end}."
