"""People who rest in memory: the bytes of their records, and the little that most events ask of them."""

from typing import TYPE_CHECKING, Final

from msgspec import Struct, msgpack

from loopline.decisions.published import PublishedSet
from loopline.model.person import Person
from loopline.model.signal import EventReceived
from loopline.signals.people.deduplicate import SeenIds
from loopline.signals.people.event import says_nothing_new

if TYPE_CHECKING:
    from loopline.runtime.engine.cache import CachedState

_decode: Final = msgpack.Decoder(Person).decode


class Asleep(Struct, gc=False):
    """A person as `encoded`, which takes half of the memory of one who is decoded, and the ids that were seen.

    `is_quiet`: known, in no journey and no goal window, not merged and not waiting for a merge. `woken` is what took
    her place, for whoever holds on to this.
    """

    key: str
    account: str
    zone: str
    zone_at: int
    is_quiet: bool
    encoded: bytes
    seen: SeenIds
    counted: int
    woken: "CachedState | None" = None

    def is_unmoved(self, event: EventReceived, published: PublishedSet) -> bool:
        """Whether `pipeline.advance.noted` would answer her as she is, and her traits need not be read for it."""
        return (
            self.is_quiet
            and event.name not in published.triggers
            and event.name not in published.observed
            and not event.link
            and (not event.zone or says_nothing_new(self, event.zone, event.at))
        )

    def person(self) -> Person:
        """Herself, as her record has her."""
        return _decode(self.encoded)


def fallen_asleep(person: Person, encoded: bytes, seen: SeenIds, counted: int) -> Asleep:
    """A person at rest, whose record these bytes are."""
    is_busy = person.enrollments or person.goal_windows or person.merged_into or person.awaits
    is_quiet = bool(person.first_seen_at) and not is_busy
    return Asleep(person.key, person.account, person.zone, person.zone_at, is_quiet, encoded, seen, counted)
