"""The append-only line that learning counts."""

from typing import Final

from msgspec import Raw, Struct

FACT_KINDS: Final = (
    "event",
    "person",
    "account",
    "consent",
    "list",
    "merged",
    "quality",
    "entered",
    "not_entered",
    "stepped",
    "waited",
    "assigned",
    "message",
    "withheld",
    "refused",
    "shifted",
    "attempt",
    "receipt",
    "updated",
    "goal",
    "exited",
    "moved",
    "published",
    "state",
)


class Fact(Struct, frozen=True, gc=False, omit_defaults=True):
    """What happened or was decided, with its reason and the values that decided it.

    `at` is when it happened (ms, UTC); `decided_at` when the loop said so; `seq` orders facts of one log position.
    `held` names the level that holds the person out ("journey", "programme", "global"), "" for everybody else.
    """

    kind: str
    person: str
    at: int
    position: int = 0
    seq: int = 0
    decided_at: int = 0
    name: str = ""
    journey: str = ""
    version: int = 0
    enrollment: str = ""
    node: str = ""
    channel: str = ""
    topic: str = ""
    key: str = ""
    arm: str = ""
    held: str = ""
    reason: str = ""
    value: float | None = None
    account: str = ""
    data: Raw | None = None
