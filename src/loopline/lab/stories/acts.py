"""The people of a story with their clocks, and what they do, as signals."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec
from whenever import Date

from loopline.decisions.documents.read import build_document
from loopline.lab.stories.read import Character, Line, Story, invalid
from loopline.model.channels import CHANNEL_NAMES, ChannelName, channel_named
from loopline.model.duration import parse_duration
from loopline.model.fact import Fact
from loopline.model.ids import PUBLISHED_KEY, account_key, anonymous_key, person_key
from loopline.model.journey import Document, Journey, Workspace
from loopline.model.localtime import at_local, local, parse_time
from loopline.model.message import ReceiptKind
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
    ReceiptReceived,
    Signal,
    TraitsChanged,
)
from loopline.model.signals.requested import EntryRequested
from loopline.model.signals.scores import ScoreStated

RECEIPT: Final = re.compile(
    r"(a machine )?(opens|clicks|replies to|complains about|unsubscribes from) (\S+)\Z",
)
KINDS: Final[Mapping[str, ReceiptKind]] = {
    "opens": "opened",
    "clicks": "clicked",
    "replies to": "replied",
    "complains about": "complained",
    "unsubscribes from": "unsubscribed",
}
CONSENT: Final = re.compile(r"opts (in to|out of) ([a-z_]+)(?:/(\S+))?\Z")
LIST: Final = re.compile(r"(joins|leaves) list (\S+)\Z")
LINK: Final = re.compile(r"turns out to be (\S+)\Z")
SCORE: Final = re.compile(r"scores (-?\d+(?:\.\d+)?) by ([a-z0-9_-]+)\Z")
STATE: Final = re.compile(r"(pause|resume|stop) (\S+)\Z")
STATES: Final[Mapping[str, JourneyState]] = {"pause": "paused", "resume": "live", "stop": "stopped"}
EVENT: Final = re.compile(r"\S+\Z")
LONG_FORM: Final = ("does", "has", "publish", "account", "asked_into", "item")
BESIDE: Final[Mapping[str, tuple[str, ...]]] = {
    "does": ("with", "late", "id", "zone", "of"),
    "has": ("late", "id"),
    "publish": ("id",),
    "account": ("with", "late", "id"),
    "asked_into": ("with", "id"),
    "item": ("with",),
}
"""What may stand beside what happens, in its long form."""


class Cast:
    """The people of a story, their keys, and the local time of each."""

    def __init__(self, story: Story, documents: Mapping[str, Document]) -> None:
        self.story = story
        self.people: dict[str, Character] = {one.name: one for one in story.people}
        self.first = story.people[0].name
        self.documents = [*_workspace_first(story), *(_given(name, documents) for name in story.uses)]
        self.versions = {document.id: 1 for document in self.documents}
        self._keys = {_key(one): one.name for one in story.people}
        self._day_0 = Date.parse_iso(story.start)
        self._signals = 0
        self.start = min(self._at(one.name, 0, "00:00") for one in story.people)
        last = max([self.start] + [self.moment(line) for line in (*story.when, *story.expect)])
        self.until = last + parse_duration(story.until, at="until")

    def _at(self, who: str, day: int, time: str) -> int:
        return at_local(self._day_0.add(days=day), parse_time(time), self.person(who).zone)

    def person(self, name: str) -> Character:
        """The person with this name. Raises Invalid when there is none."""
        found = self.people.get(name or self.first)
        if found is None:
            raise invalid(f'Nobody here is called "{name}"; there are {", ".join(self.people)}.')
        return found

    def key(self, name: str) -> str:
        """The key of a person."""
        return _key(self.person(name))

    def moment(self, line: Line) -> int:
        """The time of a line (ms), by its person's clock."""
        return self._at(line.who, line.day, line.time)

    def line(self, at: int, who: str, text: str) -> str:
        """Something that happened, as a line of the story."""
        there = local(at, self.person(who).zone)
        day = date(there.year, there.month, there.day).toordinal() - date.fromisoformat(self.story.start).toordinal()
        clock = f"{there.hour:02}:{there.minute:02}" + (f":{there.second:02}" if there.second else "")
        name = f" {who or self.first}" if len(self.people) > 1 else ""
        return f"day {day} {clock}{name}: {text}"

    def name_of(self, key: str) -> str:
        """The name behind a key."""
        return self._keys.get(key, key)

    def node_name(self, journey: str, node: str) -> str:
        """A node, with its journey where the story has more than one."""
        several = sum(isinstance(document, Journey) for document in self.documents) > 1
        return f"{journey}.{node}" if several else node

    def next_id(self) -> str:
        """A message id that no other signal of the story has."""
        self._signals += 1
        return f"story-{self._signals}"

    def timeline(self) -> list[tuple[int, Line]]:
        """What happens, in the order of time."""
        return sorted(((self.moment(line), line) for line in self.story.when), key=lambda pair: pair[0])

    def introduce(self) -> list[Signal]:
        """Everything that is known of the people at the start."""
        return [signal for one in self.people.values() for signal in self._introduce(one)]

    def _introduce(self, one: Character) -> Iterator[Signal]:
        key, at = _key(one), self.start
        yield TraitsChanged(key=key, id=self.next_id(), at=at, received_at=at, traits=one.traits, zone=one.zone)
        for said, allowed in one.consent.items():
            name, _, topic = said.partition("/")
            channel = _channel(name, f"given.{one.name}.consent")
            yield ConsentChanged(
                key=key, id=self.next_id(), at=at, received_at=at, channel=channel, topic=topic, allowed=allowed
            )
        for name in one.lists:
            yield ListChanged(key=key, id=self.next_id(), at=at, received_at=at, name=name, member=True)
        if one.account:
            yield AccountJoined(
                key=key,
                id=self.next_id(),
                at=at,
                received_at=at,
                account=account_key(one.account),
                traits=one.account_traits,
            )


