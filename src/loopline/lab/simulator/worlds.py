"""One generated world: its people, what is published, and everything that happens to them, from a seed alone."""

from random import Random
from typing import Any, Final
from zlib import crc32

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from loopline.decisions.documents.read import build_document
from loopline.lab.simulator.accounts.plans import of_accounts
from loopline.lab.simulator.carriers.plans import CarrierPlan, carriers_of
from loopline.lab.simulator.journeys import CHANNELS, EVENTS, LISTS, PLANS, TOPICS, journey, workspace
from loopline.lab.simulator.listed.plans import of_lists
from loopline.model.duration import DAY, HOUR, MINUTE
from loopline.model.entry.cap import Cap
from loopline.model.ids import PUBLISHED_KEY
from loopline.model.journey import Document
from loopline.model.message import UnknownPolicy
from loopline.model.records import document_kind
from loopline.model.signal import (
    AccountJoined,
    ConsentChanged,
    DocumentPublished,
    EventReceived,
    JourneyState,
    JourneyStateChanged,
    ListChanged,
    PersonLinked,
    Signal,
    TraitsChanged,
)

START: Final = 1_774_310_400_000  # 2026-03-24 00:00 UTC: clocks change on both sides of the world within the two weeks
DAYS: Final = 12
MOVES: Final = 90
BROWSERS: Final = 0.25
"""So many of the signals that a browser may send come from one."""
ZONES: Final = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "Not/AZone", "")
DATES: Final = ("2026-03-26", "2026-03-29T02:30:00", "2026-04-01T10:00:00Z", "soon", 1_774_700_000_000)
INSTANTS: Final[dict[object, int]] = {"2026-04-01T10:00:00Z": 1_775_037_600_000, 1_774_700_000_000: 1_774_700_000_000}
"""Those of the dates that say when they are (ms), wherever the person lives."""
POLICIES: Final[tuple[UnknownPolicy, ...]] = ("ask", "ask", "hold", "resend")


Batch = tuple[int, tuple[Signal, ...]]
"""When signals are accepted together (ms), and which."""


class World(Struct, frozen=True):
    """Everything that is the same with and without faults. `batches` stand in the order of time.

    Without `carriers` one provider carries every channel, by `unknown_policy`.
    """

    seed: int
    batches: tuple[Batch, ...]
    unknown_policy: UnknownPolicy
    end: int
    carriers: tuple[CarrierPlan, ...] = ()


def world_of(seed: int, moves: int = MOVES) -> World:
    """The world with this seed; with fewer `moves` less happens in it."""
    rng = Random(f"world/{seed}")
    maker = _Maker(rng, rivals=seed % 3 == 2)
    batches: list[Batch] = [(START, tuple(maker.documents())), (START + 1, tuple(maker.introductions()))]
    for _ in range(moves):
        at = START + MINUTE + rng.randrange(DAYS * DAY)
        batches.append((at, tuple(maker.batch(at))))
    batches += maker.program_changes()
    batches += maker.stops(Random(f"stops/{seed}"), batches)
    batches += maker.new_rules(Random(f"rules/{seed}"))
    batches = of_lists(seed, of_accounts(seed, batches, maker.known, START, DAYS), START, DAYS)
    batches = _from_browsers(batches, Random(f"browsers/{seed}"))
    ordered = sorted(batches, key=lambda batch: batch[0])
    carriers = carriers_of(seed, START, DAYS, tuple(at for at, _ in ordered[2:]))
    return World(seed, tuple(ordered), rng.choice(POLICIES), START + (DAYS + 3) * DAY, carriers)


def _from_browsers(batches: list[Batch], rng: Random) -> list[Batch]:
    """The same, some of it said by a browser, whose key everybody holds who reads the page."""
    return [(at, tuple(_by_browser(signal, rng) for signal in batch)) for at, batch in batches]


def _by_browser(signal: Signal, rng: Random) -> Signal:
    says = isinstance(signal, EventReceived | TraitsChanged | ConsentChanged | PersonLinked | AccountJoined)
    if not says or rng.random() >= BROWSERS:
        return signal
    return replace(signal, trust="browser")


