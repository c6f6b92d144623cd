"""The overlap of journeys: who is in how many, which pairs share people, and which keep each other back."""

from typing import Literal

from msgspec import Struct

HowRefused = Literal["cap", "group"]


class JourneySpread(Struct, frozen=True):
    """So many people are in so many journeys."""

    journeys: int
    people: int


class JourneyShare(Struct, frozen=True):
    """A journey, the people in it, and those of them who are in another one too."""

    journey: str
    name: str
    people: int
    shared: int


class SharedPair(Struct, frozen=True):
    """Two journeys and the people who are in both; `of` is their part of the smaller one (0 to 1)."""

    one: str
    one_name: str
    other: str
    other_name: str
    people: int
    of: float


class GaveWay(Struct, frozen=True):
    """A journey kept a message or an entry back for another: by a cap whose places the other's messages have, or by a
    group of journeys that exclude each other. One refusal may be of several, so `times` never add up."""

    journey: str
    name: str
    to: str
    to_name: str
    how: HowRefused
    times: int
    people: int


class OverlapMap(Struct, frozen=True):
    """The map as of `counted_at`: of people who are in journeys now, or who entered in the last `days`."""

    days: int
    now_inside: bool
    people: int
    spread: tuple[JourneySpread, ...]
    journeys: tuple[JourneyShare, ...]
    pairs: tuple[SharedPair, ...]
    gave_way: tuple[GaveWay, ...]
    counted_at: int
