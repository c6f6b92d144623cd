"""What a model's score does to a person: it is kept among the traits, where nobody else can write."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from loopline.model.change import Change
from loopline.model.effect import Effect
from loopline.model.fact import late_fact, person_fact, quality_fact, trait_facts
from loopline.model.person import Person
from loopline.model.signals.scores import MODELS_MAX, ScoreStated, is_score, kept_score, score_trait
from loopline.model.traits import FULL, state_traits, trait_type

SOURCE = "score"


def fold_score(person: Person, signal: ScoreStated, effects: list[Effect]) -> tuple[Person, Change | None]:
    """The person with the score, unless something newer is known; a model too many is not kept, and a fact tells so.

    So it is with a score of an id that nobody has: a list of ids that were misspelt makes no people.
    """
    if not person.first_seen_at:
        effects.append(quality_fact(person.key, signal.received_at, "score_of_nobody", signal.model, "", ""))
        return person, None
    trait, kept = score_trait(signal.model), kept_score(signal)
    if trait not in person.traits and sum(map(is_score, person.traits)) >= MODELS_MAX:
        effects.extend(
            trait_facts(person.key, signal.received_at, ((trait, FULL, trait_type(kept)),), "person_too_big")
        )
        return person, None
    found = state_traits(person.traits, person.trait_times, {trait: kept}, signal.at)
    effects.extend(trait_facts(person.key, signal.received_at, found.conflicts, "person_too_big"))
    if found.late:
        effects.append(late_fact(person.key, signal.received_at, found.late))
    if not found.changed:
        return person, None
    after = replace(person, traits=found.traits, trait_times=found.times)
    effects.append(person_fact(person, after, signal.at, SOURCE))
    return after, Change(at=signal.at, traits=found.changed, before=person.traits)


def without_scores(traits: dict[str, Any] | Mapping[str, Any]) -> Mapping[str, Any]:
    """What a sender states of a person, less what only a model may say."""
    return (
        {name: value for name, value in traits.items() if not is_score(name)} if any(map(is_score, traits)) else traits
    )
