"""Finds stranded people: each open enrollment must have a wake-up or await a signal. Pure, over records."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from loopline.decisions.nodes import kind_at
from loopline.decisions.published import ASKED, PublishedSet
from loopline.model.person import Enrollment, Person
from loopline.model.records import Record
from loopline.pipeline.asking import is_to_be_asked
from loopline.runtime.engine.cache import SET_ASIDE, readable
from loopline.runtime.upkeep.fan_out import awaits_fan_out, is_kept_by_pause
from loopline.signals.addresses.people import has_old_words

REST_MS = 30_000
"""A merge that takes longer waits for a shard that does not answer."""

GRACE_MS = 3_600_000
"""A wake-up this long overdue means that the loop has lost it."""


class Stranded(Struct, frozen=True):
    """One finding: the person, the place, and why nothing would ever move them on."""

    person: str
    enrollment: str
    journey: str
    node: str
    why: str


def sweep(records: Iterable[Record], published: PublishedSet, now: int, grace_ms: int = GRACE_MS) -> list[Stranded]:
    """People in these records who would wait for ever, or whose timer the store has lost. Empty when all is well."""
    found: list[Stranded] = []
    for record in records:
        person = readable(record)
        if person is None and record.state != SET_ASIDE:  # else it is listed as what it is
            found.append(Stranded(record.key, "", "", "", "unreadable"))
        if not isinstance(person, Person):
            continue
        if person.wake_at() != record.wake_at:
            found.append(Stranded(person.key, "", "", "", "timer_differs"))
        if person.awaits:  # nothing is decided of them meanwhile
            found += _rests_long(person, now)
            continue
        if ASKED not in published.pending_fan_outs and is_to_be_asked(person, published):
            found.append(Stranded(person.key, "", "", "", "not_asked"))
        found += [
            Stranded(person.key, e.id, e.journey, e.node, why)
            for e in person.enrollments
            for why in faults_of(e, published, now - grace_ms)
        ]
    return found


def unspoken(records: Iterable[Record]) -> list[str]:
    """Those whose records are from before addresses had records, and hold refusals that no address knows of yet."""
    people = (person for record in records if isinstance(person := readable(record), Person))
    return [person.key for person in people if not person.merged_into and has_old_words(person)]


def _rests_long(person: Person, now: int) -> Iterator[Stranded]:
    """A person who waits for another's past longer than words travel; in a tombstone, the one who took it in does."""
    if not person.merged_into and min(one.received_at for one in person.awaits) < now - REST_MS:
        yield Stranded(person.key, "", "", "", "rests_long")


def faults_of(enrollment: Enrollment, published: PublishedSet, overdue_by: int) -> Iterator[str]:
    """Why an open enrollment is stranded; nothing for one that is well."""
    version = published.version(enrollment.journey, enrollment.version)
    kind = kind_at(version, enrollment.node) if version else None
    if kind is None:
        yield "node_missing"
    elif awaits_fan_out(enrollment, published):
        if enrollment.journey not in published.pending_fan_outs:
            yield "not_told"
    elif published.state_of(enrollment.journey, enrollment.version) == "paused" and is_kept_by_pause(enrollment):
        pass  # the fan-out of a resume moves them on
    elif enrollment.wake_at is None and not kind.awaits_signal(enrollment):
        yield "nothing_awaited"
    elif enrollment.wake_at is not None and enrollment.wake_at <= overdue_by:
        yield "overdue"
