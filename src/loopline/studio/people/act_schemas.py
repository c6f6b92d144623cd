"""Acts on a person as the API takes and answers them."""

from typing import Any, Literal

from msgspec import Raw, Struct, field

Json = Any  # the customer's own JSON


class ActDone(Struct, frozen=True):
    """What an act did, in a sentence, and whether it changed anything."""

    text: str
    changed: bool = True


class TraitsBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Traits to state; null takes one away. An address is the trait of its channel. `reason` is kept in the log."""

    traits: dict[str, Json]
    reason: str = ""


class TestBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether this is a test person: never held out, capped or counted."""

    test: bool


class EnterBody(Struct, frozen=True, forbid_unknown_fields=True):
    """The journey to put a person into, which takes requests, and what it may read as its entry event."""

    journey: str
    data: dict[str, Json] = {}


class LeaveBody(Struct, frozen=True, forbid_unknown_fields=True):
    """The journey to take a person out of, and why."""

    journey: str
    reason: str = ""


class StepTestBody(Struct, frozen=True, forbid_unknown_fields=True):
    """The message step to send to a test person: of the live journey, or of this document of it. `data` stands for what
    its entry event would say."""

    journey: str
    node: str
    document: Raw = field(default_factory=Raw)
    data: dict[str, Json] = {}


class MergeBody(Struct, frozen=True, forbid_unknown_fields=True):
    """The other id of this person, which is this person from then on."""

    other: str


class MergedTrait(Struct, frozen=True):
    """A trait that both have, with another value each; `kept` is the one that was stated last."""

    name: str
    own: Json
    other: Json
    kept: Json


class MergePreview(Struct, frozen=True):
    """Two people as one: what is taken over, where they differ, and what both are in. Nothing is done."""

    person: str
    other: str
    differing: tuple[MergedTrait, ...]
    added: dict[str, Json]
    lists: tuple[str, ...]
    journeys: tuple[str, ...]
    consent: dict[str, bool]
    warnings: tuple[str, ...]


TestSendStatus = Literal["accepted", "scheduled", "cancelled"]


class TestSent(Struct, frozen=True):
    """The test send: its id, by which GET /api/send tells where it stands, and what happened in words."""

    id: str
    status: TestSendStatus
    text: str
