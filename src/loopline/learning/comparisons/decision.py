"""The record of a verdict that stands: what it was computed from, by which rule and code; and the same once more."""

from typing import Final

from msgspec import Struct, msgpack

from loopline.learning.comparisons.snapshot import LiftSnapshot, Verdicts, verdicts_of
from loopline.learning.lift.verdict import Lift

DIFFERENCES_MAX: Final = 20


class Decision(Struct, frozen=True):
    """A comparison whose verdict stands, as of `snapshot.as_of` (ms); nothing that comes later is in it.

    `code` is the version of Loopline that computed it at `made_at` (ms), when all up to log position `position` had
    been decided. `salt` is the workspace's; those of the versions stand in the snapshot's draws.
    """

    id: str
    journey: str
    comparison: str
    title: str
    goal: str
    made_at: int
    code: str
    position: int
    salt: str
    snapshot: LiftSnapshot
    verdicts: Verdicts


class DecisionReplay(Struct, frozen=True):
    """A decision once more: whether its snapshot gives the same verdict to every digit, and whether the facts of now
    give the same snapshot and verdict. `differences` says in words what does not agree."""

    id: str
    agrees: bool
    from_snapshot: bool
    from_facts: bool
    differences: tuple[str, ...]
    code: str
    code_then: str
    then: Lift | None
    now: Lift | None


def replay_decision(record: Decision, facts: LiftSnapshot, code: str) -> DecisionReplay:
    """`facts` is what the facts say today of the same comparison as of the same moment."""
    again, of_facts = verdicts_of(record.snapshot), verdicts_of(facts)
    from_snapshot = same(again, record.verdicts)
    from_facts = same(of_facts, record.verdicts) and same(facts, record.snapshot)
    told = []
    if not from_snapshot:
        by = f" It was computed by version {record.code}, and this is {code}." if code != record.code else ""
        told.append(f"The record's own counts give another verdict than the record says.{by}")
    if not from_facts:
        told += differing(record.snapshot, facts) or ["The facts give another verdict by the same counts."]
    agrees = from_snapshot and from_facts
    return DecisionReplay(
        id=record.id,
        agrees=agrees,
        from_snapshot=from_snapshot,
        from_facts=from_facts,
        differences=tuple(told[:DIFFERENCES_MAX]),
        code=code,
        code_then=record.code,
        then=record.verdicts.lift,
        now=of_facts.lift,
    )


def same(one: object, other: object) -> bool:
    """Whether they agree to every digit."""
    return msgpack.encode(one) == msgpack.encode(other)


def differing(then: LiftSnapshot, now: LiftSnapshot) -> list[str]:
    """What the facts say otherwise than the record, in words; days apart where the sums agree."""
    told = []
    for basis, did in (("entered", "entered"), ("exposed", "reached a send")):
        for held, who in (("", "messaged"), ("journey", "held out")):
            was, is_now = (_sum(one, basis, held) for one in (then, now))
            for name, old, new in zip(("people", "conversions", "value"), was, is_now, strict=True):
                if old != new:
                    told.append(f"Of the {who} that {did}: {old:,.10g} {name} in the record, {new:,.10g} in the facts.")
    if not told and then.cells != now.cells:
        told.append("The sums agree, and the days on which they came do not.")
    for name, differs in (
        ("newest fact", then.last_fact_at != now.last_fact_at),
        ("arrivals of the goal's event", then.arrivals != now.arrivals),
        ("draws", then.draws != now.draws),
    ):
        if differs:
            told.append(f"What is known of the {name} is another.")
    if told:
        told.append("People that were merged or erased since, or facts that were changed, do that.")
    return told


def _sum(found: LiftSnapshot, basis: str, held: str) -> tuple[float, float, float]:
    cells = [one for one in found.cells if (one.basis, one.held) == (basis, held)]
    units = sum(one.counts.units + one.counts.pending for one in cells)
    return units, sum(one.counts.conversions for one in cells), sum(one.counts.value_sum for one in cells)