def _channel(name: str, at: str) -> ChannelName:
    found = channel_named(name)
    if found is None:
        raise invalid(f'"{name}" is no channel; there are {", ".join(CHANNEL_NAMES)}.', at)
    return found


def _key(one: Character) -> str:
    return anonymous_key(one.name) if one.anonymous else person_key(one.name)


def _workspace_first(story: Story) -> list[Document]:
    return sorted(story.documents, key=lambda document: not isinstance(document, Workspace))


def _given(name: str, documents: Mapping[str, Document]) -> Document:
    if name not in documents:
        raise invalid(f'There is no journey "{name}"; there are {", ".join(sorted(documents))}.', "journeys")
    return documents[name]


def signal_of(line: Line, at: int, cast: Cast, facts: Sequence[Fact]) -> Signal:
    """The signal of one line. Raises Invalid `story_invalid` for words that mean nothing."""
    if isinstance(line.what, dict):
        return _long_form(line, at, cast)
    key, identity, text = cast.key(line.who), cast.next_id(), line.text()
    signal: Signal
    if found := RECEIPT.match(text):
        signal = _receipt(found, line, at, cast, facts)
    elif found := CONSENT.match(text):
        signal = ConsentChanged(
            key=key,
            id=identity,
            at=at,
            received_at=at,
            channel=_channel(found[2], line.when()),
            topic=found[3] or "",
            allowed=found[1] == "in to",
        )
    elif found := LIST.match(text):
        signal = ListChanged(key=key, id=identity, at=at, received_at=at, name=found[2], member=found[1] == "joins")
    elif found := LINK.match(text):
        signal = PersonLinked(key=key, id=identity, at=at, received_at=at, other=cast.key(found[1]))
    elif found := SCORE.match(text):
        signal = ScoreStated(key=key, id=identity, at=at, received_at=at, model=found[2], value=float(found[1]))
    elif found := STATE.match(text):
        signal = JourneyStateChanged(
            key=PUBLISHED_KEY, id=identity, at=at, received_at=at, journey=found[2], state=STATES[found[1]]
        )
    elif EVENT.match(text):
        signal = EventReceived(key=key, id=identity, name=text, at=at, received_at=at)
    else:
        raise invalid(f'"{text}" is nothing that happens; write an event\'s name, or "opens push_a".', line.when())
    return signal


def _receipt(found: re.Match[str], line: Line, at: int, cast: Cast, facts: Sequence[Fact]) -> Signal:
    key, node = cast.key(line.who), found[3]
    sent = [
        fact
        for fact in facts
        if fact.kind == "attempt" and fact.name == "sent" and fact.person == key
        if node in (fact.node, cast.node_name(fact.journey, fact.node))
    ]
    if not sent:
        raise invalid(f'No message of "{node}" has reached {line.who or cast.first} by then.', line.when())
    fact = sent[-1]
    assert fact.channel
    return ReceiptReceived(
        key=key,
        id=cast.next_id(),
        at=at,
        received_at=at,
        kind=KINDS[found[2]],
        message=fact.key,
        channel=fact.channel,
        topic=fact.topic,
        journey=fact.journey,
        version=fact.version,
        node=fact.node,
        enrollment=fact.enrollment,
        machine=bool(found[1]),
    )


def _long_form(line: Line, at: int, cast: Cast) -> Signal:
    what: dict[str, Any] = line.what
    key, identity = cast.key(line.who), str(what.get("id") or cast.next_id())
    happened = at - parse_duration(str(what.get("late", "0s")), at=line.when())
    kind = next((one for one in LONG_FORM if one in what), "")
    if kind and (odd := what.keys() - BESIDE[kind] - {kind}):
        beside = ", ".join(BESIDE[kind]) or "nothing"
        raise invalid(f'"{min(odd, key=str)}" means nothing beside "{kind}"; there may be {beside}.', line.when())
    if "does" in what:
        properties, own = msgspec.json.encode(what.get("with", {})), what.get("of") == "account"
        return EventReceived(
            key=account_key(cast.person(line.who).account) if own else key,
            id=identity,
            name=str(what["does"]),
            at=happened,
            received_at=at,
            properties=properties,
            zone=str(what.get("zone", "")),
        )
    if "has" in what:
        return TraitsChanged(key=key, id=identity, at=happened, received_at=at, traits=what["has"])
    if "account" in what:
        return AccountJoined(
            key=key,
            id=identity,
            at=happened,
            received_at=at,
            account=account_key(str(what["account"])),
            traits=what.get("with", {}),
        )
    if "asked_into" in what:
        data = msgspec.json.encode(what.get("with", {}))
        return EntryRequested(key=key, id=identity, at=at, received_at=at, journey=str(what["asked_into"]), data=data)
    if "publish" in what:
        document = build_document({"kind": "journey", **what["publish"]})
        cast.versions[document.id] = version = cast.versions.get(document.id, 0) + 1
        text, kind = msgspec.json.encode(document), document_kind(document)
        return DocumentPublished(
            key=PUBLISHED_KEY,
            id=identity,
            at=at,
            received_at=at,
            kind=kind,
            name=document.id,
            version=version,
            document=text,
        )
    raise invalid(f"Say what happens by one of: {', '.join(LONG_FORM)}.", line.when())
