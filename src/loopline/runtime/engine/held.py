"""What the loop holds of a key: the decoded state, or, of people at rest, the little that most events ask of them."""

from typing import Final

from msgspec import Struct, msgpack

from loopline.model.keyed.states import KeyState
from loopline.model.person import Person, is_test
from loopline.model.records import Record
from loopline.model.signal import EventReceived
from loopline.pipeline.plain.noted import Heeded, noted
from loopline.runtime.engine.account_versions import Reference
from loopline.signals.people.deduplicate import SeenIds
from loopline.signals.people.event import says_nothing_new

_decode: Final = msgpack.Decoder(Person).decode


class CachedState:
    """One decoded state with the message ids it has seen, and the bytes (`encoded`) of the state called `written`.

    `is_aside`: the record of this key is set aside, and nothing is decided for it. `damaged`: that record, until then.
    `named`: the version of her account's traits that the record of a person names.
    """

    __slots__ = ("counted", "damaged", "encoded", "is_aside", "named", "seen", "state", "written")

    def __init__(
        self,
        state: KeyState,
        seen: SeenIds | None = None,
        encoded: bytes | None = None,
        *,
        is_aside: bool = False,
        damaged: Record | None = None,
    ) -> None:
        self.state = state
        self.seen = SeenIds() if seen is None else seen
        self.encoded = encoded
        self.written = state
        self.is_aside, self.damaged = is_aside, damaged
        self.named: Reference | None = None
        self.counted = 0

    def unmoved_by(self, event: EventReceived, heeded: Heeded) -> Person | None:
        """The person here, when an event leaves her as she is and nothing is told of it but that it happened."""
        person = self.state
        if heeded[event.name] != "none" or event.link or self.is_aside or not isinstance(person, Person):
            return None
        if person.merged_into or person.awaits or is_test(person):
            return None
        return noted(person, event, heeded)

    def size(self) -> int:
        """The bytes of the state as it was read or written last."""
        return len(self.encoded or b"") + self.seen.size()


class Asleep(Struct, gc=False):
    """A person as `encoded`, which takes half of the memory of one who is decoded, and the ids that were seen.

    `is_quiet`: known, in no journey and no goal window, not merged and not waiting for a merge. `woken` is what took
    her place, for whoever holds on to this. `asked` is the set of condition triggers that she was asked of.
    """

    key: str
    account: str
    zone: str
    zone_at: int
    is_quiet: bool
    encoded: bytes
    seen: SeenIds
    counted: int
    asked: str = ""
    wake_at: int | None = None
    woken: CachedState | None = None

    def unmoved_by(self, event: EventReceived, heeded: Heeded) -> "Asleep | None":
        """Herself, when `noted` would answer her as she is, and her traits need not be read for it."""
        if not self.is_quiet or heeded[event.name] != "none" or event.link:
            return None
        if (asked := heeded.published.condition_triggers.id) and self.asked != asked:
            return None
        return self if not event.zone or says_nothing_new(self, event.zone, event.at) else None

    def size(self) -> int:
        """The bytes of the record, and of the ids in memory."""
        return len(self.encoded) + self.seen.size()

    def person(self) -> Person:
        """Herself, as her record has her."""
        return _decode(self.encoded)


def fallen_asleep(person: Person, encoded: bytes, seen: SeenIds, counted: int) -> Asleep:
    """A person at rest, whose record these bytes are."""
    is_busy = person.enrollments or person.asks or person.goal_windows or person.merged_into or person.awaits
    may_redeem = any(grant.state != "redeemed" for grant in person.grants)
    is_quiet = bool(person.first_seen_at) and not is_busy and not may_redeem and not is_test(person)
    asked = person.trigger_states.asked if person.trigger_states is not None else ""
    return Asleep(
        person.key,
        person.account,
        person.zone,
        person.zone_at,
        is_quiet,
        encoded,
        seen,
        counted,
        asked,
        person.wake_at(),
    )
