"""The calendar of sends and schedules. Times are ms since the epoch, UTC; days are the workspace's."""

from typing import Literal

from msgspec import Struct

from loopline.learning.improvement.week import ChannelWeek
from loopline.model.channels import ChannelName

PlanKind = Literal["broadcast", "schedule"]


class PlannedLine(Struct, frozen=True):
    """A moment at which a journey lets people in by the clock: a broadcast, or one time of a schedule.

    `zone` "person" means that each person's own clock counts, and `at` is that of the workspace. `channels` are those
    of its messages. `state` is that of the journey: while it is paused nobody is let in.
    """

    at: int
    kind: PlanKind
    journey: str
    name: str
    audience: str
    zone: str
    channels: tuple[ChannelName, ...]
    state: Literal["live", "paused"]


class HeldLine(Struct, frozen=True):
    """Messages that are held until a moment of a day: by quiet hours, the hours of a country, a cap, a better one."""

    day: str
    journey: str
    name: str
    channel: ChannelName | Literal[""]
    reason: str
    text: str
    messages: int


class SentDay(Struct, frozen=True):
    """What left on a day, by channel; the same question as on the first page."""

    day: str
    channels: tuple[ChannelWeek, ...]


class Calendar(Struct, frozen=True):
    """A stretch of days. `zone` is the workspace's, `today` its date, and `more` says that a list was cut."""

    zone: str
    today: str
    planned: tuple[PlannedLine, ...]
    held: tuple[HeldLine, ...]
    sent: tuple[SentDay, ...]
    more: bool
