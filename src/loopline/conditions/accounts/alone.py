"""Which conditions ask for nothing but the account, so that it can answer them by itself."""

from collections.abc import Mapping

from loopline.conditions.language import Condition, compile_condition
from loopline.conditions.tree import Call, iter_nodes
from loopline.model.errors import Invalid

OF_ONE_PERSON = ("consented", "received", "score", "delivered", "opened", "clicked", "replied", "answer")
CIRCLE = "a circle of segments"


def asks_of_person(text: str, segments: Mapping[str, str]) -> str:
    """What a text asks of a person, in its own words; "" for nothing, and for what cannot be read."""
    try:
        return asked_of_person(compile_condition(text), {}, segments) if text else ""
    except Invalid:
        return ""  # its own check tells of it


def asks_accounts_alone(condition: Condition, segments: Mapping[str, Condition]) -> bool:
    """Whether a condition, with the segments that it asks for, looks at an account and at nothing else."""
    return bool(_looks_at_account(condition, segments, 0)) and not asked_of_person(condition, segments, {})


def asked_of_person(
    condition: Condition, segments: Mapping[str, Condition], texts: Mapping[str, str], depth: int = 0
) -> str:
    """What a condition, or a segment that it asks for, asks of a person; "" for nothing."""
    if depth > len(segments) + len(texts):
        return CIRCLE
    own = condition.traits | condition.events | condition.lists | condition.journeys
    calls = {f"{node.name}()" for node in iter_nodes(condition.root) if isinstance(node, Call)}
    own |= {name for name in calls if name.removesuffix("()") in OF_ONE_PERSON}
    if own:
        return min(own)
    for name in sorted(condition.segments):
        other = segments.get(name) or (compile_condition(texts[name]) if name in texts else None)
        if other is not None and (asked := asked_of_person(other, segments, texts, depth + 1)):
            return asked
    return ""


def _looks_at_account(condition: Condition, segments: Mapping[str, Condition], depth: int) -> bool:
    if condition.account_traits:
        return True
    known = (segments[name] for name in condition.segments if name in segments) if depth <= len(segments) else ()
    return any(_looks_at_account(one, segments, depth + 1) for one in known)
