"""People, where they stand in journeys, and their timelines. Times are ms since the epoch, UTC."""

from typing import Any, Literal

from msgspec import Struct

from loopline.model.addresses.address import SuppressionReason
from loopline.model.push.device import Platform
from loopline.reports.why import FactLine

Json = Any  # the customer's own JSON


class PersonLine(Struct, frozen=True):
    """A person in a list. `name`: what they are called, else their e-mail address; "" when neither is known."""

    person: str
    name: str
    email: str
    account: str | None
    last_seen_at: int | None


class PersonList(Struct, frozen=True):
    """The people who were found, the last changed first; `next` is the cursor of the next page, null at the end."""

    people: tuple[PersonLine, ...]
    next: str | None = None


class OpenEnrollment(Struct, frozen=True):
    """An enrollment that is open: where the person stands and what they wait for."""

    enrollment: str
    journey: str
    version: int
    node: str
    entered_at: int
    arrived_at: int
    wake_at: int | None
    waiting: str
    held: bool
    ended_at: None = None
    reason: str = ""
    journey_name: str = ""


class Standing(Struct, frozen=True):
    """One person at a node, and in words what they wait for."""

    person: str
    node: str
    arrived_at: int
    wake_at: int | None
    waiting: str
    held: bool
    name: str = ""


class StandingList(Struct, frozen=True):
    """People who stand there now, at most as many as were asked for; `next` is the cursor of the next page."""

    people: tuple[Standing, ...]
    next: str | None = None


class WordProof(Struct, frozen=True):
    """One word of consent and what proves it; "" is what nobody told. `name` is "channel" or "channel:topic"."""

    name: str
    allowed: bool
    at: int
    received_at: int
    source: str
    method: str
    text: str
    form: str
    ip: str
    agent: str
    operator: str
    language: str


class AddressWordLine(Struct, frozen=True):
    """What stands against an address: `bounced`, `complained`, `manual` (an operator), `unsubscribed` from a topic ("":
    all marketing) or `crowded`; since when (ms), and by what it was said."""

    word: str
    topic: str
    since: int
    by: str
    note: str


class AddressLine(Struct, frozen=True):
    """An address of a person as it is written to. `present`: the one she has now; else the one before it.

    `asked`: she got it just now, and it is not known yet what was said of it.
    """

    channel: str
    address: str
    present: bool
    asked: bool
    words: tuple[AddressWordLine, ...]


class DeviceLine(Struct, frozen=True):
    """A device of a person. `device` is its id, `token` is shown shortened. It was seen last at `last_seen_at` (ms).

    `state` is `live`, or why nothing is sent there since `ended_at`: `gone` (its service knows it no longer), `moved`
    (somebody else uses it), `removed`. `from_traits`: only the person's traits state it, so all else is unknown.
    """

    device: str
    token: str
    platform: Platform
    state: Literal["live", "gone", "moved", "removed"]
    app: str = ""
    app_version: str = ""
    last_seen_at: int | None = None
    added_at: int | None = None
    ended_at: int | None = None
    from_traits: bool = False


class DeviceBody(Struct, frozen=True):
    """A device that a person uses: its push token, or a browser's subscription as text. `last_seen_at` (ms): null is
    now."""

    token: str
    platform: Platform = ""
    app: str = ""
    app_version: str = ""
    last_seen_at: int | None = None


class Profile(Struct, frozen=True):
    """A person as the loop knows them now. `consent` is keyed "channel" or "channel:topic".

    `proofs` are the words of consent that came with a proof, the first one first. `at_most_a_week` (0: no bound),
    `paused_until` (null: no pause) and `language` are what the person chose. `pending` names what was said yes to and
    is not confirmed yet. `test`: never held out, capped or counted.
    `list_ends` says until when she is on lists whose membership ends (ms).
    """

    person: str
    traits: dict[str, Json]
    consent: dict[str, bool]
    lists: tuple[str, ...]
    segments: tuple[str, ...]
    account: str | None
    account_traits: dict[str, Json]
    zone: str
    first_seen_at: int
    enrollments: tuple[OpenEnrollment, ...]
    suppressed: dict[str, SuppressionReason]
    proofs: tuple[WordProof, ...] = ()
    at_most_a_week: int = 0
    paused_until: int | None = None
    language: str = ""
    pending: tuple[str, ...] = ()
    addresses: tuple[AddressLine, ...] = ()
    devices: tuple[DeviceLine, ...] = ()
    test: bool = False
    list_ends: dict[str, int] = {}


class Timeline(Struct, frozen=True):
    """A person's facts in words, newest first; `next` is the cursor of the next page."""

    facts: tuple[FactLine, ...]
    next: str | None = None


class ProofBody(Struct, frozen=True):
    """What proves a word that is stated on somebody's behalf: the text shown, the form, the browser, and how.

    `method` is one of those that a proof may have, such as `single_opt_in`, `double_opt_in` or `import`.
    """

    method: str = ""
    text: str = ""
    form: str = ""
    ip: str = ""
    agent: str = ""
    language: str = ""


class ConsentBody(Struct, frozen=True):
    """A consent given or refused. Topic "" means the whole channel; `double_opt_in`: a yes waits for confirmation.

    `reason` is kept with the proof, where no other text is.
    """

    channel: str
    allowed: bool
    topic: str = ""
    proof: ProofBody | None = None
    double_opt_in: bool = False
    reason: str = ""


class ListBody(Struct, frozen=True):
    """On the list or off it; `until` then: ms since the epoch or ISO 8601, null for a membership without an end."""

    member: bool
    until: int | str | None = None
