"""The figures of a week of messages."""

from msgspec import Struct


class ChannelWeek(Struct, frozen=True):
    """The messages of a channel in a week. Where `kept` the sandbox has them, and nothing left.

    `most` is the largest number that one person got, `often` what nine in ten people got at most.
    """

    channel: str
    kept: bool
    messages: int
    people: int
    often: int
    most: int
    bounced: int
    complained: int
    unsubscribed: int


class WeekFigures(Struct, frozen=True):
    """A time, from `since` up to `until` (ms): entries, people who entered, people who reached the goal of a journey
    (once for each journey), and the messages by channel."""

    since: int
    until: int
    entries: int
    people: int
    goals: int
    channels: tuple[ChannelWeek, ...]
