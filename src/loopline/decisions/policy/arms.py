"""Which limit of a cap holds for a person, and whether another arm of it would answer otherwise."""

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from loopline.decisions.assign import held_out_of_everything
from loopline.decisions.capping.compiled import CompiledCap, arm_of_unit
from loopline.decisions.policy.caps import Capped
from loopline.decisions.published import PublishedSet
from loopline.model.person import Person

Ask = Callable[[CompiledCap], Capped | None]


class TriedCap(Struct, frozen=True):
    """A cap that tries several limits, at a moment at which they answer differently: the experiment, and the person's
    arm of it."""

    experiment: str
    arm: str


NO_CAPS: Final[tuple[TriedCap, ...]] = ()


class AskedCaps(Struct, frozen=True):
    """What all caps say of one message: the one that refuses it, if one does, and the experiments whose arms differ
    here, all other caps being equal."""

    refused: Capped | None = None
    tried: tuple[TriedCap, ...] = NO_CAPS


def own_cap(cap: CompiledCap, person: Person, published: PublishedSet, now: int) -> CompiledCap:
    """The cap with the limit that holds for this person at `now` (ms)."""
    tries = cap.experiment
    if tries is None or held_out_of_everything(person, published, now):
        return cap
    return cap.of_arm(arm_of_unit(tries, published.workspace.salt, person.unit or person.key))


def ask_caps(person: Person, published: PublishedSet, now: int, ask: Ask) -> AskedCaps:
    """Every cap that objects, until one does that tries nothing; the first one counts.

    Arms differ where the message would leave under one limit and not under another, and no other cap refuses it. Up to
    the first such moment everything is alike for the arms, so those who come to it are alike, too.
    """
    refusing: list[tuple[CompiledCap, Capped]] = []
    tried: list[CompiledCap] = []
    for cap in published.caps:
        own = own_cap(cap, person, published, now)
        found = ask(own)
        if found is not None:
            refusing.append((own, found))
        if own.arm and _differ(own, ask):
            tried.append(own)
        elif found is not None:
            return AskedCaps(refusing[0][1])
    others = {id(own) for own, _ in refusing}
    told = [own for own in tried if not others - {id(own)}]
    return AskedCaps(refusing[0][1] if refusing else None, tuple(map(_tried, told)))


def _differ(own: CompiledCap, ask: Ask) -> bool:
    assert own.experiment is not None
    return len({ask(own.of_arm(arm)) is None for arm in own.experiment.arms}) > 1


def _tried(own: CompiledCap) -> TriedCap:
    assert own.experiment is not None
    return TriedCap(own.experiment.id, own.arm)
