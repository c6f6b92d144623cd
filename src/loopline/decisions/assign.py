"""Assigns holdouts and arms by stable hashes, so that anyone can compute them again."""

from typing import Literal

from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.model.entry.holdout import GlobalHoldout, Holdout, HoldoutLevel
from loopline.model.ids import bucket
from loopline.model.localtime import local
from loopline.model.nodes.experiment import Arm, Experiment, Slot
from loopline.model.person import Person, is_test


def unit_of(person: Person, version: JourneyVersion) -> str:
    """The unit of randomisation: the person, or its account where the journey says so and the person has one.

    Where the account decides who enters, it is the unit of whoever enters for it. Elsewhere people who merge keep the
    older identity's unit, and people who change their account that of their first entry, so that no side and no arm
    changes under a person.
    """
    journey = version.journey
    if journey.randomises_by == "account":
        history = (person.journey_histories or {}).get(version.id)
        kept = history.unit if history is not None and journey.entry.account is None else ""
        if kept or person.account:
            return kept or person.account
    return person.unit or person.key


def kept_unit(person: Person, version: JourneyVersion) -> str:
    """The unit to remember at an entry: where a journey goes by accounts, since people change theirs; else ""."""
    return unit_of(person, version) if version.journey.randomises_by == "account" else ""


def held_out(person: Person, version: JourneyVersion, published: PublishedSet, now: int) -> HoldoutLevel | Literal[""]:
    """The highest level that holds this unit out at `now` (ms): "global", "programme", "journey", or "" for nobody.

    A test person is never held out.
    """
    if is_test(person):
        return ""
    workspace, journey = published.workspace, version.journey
    unit = unit_of(person, version)
    if _is_spared(unit, published, now):
        return "global"
    programme = workspace.programmes.get(journey.programme) if journey.programme else None
    if programme and _inside(
        programme.salt or workspace.salt, f"programme:{journey.programme}", unit, programme.percent
    ):
        return "programme"
    if _inside(journey.holdout.salt or workspace.salt, f"journey:{journey.id}", unit, journey.holdout.percent):
        return "journey"
    return ""


def held_out_of_everything(person: Person, published: PublishedSet, now: int) -> bool:
    """Whether this person, and not her account, is held out of everything at `now` (ms)."""
    return not is_test(person) and _is_spared(person.unit or person.key, published, now)


def _is_spared(unit: str, published: PublishedSet, now: int) -> bool:
    workspace, spared = published.workspace, published.workspace.holdout
    if spared.percent <= 0:
        return False
    return _inside(spared.salt or workspace.salt, global_level(spared, now, workspace.zone), unit, spared.percent)


def global_level(holdout: GlobalHoldout, now: int, zone: str) -> str:
    """The level at which the group that is held out of everything at `now` (ms) is drawn: another one in each period
    of the calendar of this zone, where the holdout rotates."""
    if not holdout.rotates:
        return "global"
    day = local(now, zone)
    parts = {"year": "", "quarter": f"-q{(day.month + 2) // 3}", "month": f"-{day.month:02}"}
    return f"global:{day.year}{parts[holdout.rotates]}"


def is_withheld(person: Person, version: JourneyVersion, node_id: str, holdout: Holdout, salt: str) -> bool:
    """Whether this one message is withheld from the unit; `salt` is the workspace's."""
    level = f"message:{version.id}:{node_id}"
    return not is_test(person) and _inside(holdout.salt or salt, level, unit_of(person, version), holdout.percent)


def is_outside(person: Person, version: JourneyVersion, slot: Slot, published: PublishedSet) -> bool:
    """Whether the unit belongs to no part of everybody that the slot has, in the group's own order."""
    point = bucket(published.workspace.salt, f"slots:{slot.group}", unit_of(person, version)) * 100
    return not is_test(person) and not slot.start <= point < slot.end


def _inside(salt: str, level: str, unit: str, percent: float) -> bool:
    return percent > 0 and bucket(salt, level, unit) * 100 < percent


def arm_of(person: Person, version: JourneyVersion, node_id: str, node: Experiment, published: PublishedSet) -> Arm:
    """The arm of an experiment. One that was given is kept, however the weights have changed, unless it weighs 0."""
    history = (person.journey_histories or {}).get(version.id)
    given = (history.arms or {}).get(node_id) if history else None
    weights = node.weights
    for arm in node.arms:
        if arm.name == given and weights[arm.name] > 0:
            return arm
    salt = node.salt or published.workspace.salt
    point = bucket(salt, f"arm:{version.id}:{node_id}", unit_of(person, version)) * sum(weights.values())
    for arm in node.arms:
        point -= weights[arm.name]
        if point < 0:
            return arm
    return node.arms[-1]
