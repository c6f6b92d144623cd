"""Takes fields as the workspace declares them: "6" is 6 where a number is declared, and a fact tells so."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from loopline.model.effect import Effect
from loopline.model.fact import quality_fact
from loopline.model.history.money import NUMBER
from loopline.model.signal import EventReceived, Signal, TraitsChanged
from loopline.model.tracking.declared import DeclaredField, DeclaredPlan
from loopline.model.tracking.reasons import QualityReason
from loopline.model.traits import trait_type
from loopline.signals.content import narrowed

TRUTHS: Final = {"true": True, "1": True, "false": False, "0": False}
_Found = tuple[QualityReason, str, str, str]


def as_declared(key: str, signal: Signal, plan: DeclaredPlan, effects: list[Effect]) -> Signal:
    """The signal with its fields in their declared types; what was read so, or cannot be, is told of the person."""
    if isinstance(signal, EventReceived):
        return _event(key, signal, plan, effects)
    return _traits(key, signal, plan, effects) if isinstance(signal, TraitsChanged) else signal


def _event(key: str, signal: EventReceived, plan: DeclaredPlan, effects: list[Effect]) -> EventReceived:
    declared = plan.events.get(signal.name)
    if declared is None or not declared.properties:
        return signal
    properties = msgspec.json.decode(signal.properties)
    read, told = _read(properties if isinstance(properties, dict) else {}, declared.properties)
    for reason, path, was, now in told:
        effects.append(quality_fact(key, signal.received_at, reason, f"{signal.name}.{path}", was, now))
    return signal if read == properties else replace(signal, properties=msgspec.json.encode(read))


def _traits(key: str, signal: TraitsChanged, plan: DeclaredPlan, effects: list[Effect]) -> TraitsChanged:
    # a trait that is not stated is not missed
    stated = {path: one for path, one in plan.traits.items() if path.partition(".")[0] in signal.traits}
    if not stated:
        return signal
    read, told = _read(signal.traits, stated)
    for reason, path, was, now in told:
        if reason != "declared_missing":
            effects.append(quality_fact(key, signal.received_at, reason, path, was, now))
    return replace(signal, traits=read)


def _read(group: Mapping[str, Any], declared: Mapping[str, DeclaredField]) -> tuple[dict[str, Any], list[_Found]]:
    read, told = dict(group), list[_Found]()
    for path, field in declared.items():
        names = path.split(".")
        value = _value(read, names)
        if value is None:
            if field.required:
                told.append(("declared_missing", path, field.type, "none"))
            continue
        if trait_type(value) == field.type or (field.type == "string" and isinstance(value, str)):
            continue  # a text that reads as a date is a text
        taken = as_type(value, field.type)
        told.append(("declared_type" if taken is None else "declared_read", path, trait_type(value), field.type))
        if taken is not None:
            read = _with(read, names, taken)
    return read, told


def as_type(value: Any, wanted: str) -> Any:
    """The value as one of another type, None where it does not read as that."""
    match wanted:
        case "number" if isinstance(value, str) and NUMBER.fullmatch(value):
            return float(value) if "." in value else narrowed(int(value))
        case "string" if isinstance(value, bool):
            return "true" if value else "false"
        case "string" if isinstance(value, str | int | float):
            return value if isinstance(value, str) else str(value)
        case "boolean" if isinstance(value, str):
            return TRUTHS.get(value.strip().lower())
        case "boolean" if isinstance(value, int | float) and value in (0, 1):
            return bool(value)
        case _:
            return None


def _value(group: Mapping[str, Any], names: list[str]) -> Any:
    found: Any = group
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _with(group: Mapping[str, Any], names: list[str], value: Any) -> dict[str, Any]:
    first, *rest = names
    return {**group, first: _with(group[first], rest, value) if rest else value}
