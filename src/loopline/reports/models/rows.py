"""The features of people as of a moment, by the document of a model."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from loopline.conditions.language import compile_condition
from loopline.conditions.sql.condition import compile_sql
from loopline.learning.propensity.features import FeatureRow, Value
from loopline.learning.queries import as_of as queries
from loopline.model.channels import CHANNELS
from loopline.model.duration import DAY, parse_duration
from loopline.model.scoring.documents import Model
from loopline.model.signals.scores import is_score
from loopline.ports import Facts

EVENTS_MAX: Final = 20
DAYS_KNOWN: Final = "days known"
ADDRESSES: Final = frozenset(channel.address_trait for channel in CHANNELS.values() if channel.address_trait)


def features_at(
    facts: Facts, model: Model, persons: Sequence[str], cut: int, events: Sequence[str]
) -> list[FeatureRow]:
    """Those of these people who were in the audience at `cut` (ms), with their features as of it.

    `events` are those that are counted. Nothing of `cut` or later is read. Raises Invalid for a broken audience.
    """
    asked: dict[str, object] = {"persons": list(persons), "cut": cut}
    condition, given = _audience(model, cut)
    rows = facts.query(queries.PEOPLE.replace("{audience}", condition), asked | given)
    found = {str(row[0]): _traits(model, str(row[1])) for row in rows}
    for row in rows:
        found[str(row[0])][DAYS_KNOWN] = (cut - int(str(row[2]))) / DAY
    _add_events(facts, model, found, asked, cut, events)
    for name in model.features.sums:
        event, _, field = name.partition(".")
        for person, total in facts.query(queries.SUMMED, asked | {"name": event, "field": _pointer(field)}):
            if str(person) in found:
                found[str(person)][f"sum of {name}"] = float(str(total))
    return [FeatureRow(person, features) for person, features in found.items()]


def counted_events(facts: Facts, model: Model, cut: int) -> tuple[str, ...]:
    """The events that are counted: those that the document names, or that most people had done by then."""
    if model.features.events:
        return model.features.events
    return tuple(str(row[0]) for row in facts.query(queries.NAMES, {"cut": cut, "most": EVENTS_MAX}))


def held_at(facts: Facts, condition: str, persons: Sequence[str], cut: int) -> Mapping[str, bool | None]:
    """Of each of these people whether a condition held as of `cut` (ms)."""
    made, given = compile_sql(compile_condition(condition), {}, cut).named("when")
    rows = facts.query(queries.HOLDS.replace("{condition}", made), {"persons": list(persons), "cut": cut} | given)
    return {str(person): None if truth is None else bool(truth) for person, truth in rows}


def did_within(facts: Facts, model: Model, persons: Sequence[str], cut: int) -> list[bool]:
    """Whether each of these people did what is foretold, in the horizon from `cut` (ms) on."""
    label = model.label
    until = cut + parse_duration(label.within)
    asked = {"event": label.event, "cut": cut, "until": until, "persons": list(persons)}
    happened = {str(row[0]) for row in facts.query(queries.HAPPENED, asked)}
    return [(one in happened) is not label.absent for one in persons]


def _audience(model: Model, cut: int) -> tuple[str, dict[str, object]]:
    texts = [f"({model.audience})"] if model.audience else []
    if model.consent:
        channel, _, topic = model.consent.partition(":")
        texts.append(f'consented("{channel}", "{topic}")' if topic else f'consented("{channel}")')
    condition = compile_condition(" and ".join(texts) or "true")
    return compile_sql(condition, {}, cut).named("who")


def _traits(model: Model, text: str) -> dict[str, Value]:
    """The traits that the model may see: no address, no score, nothing that is forbidden or not named."""
    said: Mapping[str, Any] = msgspec.json.decode(text)
    allowed, forbidden = model.features.traits, {name.casefold() for name in model.forbidden}
    return {
        name: value
        for name, value in said.items()
        if isinstance(value, bool | int | float | str)
        and not is_score(name)
        and name.casefold() not in forbidden
        and name not in ADDRESSES
        and (not allowed or name in allowed)
    }


def _add_events(
    facts: Facts,
    model: Model,
    found: dict[str, dict[str, Value]],
    asked: dict[str, object],
    cut: int,
    events: Sequence[str],
) -> None:
    windows = {window: parse_duration(window) for window in model.features.windows}
    counts = ", ".join(f'count(*) FILTER ("at" >= {cut - span})' for span in windows.values()) or "0"
    nothing = {f"{name} in {window}": 0.0 for name in events for window in windows}
    for features in found.values():
        features |= nothing | {f"{name} ever": 0.0 for name in events}
    for row in facts.query(queries.DID.replace("{windows}", counts), asked | {"names": list(events)}):
        person, name, ever, last, *within = row
        own = found.get(str(person), {})
        own[f"{name} ever"] = float(str(ever))
        own[f"days since {name}"] = (cut - int(str(last))) / DAY
        for window, count in zip(windows, within, strict=False):
            own[f"{name} in {window}"] = float(str(count))


def _pointer(field: str) -> str:
    quoted = field.replace("\\", "\\\\").replace('"', '\\"')
    return f'$."{quoted}"'
