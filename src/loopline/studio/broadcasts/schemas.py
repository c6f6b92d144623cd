"""Broadcasts: what is asked for, who gets it, and how each one stands. Times are ms since the epoch, UTC."""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from loopline.decisions.checks.findings import Problem
from loopline.model.channels import ChannelName
from loopline.model.nodes.message import Content

Standing = Literal["scheduled", "sending", "sent", "paused", "stopped"]
SPREAD_HOURS_MAX = 72


class BroadcastBody(Struct, frozen=True, forbid_unknown_fields=True):
    """A broadcast. One of `segment`, `list` and `when` says to whom; none of them: everybody.

    `content` is what it says (a mail's body may be `mjml`), or `template` the id of one. `at` is a local time
    ("2026-12-24 09:00") on the clock of `zone`, "person" or "workspace"; "" is now. `goal` is the event that counts as
    a conversion within `within`, and `holdout` the percent that is held out to measure what it causes. With `spread`
    it goes to an equal part of the audience in each of so many hours (72 at most), in the order in which they come; 0
    is at once.
    """

    name: str
    channel: ChannelName = "email"
    segment: str = ""
    list: str = ""
    when: str = ""
    content: Content = field(default_factory=Content)
    mjml: str = ""
    template: str = ""
    topic: str = ""
    at: str = ""
    zone: Literal["person", "workspace"] = "workspace"
    goal: str = ""
    within: str = "7d"
    holdout: float = 0
    spread: Annotated[int, Meta(ge=0, le=SPREAD_HOURS_MAX)] = 0


class SendBroadcastBody(BroadcastBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same, to be sent: `seen` is the number of people that its author saw, `reason` is kept with the version."""

    seen: int
    reason: str


class LeftOut(Struct, frozen=True):
    """How many people of the audience do not get it, and why, in words."""

    reason: str
    text: str
    people: int


class BroadcastReach(Struct, frozen=True):
    """The people who get it, as of now: of `total` people `matched` are in the audience, and `gets` of those get it.

    `held_out` are kept back to measure what it causes, `not_sent` are the others, the largest group first. `later` get
    it when quiet hours, or the hours that a country allows, are over. Beyond `looked_at` people the rest is reckoned by
    these. `at` is when it leaves first. `sandbox`: the channel has no provider, so nothing leaves. `faults` say what
    is missing. Where it is spread, `per_hour` of the audience come in in any hour; 0: all at once.
    """

    total: int
    matched: int
    gets: int
    held_out: int
    not_sent: tuple[LeftOut, ...]
    later: int
    looked_at: int
    at: int | None
    sandbox: bool
    faults: tuple[Problem, ...]
    per_hour: int = 0


class BroadcastSent(Struct, frozen=True):
    """The journey that sends it, and the number of people who get it as of now."""

    journey: str
    gets: int


class BroadcastAsked(Struct, frozen=True):
    """The id of what waits for a second person; `GET /api/publish-requests` shows it."""

    request: str


class BroadcastLine(Struct, frozen=True):
    """A broadcast: when it leaves, to whom, and what came of it. `entered` and `conversions` are those of its journey.

    `sent` counts messages that were handed to a provider, `kept` those in the sandbox, `refused` those that a rule kept
    back, `withheld` those of people who are held out, and `waiting` those that have not left yet. One that is spread
    lets `per_hour` people in in any hour and is `sending` until nobody is `queued`.
    """

    journey: str
    name: str
    standing: Standing
    channel: ChannelName
    audience: str
    at: int | None
    schedule: str
    zone: str
    entered: int
    conversions: int
    sent: int
    kept: int
    refused: int
    withheld: int
    waiting: int
    per_hour: int = 0
    queued: int = 0


class BroadcastList(Struct, frozen=True):
    """Every broadcast, the one that leaves last first."""

    broadcasts: tuple[BroadcastLine, ...]