class _Maker:
    """Makes the parts of one world, in a fixed order of chances."""

    def __init__(self, rng: Random, *, rivals: bool) -> None:
        self.rng, self.rivals = rng, rivals
        self.known = [f"p{n}" for n in range(rng.randint(4, 7))]
        self.visitors = [f"~a{n}" for n in range(rng.randint(1, 3))]
        self.linked = {visitor: rng.choice(self.known) for visitor in self.visitors}
        self.accounts = ["@c0", "@c1"]
        self.journeys = rng.randint(2, 4)
        self._count = 0

    def next_id(self) -> str:
        self._count += 1
        return f"m{self._count}"

    def documents(self) -> list[Signal]:
        rng = self.rng
        segment = build_document(
            {"kind": "segment", "id": "busy", "when": 'count("alpha", within="3d") >= 2 or score >= 8'}
        )
        self._workspace = workspace(rng)
        made: list[Document] = [self._workspace, segment]
        made += [journey(rng, number, 1, self.journeys, rivals=self.rivals) for number in range(self.journeys)]
        return [self.publish_signal(document, 1, START) for document in made]

    def publish_signal(self, document: Document, version: int, at: int) -> Signal:
        kind, text = document_kind(document), msgspec.json.encode(document)
        return DocumentPublished(
            key=PUBLISHED_KEY,
            id=self.next_id(),
            at=at,
            received_at=at,
            kind=kind,
            name=document.id,
            version=version,
            document=text,
        )

    def program_changes(self) -> list[Batch]:
        """New versions, pauses that end, and now and then a journey that stops."""
        rng, made = self.rng, list[Batch]()
        for number in range(self.journeys):
            if rng.random() < 0.4:
                at = START + rng.randrange(2 * DAY, DAYS * DAY)
                made.append(
                    (at, (self.publish_signal(journey(rng, number, 2, self.journeys, rivals=self.rivals), 2, at),))
                )
            if rng.random() < 0.6:
                at = START + rng.randrange(DAYS * DAY)
                made += self._states(number, ((at, "paused"), (at + rng.randrange(HOUR, 20 * HOUR), "live")))
        if rng.random() < 0.15:
            made += self._states(rng.randrange(self.journeys), ((START + 9 * DAY, "stopped"),))
        return made

    def new_rules(self, rng: Random) -> list[Batch]:
        """Now and then the workspace is published anew, with other caps and quiet hours and all else as it was."""
        if rng.random() < 0.5:
            return []
        first, at = self._workspace, START + rng.randrange(2 * DAY, DAYS * DAY)
        caps = (*workspace(rng).caps, Cap(limit=1, within=rng.choice(("6d", "9d"))))
        other = workspace(rng)
        document = replace(first, caps=caps, quiet_hours=other.quiet_hours, exclusive=other.exclusive)
        return [(at, (self.publish_signal(document, 2, at),))]

    def stops(self, rng: Random, batches: list[Batch]) -> list[Batch]:
        """Now and then a journey stops, and mostly begins again by a new version, at once or after a while."""
        if rng.random() < 0.6:
            return []
        number = rng.randrange(self.journeys)
        versions = {
            signal.version: at
            for at, batch in batches
            for signal in batch
            if isinstance(signal, DocumentPublished) and signal.name == f"j{number}"
        }
        newest = max(versions)
        at = rng.randrange(max(START + 3 * DAY, versions[newest] + 1), START + DAYS * DAY + HOUR)
        made = self._states(number, ((at, "stopped"),))
        if rng.random() < 0.8:
            again = at + rng.choice((0, 1, MINUTE, 5 * HOUR))
            document = journey(rng, number, newest + 1, self.journeys, rivals=self.rivals)
            made.append((again, (self.publish_signal(document, newest + 1, again),)))
        return made

    def _states(self, number: int, states: tuple[tuple[int, JourneyState], ...]) -> list[Batch]:
        return [
            (
                at,
                (
                    JourneyStateChanged(
                        key=PUBLISHED_KEY, id=self.next_id(), at=at, received_at=at, journey=f"j{number}", state=state
                    ),
                ),
            )
            for at, state in states
        ]

    def introductions(self) -> list[Signal]:
        rng, made = self.rng, list[Signal]()
        at = START + 1
        for key in (*self.known, *self.visitors):
            if rng.random() < 0.9:
                made.append(
                    TraitsChanged(
                        key=key,
                        id=self.next_id(),
                        at=at,
                        received_at=at,
                        traits=self.traits(key),
                        zone=rng.choice(ZONES),
                    )
                )
            if rng.random() < 0.6:
                allowed = key in self.known or rng.random() < 0.4
                made.append(
                    ConsentChanged(
                        key=key,
                        id=self.next_id(),
                        at=at,
                        received_at=at,
                        channel=rng.choice(("sms", "email")),
                        topic="",
                        allowed=allowed,
                    )
                )
        return made

    def traits(self, key: str) -> dict[str, Any]:
        rng = self.rng
        every: dict[str, Any] = {
            "email": f"{key.strip('~')}@example.test",
            "phone": f"+49151{crc32(key.encode()) % 10**7:07}",
            "push_token": f"token-{key}",
            "plan": rng.choice(PLANS),
            "score": rng.randint(0, 9),
            "due_on": rng.choice(DATES),
        }
        return {name: value for name, value in every.items() if rng.random() < 0.92}

    def batch(self, at: int) -> list[Signal]:
        made = [self.signal(at) for _ in range(self.rng.choice((1, 1, 1, 2, 3, 5)))]
        self.rng.shuffle(made)
        return made

    def signal(self, at: int) -> Signal:
        rng, identity = self.rng, self.next_id()
        key = rng.choice((*self.known, *self.known, *self.visitors))
        point = rng.random()
        if point < 0.66:
            return self.event(key, identity, at)
        if point < 0.78:
            names = rng.sample(("plan", "score", "due_on", "email", "timezone"), rng.randint(1, 2))
            pool = {**self.traits(key), "timezone": rng.choice(ZONES)}
            return TraitsChanged(
                key=key, id=identity, at=at, received_at=at, traits={name: pool.get(name) for name in names}
            )
        if point < 0.87:
            channel, topic = rng.choice(CHANNELS), rng.choice(TOPICS)
            return ConsentChanged(
                key=key, id=identity, at=at, received_at=at, channel=channel, topic=topic, allowed=rng.random() < 0.7
            )
        if point < 0.90:
            return ListChanged(
                key=key, id=identity, at=at, received_at=at, name=rng.choice(LISTS), member=rng.random() < 0.6
            )
        if point < 0.95:
            seats = {"seats": rng.randint(1, 9)} if rng.random() < 0.8 else {}
            return AccountJoined(
                key=key, id=identity, at=at, received_at=at, account=rng.choice(self.accounts), traits=seats
            )
        return self.link(identity, at)

    def event(self, key: str, identity: str, at: int) -> Signal:
        rng = self.rng
        late = rng.choice((0, 0, 0, 0, rng.randrange(2 * HOUR), rng.randrange(3 * DAY)))
        properties = msgspec.json.encode({"k": rng.randint(1, 3), "amount": rng.randint(1, 90)})
        name = rng.choice((*EVENTS, *EVENTS, "paid"))
        link = self.visitor_of(key) if rng.random() < 0.05 else ""
        return EventReceived(
            key=key, id=identity, name=name, at=at - late, received_at=at, properties=properties, link=link
        )

    def visitor_of(self, key: str) -> str:
        return next((visitor for visitor, owner in self.linked.items() if owner == key), "")

    def link(self, identity: str, at: int) -> Signal:
        """A visitor becomes known; now and then two known people turn out to be one."""
        rng = self.rng
        if rng.random() < 0.15:
            one, other = rng.sample(self.known, 2)
            if one < other:  # one way only: no merges in a circle
                return PersonLinked(key=one, id=identity, at=at, received_at=at, other=other)
        visitor = rng.choice(self.visitors)
        return PersonLinked(key=self.linked[visitor], id=identity, at=at, received_at=at, other=visitor)
