"""What a journey asks for and what it writes: segments, with the places in words that people read; traits and lists."""

from collections.abc import Iterator

from loopline.conditions.language import compile_condition
from loopline.decisions.nodes import kind_of
from loopline.decisions.triggers.condition_triggers import asked_condition
from loopline.model.errors import Invalid
from loopline.model.journey import Journey

ASKED = "in_segment"


def places_of(journey: Journey) -> dict[str, tuple[str, ...]]:
    """Each segment that the journey asks for, with the places; a condition that cannot be read asks for nothing."""
    found: dict[str, dict[str, None]] = {}
    for place, text in _conditions(journey):
        for segment in sorted(segments_in(text)):
            found.setdefault(segment, {})[place] = None
    return {segment: tuple(places) for segment, places in found.items()}


def written_by(journey: Journey) -> tuple[frozenset[str], frozenset[str]]:
    """The traits and the lists that the journey's own nodes write: they are names, though nobody has them yet."""
    written = [kind_of(name, node).writes() for name, node in journey.nodes.items()]
    traits = (trait for names, _ in written for trait in names)
    return frozenset(traits), frozenset(one for _, lists in written for one in lists)


def messages_named(journey: Journey) -> frozenset[str]:
    """Its messages, as conditions name them: "journey/node"."""
    return frozenset(f"{journey.id}/{name}" for name, node in journey.nodes.items() if kind_of(name, node).sends())


def segments_in(text: str) -> frozenset[str]:
    """The segments that a condition asks for by itself, not those that they ask for."""
    if ASKED not in text:
        return frozenset()
    try:
        return compile_condition(text).segments
    except Invalid:
        return frozenset()


def _conditions(journey: Journey) -> Iterator[tuple[str, str]]:
    yield "who enters", journey.entry.where
    for trigger in journey.entry.triggers:
        yield "who enters", trigger.where
        yield "who enters", asked_condition(trigger)
    for text in journey.entry.account.recipient if journey.entry.account is not None else ():
        yield "who is chosen of an account", text
    if journey.goal is not None:
        yield "the goal", journey.goal.where
    for rule in journey.exits:
        yield "who leaves early", rule.where
        yield "who leaves early", rule.when
    for name, node in journey.nodes.items():
        for text in kind_of(name, node).condition_texts():
            yield f'step "{node.name or name}"', text
