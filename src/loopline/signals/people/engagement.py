"""A person remembers when it happened, where a condition counts it by its fields: of messages, and of events."""

from functools import lru_cache
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from loopline.conditions.language import Condition, Scope, compile_condition
from loopline.conditions.path import value_at
from loopline.model.change import message_event
from loopline.model.effect import Effect
from loopline.model.fact import quality_fact
from loopline.model.history.amounts import millionths
from loopline.model.history.message_events import OWN_PREFIX, amount_parts, doubt_key, is_ours, key_parts, value_parts
from loopline.model.history.values import value_digest
from loopline.model.person import Person
from loopline.model.signal import AttemptAnswered, EventReceived, ReceiptReceived
from loopline.signals.people.amounts import with_amount, with_distinct
from loopline.signals.people.history import Asked, Observed, Subject, remember

CONDITIONS_KEPT: Final = 1_024


def engaged(person: Person, signal: ReceiptReceived | AttemptAnswered, asked: Asked, observed: Observed) -> Person:
    """The person with the time of what became of a message, wherever a condition counts it."""
    keys = asked.get(message_event(signal), ())
    if not keys:
        return person
    scope = Scope(traits=_fields_of(signal))
    for key in keys:
        truth = _condition_of(key).evaluate(scope)
        if truth is not False:
            name = key if truth else doubt_key(key)
            person = remember(person, name, signal.at, observed.get(name), signal.received_at)
    return person


def event_counted(person: Subject, signal: EventReceived, asked: Asked, observed: Observed) -> Subject:
    """The person with the time of an event, wherever a condition counts it by properties that this one has."""
    scope = Scope(traits=msgspec.json.decode(signal.properties))
    for key in asked[signal.name]:
        where, field, is_value = _filter_of(key)
        if where is not None and not where.evaluate(scope):
            continue
        window = observed.get(key)
        if field is None:
            person = remember(person, key, signal.at, window, signal.received_at)
            continue
        value = value_at(field, scope.traits)
        if is_value:
            if (digest := value_digest(value)) is not None:
                person = with_distinct(person, key, signal.at, digest, window, signal.received_at)
        elif (amount := millionths(value)) is not None:
            person = with_amount(person, key, signal.at, amount, window, signal.received_at)
    return person


@lru_cache(CONDITIONS_KEPT)
def _filter_of(key: str) -> tuple[Condition | None, tuple[str, ...] | None, bool]:
    """What a key asks of an event, the field in which it has its amount or its value, and whether it is a value."""
    of_values = value_parts(key)
    parts = of_values or amount_parts(key)
    if parts is None:
        return _condition_of(key), None, False
    where = compile_condition(parts[1]) if parts[1] else None
    return where, tuple(parts[2].split(".")), of_values is not None


@lru_cache(CONDITIONS_KEPT)
def _condition_of(key: str) -> Condition:
    parts = key_parts(key)
    assert parts is not None
    return compile_condition(parts[1])


def renamed(signal: EventReceived, effects: list[Effect]) -> EventReceived:
    """A customer's own event under a name that is not one of ours; a fact of quality says so."""
    if not is_ours(signal.name):
        return signal
    name = f"{OWN_PREFIX}{signal.name}"
    effects.append(quality_fact(signal.key, signal.received_at, "event_reserved", signal.name, signal.name, name))
    return replace(signal, name=name)


def _fields_of(signal: ReceiptReceived | AttemptAnswered) -> dict[str, Any]:
    """What a condition may ask of it: texts, and `machine`."""
    place = {"channel": signal.channel, "topic": signal.topic, "journey": signal.journey, "node": signal.node}
    if isinstance(signal, AttemptAnswered):
        return {**place, "url": "", "machine": False}
    return {**place, "url": signal.url, "machine": True if signal.machine else None if signal.proxy else False}
