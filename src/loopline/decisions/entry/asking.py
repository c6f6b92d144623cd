"""A member asks her account: where it decides who enters a journey, she does not enter herself."""

from typing import Final, Literal

from msgspec import Struct

from loopline.decisions.context import DecisionContext
from loopline.decisions.published import JourneyVersion
from loopline.model.effect import EmitSignal
from loopline.model.entry.holdout import HoldoutLevel
from loopline.model.ids import stable_id
from loopline.model.signals.members import AccountAsked

ASKS_MAX: Final = 8
"""So many asks may lead to one another with no time between them: journeys that go round in a circle end there."""


class EnteredBy(Struct, frozen=True):
    """What somebody enters by: its name, the properties (JSON text), the key of re-entry, and when it happened (ms)."""

    name: str
    entry: bytes
    key: str
    at: int
    held: HoldoutLevel | Literal[""]


def ask_account(ctx: DecisionContext, version: JourneyVersion, signal_id: str, begun: EnteredBy) -> None:
    """The member's account is asked; the same occurrence asks by the same id, however often it is decided."""
    person = ctx.person
    if ctx.depth >= ASKS_MAX:
        ctx.record("not_entered", journey=version.id, version=version.version, reason="handed_round")
        return
    ctx.record("asked", name=begun.name, journey=version.id, version=version.version, key=begun.key)
    asked = AccountAsked(
        key=person.account,
        id=stable_id("asked", person.key, version.id, signal_id),
        at=ctx.now,
        received_at=ctx.now,
        journey=version.id,
        person=person.key,
        name=begun.name,
        entry=begun.entry,
        entry_key=begun.key,
        began_at=begun.at,
        held=begun.held,
        depth=ctx.depth + 1,
    )
    ctx.effects.append(EmitSignal(asked))
