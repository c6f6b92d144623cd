"""What a person may choose: the boxes of the page as they stand now, and the signals that a sent form means."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qs

from msgspec import Struct

from loopline.decisions.policy.gate import OPT_IN
from loopline.decisions.policy.recipient import address_of
from loopline.decisions.published import PublishedSet
from loopline.model.channels import CHANNELS, ChannelName, channel_named
from loopline.model.consent.wishes import AT_MOST_MAX, NO_RECORD, Wishes
from loopline.model.person import Person
from loopline.signals.people.pending import pending_words

TOPICS_SHOWN: Final = 100
FORM_BYTES_MAX: Final = 512 * 1024
FIELDS_MAX: Final = 2 * len(CHANNELS) * (TOPICS_SHOWN + 1) + 20
"""All boxes of the longest page, each shown and ticked, and what stands beside them: a form that were cut, or taken for
none, would be the one click of who only saves."""

PAUSES: Final = (7, 30, 90)
"""Days of a pause to choose from."""

FREQUENCIES: Final = (1, 2, 3, 5, 7)


class Box(Struct, frozen=True):
    """One box to tick: the name of the consent ("email" or "email:news"), its channel, and whether it is ticked."""

    name: str
    channel: ChannelName
    topic: str
    ticked: bool


class TopicLine(Struct, frozen=True):
    """A topic with a box for each channel."""

    name: str
    description: str
    boxes: tuple[Box, ...]


class Choices(Struct, frozen=True):
    """Everything that the page lets a person choose, as it stands."""

    channels: tuple[Box, ...]
    topics: tuple[TopicLine, ...]
    wishes: Wishes


def choices_of(person: Person, channel: ChannelName, topic: str, published: PublishedSet) -> Choices:
    """The choices of a person who came by a message of this channel and topic.

    Channels are those by which the person can be reached or about which they said something, and the message's own.
    Topics that the workspace hides are shown to those alone who got a message about them.
    """
    workspace, consent = published.workspace, person.consent_now()
    reached = tuple(
        row.name
        for row in CHANNELS.values()
        if row.address_source != "content"
        and (
            row.name == channel or row.name in consent or (row.quiet_hours and address_of(person, row.name, published))
        )
    )
    shown = [
        (name, known)
        for name, known in workspace.topics.items()
        if not known.transactional and (not known.hidden or name == topic)
    ][:TOPICS_SHOWN]
    lines = tuple(
        TopicLine(known.name or name, known.description, tuple(_box(person, way, name, published) for way in reached))
        for name, known in shown
    )
    own = tuple(_box(person, way, "", published) for way in reached)
    return Choices(own, lines, (person.consent_record or NO_RECORD).wishes)


def _box(person: Person, channel: ChannelName, topic: str, published: PublishedSet) -> Box:
    name = f"{channel}:{topic}" if topic else channel
    consent = person.consent_now()
    said = consent.get(name)
    if said is None and topic:
        said = consent.get(channel) or None
    if said is None and name in pending_words(person):  # asked, and not confirmed: a tick here says it from the address
        said = False
    rule = published.workspace.topics[topic].consent if topic else ""
    rule = rule or published.workspace.consent.get(channel) or CHANNELS[channel].consent_default
    return Box(name, channel, topic, rule != OPT_IN if said is None else said)


class Submitted(Struct, frozen=True):
    """A form as it was sent. `act` is the button; `ticked` and `shown` are boxes by name."""

    act: str
    ticked: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    at_most: int | None = None
    pause_days: int | None = None
    language: str = ""
    undo: tuple[str, ...] = ()


ONE_CLICK: Final = Submitted("one_click")


def read_form(body: bytes) -> Submitted:
    """The form in a body; whatever is no form of our page is the one click of a mailbox provider."""
    if len(body) > FORM_BYTES_MAX:
        return ONE_CLICK
    try:
        fields: Mapping[str, Sequence[str]] = parse_qs(body.decode(), max_num_fields=FIELDS_MAX)
    except ValueError:
        return ONE_CLICK
    act = _first(fields, "act")
    if not act:
        return ONE_CLICK
    return Submitted(
        act,
        ticked=frozenset(fields.get("on", ())),
        shown=frozenset(fields.get("shown", ())),
        at_most=_number(_first(fields, "at_most"), AT_MOST_MAX),
        pause_days=_number(_first(fields, "pause"), max(PAUSES)),
        language=_first(fields, "language"),
        undo=tuple(fields.get("undo", ())),
    )


def consent_named(name: str) -> tuple[ChannelName, str] | None:
    """The channel and topic of a consent's name; None where it is none."""
    channel, _, topic = name.partition(":")
    known = channel_named(channel)
    return (known, topic) if known is not None else None


def _first(fields: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(fields.get(name, ())), "")[:100]


def _number(text: str, most: int) -> int | None:
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 6 else None
