"""A reference model: consent, suppression, zones and merges worked out from the signals alone, in the plainest way."""

from datetime import UTC, datetime, time
from hashlib import blake2b
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from loopline.model.duration import parse_duration
from loopline.model.effect import SendMessage
from loopline.model.entry.cap import Cap, CapExperiment
from loopline.model.journey import Document, Journey, QuietHours, Workspace
from loopline.model.push.devices import tokens_in
from loopline.model.records import OutboxRow
from loopline.model.signal import (
    AttemptAnswered,
    ConsentChanged,
    DocumentPublished,
    EventReceived,
    JourneyStateChanged,
    PersonLinked,
    ReceiptReceived,
    Signal,
    TraitsChanged,
)

ASKS_FIRST: Final = ("sms",)
VISITOR: Final = "~"
WAKES_NOBODY: Final = ("in_app",)
read: Final = msgspec.json.Decoder(Document)


class Known:
    """What the signals stated about one person."""

    def __init__(self) -> None:
        self.said: dict[str, bool] = {}
        self.said_at: dict[str, int] = {}
        self.suppressed: set[str] = set()
        self.zone = ""


class Oracle:
    """Reads signals in the order of the log. It shares no code with the engine, only the nouns."""

    def __init__(self) -> None:
        self.people: dict[str, Known] = {}
        self.into: dict[str, str] = {}
        self.workspace = Workspace()
        self.journeys: dict[tuple[str, int], Journey] = {}
        self.states: dict[str, str] = {}
        self.stopped: dict[str, int] = {}
        self.accepted: dict[str, tuple[int, OutboxRow]] = {}
        self.seen: set[str] = set()
        self.position = 0

    def root(self, key: str) -> str:
        """The person that a key stands for by now."""
        while key in self.into:
            key = self.into[key]
        return key

    def known(self, key: str) -> Known:
        """What is known of the person behind a key."""
        return self.people.setdefault(self.root(key), Known())

    def take(self, signal: Signal) -> None:
        """The next signal of the log."""
        if signal.id in self.seen:
            return
        self.seen.add(signal.id)
        match signal:
            case DocumentPublished():
                self._publish(read.decode(signal.document), signal.version)
            case JourneyStateChanged():
                self._change_state(signal.journey, signal.state)
            case PersonLinked() if signal.trust == "browser" and not signal.other.startswith(VISITOR):
                pass
            case PersonLinked():
                self._merge(signal.key, signal.other)
            case EventReceived() | TraitsChanged() if signal.link:
                self._merge(signal.key, signal.link)
                self._zone(signal)
            case EventReceived() | TraitsChanged():
                self._zone(signal)
            case ConsentChanged():
                self._said(signal)
            case ReceiptReceived():
                self._receipt(signal)
            case AttemptAnswered() if signal.hard_bounce:
                dead = tokens_in(signal.address) if signal.channel == "push" else (signal.address,)
                self.known(signal.key).suppressed.update(f"{signal.channel}={one}" for one in dead)
            case _:
                pass

    def _publish(self, document: Document, version: int) -> None:
        match document:
            case Workspace():
                self.workspace = document
            case Journey():
                self.journeys[document.id, version] = document
                if self.states.get(document.id) != "paused":
                    self.states[document.id] = "live"
            case _:
                pass

    def _change_state(self, journey: str, state: str) -> None:
        if self.states.get(journey) != "stopped":
            self.states[journey] = state
        if state == "stopped":
            self.stopped[journey] = max(version for name, version in self.journeys if name == journey)

    def _said(self, signal: ConsentChanged) -> None:
        """A browser takes consent back, and gives none that was refused."""
        said = self.known(signal.key).said
        name = f"{signal.channel}:{signal.topic}" if signal.topic else signal.channel
        if signal.trust == "browser" and signal.allowed and False in (said.get(signal.channel), said.get(name)):
            return
        self._keep(signal.key, name, signal.allowed, signal.at)

    def _keep(self, key: str, name: str, allowed: bool, at: int) -> None:
        """What was said last by the clock of who said it holds, whenever it came."""
        known = self.known(key)
        if at >= known.said_at.get(name, 0):
            known.said[name], known.said_at[name] = allowed, at

    def _zone(self, signal: EventReceived | TraitsChanged) -> None:
        stated = signal.traits.get("timezone") if isinstance(signal, TraitsChanged) else None
        zone = signal.zone or (stated if isinstance(stated, str) else "")
        if _zone(zone) is not None:
            self.known(signal.key).zone = zone

    def _receipt(self, signal: ReceiptReceived) -> None:
        if signal.machine:
            return
        if signal.kind == "unsubscribed":
            name = f"{signal.channel}:{signal.topic}" if signal.topic else signal.channel
            self._keep(signal.key, name, False, signal.at)
        if signal.kind == "complained":
            self._keep(signal.key, signal.channel, False, signal.at)
            self.known(signal.key).suppressed.add(
                f"{signal.channel}={signal.address}" if signal.address else signal.channel
            )

    def _merge(self, key: str, other: str) -> None:
        one, two = self.root(key), self.root(other)
        if one == two:
            return
        mine, theirs = self.known(one), self.known(two)
        for name, allowed in theirs.said.items():
            mine.said[name] = mine.said.get(name, True) and allowed
            mine.said_at[name] = max(mine.said_at.get(name, 0), theirs.said_at.get(name, 0))
        mine.suppressed |= theirs.suppressed
        mine.zone = mine.zone or theirs.zone
        self.into[two] = one

    def objections(self, row: OutboxRow, now: int) -> list[str]:
        """Why this message must not reach a provider now; empty when it may."""
        m = row.message
        journey = self.journeys[m.journey, m.version]
        found = [self._state(m.journey, m.version), self._suppression(row)]
        topic = self.workspace.topics.get(m.topic)
        if not m.transactional and not (topic and topic.transactional):
            found += [self._consent(row), self._quiet(row, journey, now), *self._caps(row, now)]
        return [f"{why}: {m.key} by {m.channel} at {now}" for why in found if why]

    def _state(self, journey: str, version: int) -> str:
        if version <= self.stopped.get(journey, 0):
            return "journey_stopped"
        return "" if self.states[journey] == "live" else f"journey_{self.states[journey]}"

    def _suppression(self, row: OutboxRow) -> str:
        m = row.message
        known = self.known(m.person).suppressed
        return "suppressed" if known & {m.channel, f"{m.channel}={m.address}"} else ""

    def _consent(self, row: OutboxRow) -> str:
        m, said = row.message, self.known(row.message.person).said
        will = said.get(f"{m.channel}:{m.topic}") if m.topic else None
        if said.get(m.channel) is False or will is False:
            return "consent_refused"
        topic = self.workspace.topics.get(m.topic)
        asks = m.channel in ASKS_FIRST if not (topic and topic.consent) else topic.consent == "opt_in"
        return "consent_missing" if asks and will is None and said.get(m.channel) is None else ""

    def _quiet(self, row: OutboxRow, journey: Journey, now: int) -> str:
        hours = journey.quiet_hours or self.workspace.quiet_hours
        if hours is None or row.message.channel in WAKES_NOBODY:
            return ""
        zone = self.known(row.message.person).zone
        moment = datetime.fromtimestamp(now / 1_000, UTC).astimezone(_zone(zone) or _zone(self.workspace.zone))
        return "quiet_hours" if _inside(hours, moment.time()) else ""

    def _caps(self, row: OutboxRow, now: int) -> list[str]:
        m = row.message
        found = []
        for cap in self.workspace.caps:
            if not self._concerns(cap, m):
                continue
            since = self._day_began(row, now) - 1 if cap.per else now - parse_duration(cap.within)
            counted = [
                self.journeys[other.message.journey, other.message.version].priority
                for at, other in self.accepted.values()
                if at > since
                and other.message.key != m.key
                and not other.message.transactional
                and self.root(other.message.person) == self.root(m.person)
                and self._concerns(cap, other.message)
            ]
            limit = self._limit(cap, m.person)
            if len(counted) >= limit:
                found.append(f"cap_exceeded ({limit} in {cap.within or cap.per})")
            kept = cap.reserve
            if kept and self.journeys[m.journey, m.version].priority < kept.priority:
                others = sum(priority < kept.priority for priority in counted)
                if others >= limit - kept.places:
                    found.append(f"kept_place_taken ({kept.places} of {limit})")
        return found

    def _limit(self, cap: Cap, person: str) -> int:
        """The limit of the person's arm, drawn by whichever of their identities allows most; for whom everything is
        withheld anyway, any limit is right."""
        tries = cap.experiment
        if tries is None:
            return cap.limit
        root = self.root(person)
        others = [other for other in self.into if self.root(other) == root]
        return max(_drawn(tries, tries.salt or self.workspace.salt, one) for one in (root, *others))

    def _concerns(self, cap: Cap, message: SendMessage) -> bool:
        newest = max(version for journey, version in self.journeys if journey == message.journey)
        programme = self.journeys[message.journey, newest].programme
        return (
            cap.channel in ("", message.channel)
            and cap.topic in ("", message.topic)
            and cap.journey in ("", message.journey)
            and cap.programme in ("", programme)
        )

    def _day_began(self, row: OutboxRow, now: int) -> int:
        zone = _zone(self.known(row.message.person).zone) or _zone(self.workspace.zone)
        here = datetime.fromtimestamp(now / 1_000, UTC).astimezone(zone)
        return round(here.replace(hour=0, minute=0, second=0, microsecond=0, fold=0).timestamp() * 1_000)


def _drawn(tries: CapExperiment, salt: str, unit: str) -> int:
    """The limit into which a hash puts a unit, from the place of the hash among all weights."""
    digest = blake2b(f"{salt}\x1fcap:{tries.id}\x1f{unit}".encode(), digest_size=8).digest()
    place = int.from_bytes(digest, "big") / 2**64 * sum(arm.weight for arm in tries.arms)
    passed = 0.0
    for arm in tries.arms:
        passed += arm.weight
        if place < passed:
            return arm.limit
    return tries.arms[-1].limit


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


def _inside(hours: QuietHours, clock: time) -> bool:
    start, end = time.fromisoformat(hours.start), time.fromisoformat(hours.end)
    return start <= clock < end if start < end else clock >= start or clock < end
