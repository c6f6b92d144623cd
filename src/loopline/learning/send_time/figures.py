"""A model of hours as numbers: what training leaves, and the card that says its worth. No mathematics is loaded."""

from typing import Final

from msgspec import Struct

HOURS: Final = 168
"""Hours of a week: Monday, 00:00 to 01:00 in the person's own zone, is 0."""


class Strengths(Struct, frozen=True):
    """How many messages a level is worth against what is seen below it, by the likelihood of all that was seen: of a
    person's own rate, of the whole's hours, of a segment's, and of a person's."""

    person: float
    whole: float
    segment: float
    own: float


class HoursCard(Struct, frozen=True):
    """What a model of hours was made of, and what it is worth: `gain` is how much better it foretells a click than the
    person's own rate does, in log score a message, on the newest weeks by a model of the time before, with its 95 %
    interval by people. It is trusted where that lies above zero."""

    people: int
    messages: int
    clicks: int
    rate: float
    segments: int
    strengths: Strengths
    gain: float
    gain_low: float
    gain_high: float
    is_trusted: bool


class TrainedHours(Struct, frozen=True):
    """All that scoring needs. `whole` and each of `segments` are the click rates of the 168 hours of somebody of the
    mean rate; `known` says at which hours enough was sent to say anything."""

    rate: float
    strengths: Strengths
    whole: tuple[float, ...]
    segments: dict[str, tuple[float, ...]]
    known: tuple[bool, ...]
    card: HoursCard


class DayHour(Struct, frozen=True):
    """The best hour of a weekday (0: Monday), and how far its click rate lies above the mean of the day's hours."""

    day: int
    hour: int
    gain: float
