"""Journey documents as they are written, drawn and stored: YAML or JSON in, frozen structs out."""

from typing import Any, Final

from msgspec import Struct

NODE_KINDS: Final = ("message", "wait", "split", "experiment", "update", "handoff", "goal", "exit")
REENTRY_POLICIES: Final = ("once", "after_exit", "after", "always")
REFUSED_POLICIES: Final = ("go_on", "exit", "wait")


class Named(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What every node may carry: a name for people and a note for colleagues."""

    name: str = ""
    note: str = ""


class Content(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The parts of a message as authored: Handlebars text."""

    subject: str = ""
    html: str = ""
    text: str = ""
    preheader: str = ""
    title: str = ""
    body: str = ""
    url: str = ""
    payload: str = ""
    headers: dict[str, str] = {}
    sender: str = ""
    reply_to: str = ""


class IfFailed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What to do when the provider will not take the message: how often to try, then where to go."""

    attempts: int = 6
    then: str = "go_on"


class Message(Named, frozen=True, kw_only=True, tag="message", tag_field="kind"):
    """Send one message on one channel. `if_refused`: go_on, exit or wait (at most `wait_at_most`)."""

    channel: str
    content: Content
    topic: str = ""
    transactional: bool = False
    if_refused: str = "go_on"
    wait_at_most: str = "3d"
    if_failed: IfFailed = IfFailed()
    then: str | None = None


class UntilDate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Until a date field, moved by an offset ("-3d"), at a local time; a past or unreadable date takes its own road."""

    field: str
    offset: str = "0d"
    at: str = ""
    if_past: str = "go_on"
    if_unreadable: str = "exit"


class Until(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Until an event (with a filter that may compare event.x with entry.x) or until a condition is true."""

    event: str = ""
    where: str = ""
    when: str = ""


class Wait(Named, frozen=True, kw_only=True, tag="wait", tag_field="kind", rename={"duration": "for"}):
    """Wait for a duration, until a local time of day, until a date, or until something happens (with a time-out)."""

    duration: str = ""
    until_time: str = ""
    weekdays: tuple[str, ...] = ()
    until_date: UntilDate | None = None
    until: Until | None = None
    timeout: str = ""
    then: str | None = None
    on_timeout: str | None = None


class Branch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One way out of a split."""

    when: str
    then: str | None = None
    name: str = ""


class Split(Named, frozen=True, kw_only=True, tag="split", tag_field="kind"):
    """The first branch whose condition is true; `otherwise` when none is (unknown is not true)."""

    branches: tuple[Branch, ...]
    otherwise: str | None = None


class Arm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One arm of an experiment."""

    name: str
    weight: float
    then: str | None = None


class Experiment(Named, frozen=True, kw_only=True, tag="experiment", tag_field="kind"):
    """Weighted arms by stable hash: the same unit gets the same arm on every visit and in every version."""

    arms: tuple[Arm, ...]
    salt: str = ""


class Update(Named, frozen=True, kw_only=True, tag="update", tag_field="kind"):
    """Set traits (each value a constant or `=expression`, such as "=now()"), join and leave lists."""

    set: dict[str, Any] = {}
    add_to: tuple[str, ...] = ()
    remove_from: tuple[str, ...] = ()
    then: str | None = None


class Handoff(Named, frozen=True, kw_only=True, tag="handoff", tag_field="kind"):
    """Enter the person into another journey, then go on."""

    journey: str
    then: str | None = None


class Goal(Named, frozen=True, kw_only=True, tag="goal", tag_field="kind"):
    """The person reached what the journey is for."""

    then: str | None = None


class Exit(Named, frozen=True, kw_only=True, tag="exit", tag_field="kind"):
    """The end, with a reason."""

    reason: str = "completed"


Node = Message | Wait | Split | Experiment | Update | Handoff | Goal | Exit


class Reentry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """May a person enter again? once, after_exit, after (a time since the last entry), always; `key`: per property."""

    policy: str = "after_exit"
    after: str = ""
    key: str = ""
    concurrent: bool = False


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who enters: on which events, with which filter, how late an event may be and still trigger."""

    on: tuple[str, ...]
    where: str = ""
    lateness: str = "1d"
    reentry: Reentry = Reentry()


class ExitRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Leave at once, also in the middle of a wait: on an event, on the change of a trait, or when a condition holds."""

    on: str = ""
    where: str = ""
    change: str = ""
    when: str = ""
    reason: str = ""


class Holdout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Hold this share of units out; they walk the same journey with sends withheld."""

    percent: float = 0.0
    salt: str = ""


class GoalRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the journey is for: an event within a time of entry, and the property that holds its money value."""

    event: str
    where: str = ""
    value: str = ""
    within: str = "14d"
    exit: bool = False


class QuietHours(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    rename={"start": "from", "end": "to"},
):
    """No marketing message between these local times of the person's zone."""

    start: str
    end: str


class Canvas(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where the studio drew things; decides nothing."""

    positions: dict[str, tuple[float, float]] = {}
    comments: tuple[dict[str, Any], ...] = ()


class Journey(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="journey", tag_field="kind"
):
    """A journey document. `start` is the first node; a `then` that is absent ends the journey."""

    id: str
    entry: Entry
    start: str
    nodes: dict[str, Node]
    name: str = ""
    description: str = ""
    owner: str = ""
    hypothesis: str = ""
    priority: int = 50
    programme: str = ""
    unit: str = "person"
    holdout: Holdout = Holdout()
    goal: GoalRule | None = None
    exits: tuple[ExitRule, ...] = ()
    quiet_hours: QuietHours | None = None
    planned_end: str = ""
    planned_units: int = 0
    canvas: Canvas | None = None


class Segment(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="segment", tag_field="kind"
):
    """A named condition over people."""

    id: str
    when: str
    name: str = ""
    description: str = ""


class Cap(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """At most `limit` messages within a rolling window; channel or topic "" counts all of them."""

    limit: int
    within: str
    channel: str = ""
    topic: str = ""


class Topic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A consent category. `consent`: opt_in, opt_out, or "" for the channel's rule."""

    name: str = ""
    consent: str = ""
    transactional: bool = False


class Workspace(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="workspace", tag_field="kind"
):
    """The rules above all journeys: consent per channel, topics, caps, quiet hours, holdouts, the fallback zone."""

    id: str = "workspace"
    zone: str = "UTC"
    salt: str = "loopline"
    consent: dict[str, str] = {}
    topics: dict[str, Topic] = {}
    caps: tuple[Cap, ...] = ()
    quiet_hours: QuietHours | None = None
    holdout: Holdout = Holdout()
    programmes: dict[str, Holdout] = {}
    addresses: dict[str, str] = {}
    sender: str = ""


Document = Journey | Segment | Workspace
