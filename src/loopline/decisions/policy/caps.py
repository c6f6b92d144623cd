"""Frequency caps: rolling or by the calendar, of everything or a part of it, with places kept for what matters more."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec import Struct
from whenever import Date, Time

from loopline.decisions.capping.compiled import CompiledCap
from loopline.decisions.published import PublishedSet
from loopline.model.channels import ChannelName
from loopline.model.duration import duration_text
from loopline.model.localtime import at_local, local, zone_name
from loopline.model.person import SENDS_MAX, Person, Sent

MIDNIGHT: Final = Time(0, 0)
TAKEN_SHOWN: Final = 3
"""So many of the messages that have the places are named."""


class WantedSend(Struct, frozen=True):
    """What wants to leave, as far as caps ask for it."""

    channel: ChannelName
    topic: str
    key: str
    journey: str
    programme: str
    priority: int


class Capped(Struct, frozen=True):
    """It would be one too many. `frees_at`: when there may be room again (ms); None: never by time alone.

    `taken` are the sends that have the places, the newest first.
    """

    frees_at: int | None
    cap: CompiledCap
    taken: tuple[Sent, ...] = ()

    def told(self) -> dict[str, Any]:
        """The cap in the words of its document, and whose messages have the places, for a fact."""
        shown = self.taken[:TAKEN_SHOWN]
        taken = [{"journey": one.journey, "priority": one.priority, "at": one.at} for one in shown]
        return {"cap": _said(self.cap), "taken": taken}


class _Window(Struct, frozen=True):
    """What counts is later than `since`. It counts for `length` (ms), or until `ends`."""

    since: int
    length: int = 0
    ends: int = 0

    def frees_at(self, times: Sequence[int], limit: int) -> int | None:
        """When of these so few are left that one more fits."""
        if limit <= 0:
            return None
        return self.ends or sorted(times)[len(times) - limit] + self.length


def capped(
    cap: CompiledCap, wanted: WantedSend, person: Person, published: PublishedSet, now: int, *, sending: bool
) -> Capped | None:
    """Whether a cap objects. At the send a message yields to those before it alone: else two that wait would refuse
    each other for ever. Of those that are due at one moment the one with the higher priority stands before.
    """
    if not _concerns(cap, wanted.channel, wanted.topic, wanted.journey, wanted.programme):
        return None
    window = _window_of(cap, person, published, now)
    own = next((place for place in _places(person) if sending and place[2].key == wanted.key), None)
    counted = [
        sent
        for at, turn, sent in _places(person)
        if at > window.since
        and not (wanted.key and sent.key == wanted.key)  # what has left has no key any more
        and (own is None or (at, turn) < own[:2])
        and _counts(cap, sent, published)
    ]
    if (objection := _objection(cap, wanted, counted, window)) is not None:
        return objection
    oldest = min((sent.at for sent in person.sends), default=0) if len(person.sends) >= SENDS_MAX else 0
    return Capped(window.ends or oldest + window.length, cap) if oldest > window.since else None


def share_cap(one: WantedSend, other: WantedSend, caps: Sequence[CompiledCap]) -> bool:
    """Whether a cap counts both."""
    return any(
        all(_concerns(cap, each.channel, each.topic, each.journey, each.programme) for each in (one, other))
        for cap in caps
    )


def _objection(cap: CompiledCap, wanted: WantedSend, counted: list[Sent], window: _Window) -> Capped | None:
    """Places that are kept for a priority are free for no other; those above it may take all."""
    found, taken = [], counted
    if len(counted) >= cap.limit:
        found.append(window.frees_at([sent.at for sent in counted], cap.limit))
    if cap.places and wanted.priority < cap.priority:
        others = [sent for sent in counted if sent.priority < cap.priority]
        if len(others) >= cap.limit - cap.places:
            taken = taken if found else others
            found.append(window.frees_at([sent.at for sent in others], cap.limit - cap.places))
    if not found:
        return None
    moments = [at for at in found if at is not None]
    newest_first = tuple(sorted(taken, key=lambda sent: -sent.at))
    return Capped(max(moments) if len(moments) == len(found) else None, cap, newest_first)


def _said(cap: CompiledCap) -> str:
    """Such as "3 in 7d by email, 1 kept for priority 80"."""
    period = f"a {cap.per}" if cap.per else f"in {duration_text(cap.within_ms)}"
    of = (
        f" by {cap.channel}" if cap.channel else "",
        f" about {cap.topic}" if cap.topic else "",
        f" of {cap.journey}" if cap.journey else "",
        f" of programme {cap.programme}" if cap.programme else "",
        f", {cap.places} kept for priority {cap.priority}" if cap.places else "",
        f', arm "{cap.arm}" of the limits that {cap.experiment.id} tries' if cap.arm and cap.experiment else "",
    )
    return f"{cap.limit} {period}{''.join(of)}"


def _concerns(cap: CompiledCap, channel: str, topic: str, journey: str, programme: str) -> bool:
    return (
        (not cap.channel or channel == cap.channel)
        and (not cap.topic or topic == cap.topic)
        and (not cap.journey or journey == cap.journey)
        and (not cap.programme or programme == cap.programme)
    )


def _counts(cap: CompiledCap, sent: Sent, published: PublishedSet) -> bool:
    """Whether something that was sent counts; it belongs to the programme of its journey as that is now."""
    programme = ""
    if cap.programme and (live := published.live.get(sent.journey)) is not None:
        programme = live.journey.programme
    return _concerns(cap, sent.channel, sent.topic, sent.journey, programme)


def _window_of(cap: CompiledCap, person: Person, published: PublishedSet, now: int) -> _Window:
    if not cap.per:
        return _Window(now - cap.within_ms, length=cap.within_ms)
    here = local(now, person.zone, published.workspace.zone)
    first, following = _period(cap.per, here.date())
    zone = zone_name(here)
    return _Window(at_local(first, MIDNIGHT, zone) - 1, ends=at_local(following, MIDNIGHT, zone))


def _period(per: str, day: Date) -> tuple[Date, Date]:
    """The first day of the calendar day, week (from Monday) or month that holds a day, and of the next one."""
    if per == "day":
        return day, day.add(days=1)
    if per == "week":
        monday = day.subtract(days=day.day_of_week().value - 1)
        return monday, monday.add(days=7)
    first = day.replace(day=1)
    return first, first.add(months=1)


def _places(person: Person) -> Iterator[tuple[int, tuple[int, int], Sent]]:
    """What was sent, each with its time and its turn among those of one moment: priority first, then the decision."""
    return ((sent.at, (-sent.priority, index), sent) for index, sent in enumerate(person.sends))
