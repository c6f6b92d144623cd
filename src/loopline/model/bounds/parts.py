"""How much a person may hold, part by part, in bytes as stored. No signal, however it is made, grows a part beyond."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from msgspec.structs import replace

from loopline.model.addresses.address import SuppressionReason
from loopline.model.person import Enrollment, GoalWindow, JourneyHistory
from loopline.model.traits import encoded_size

PERSON_BYTES: Final = 512 * 1024
"""All parts together, and the ids of signals already seen."""

CONSENT_BYTES: Final = 16 * 1024
"""The names of the channels and topics of a person's consent."""

SUPPRESSED_BYTES: Final = 8 * 1024
LINKS_BYTES: Final = 16 * 1024
ENROLLMENTS_BYTES: Final = 64 * 1024
"""Open enrollments with the properties of the events that began them, when another one is to begin."""

LEFT_BYTES: Final = 16 * 1024
ID_BYTES: Final = 34
"""The id of an enrollment."""

GOAL_WINDOWS_BYTES: Final = 48 * 1024
WINDOW_BYTES: Final = 200
"""A goal window without the properties of the event that opened it, at most."""
T = TypeVar("T")


def newest(items: Sequence[T], bytes_max: int) -> tuple[T, ...]:
    """The last items that fit, in their order."""
    if encoded_size(items) <= bytes_max:
        return tuple(items)
    size, first = 0, len(items)
    while first > 0 and (size := size + encoded_size(items[first - 1])) <= bytes_max:
        first -= 1
    return tuple(items[first:])


def bounded_suppressed(suppressed: dict[str, SuppressionReason]) -> dict[str, SuppressionReason]:
    """The suppressions within their bound: the addresses that were suppressed first go, never a whole channel."""
    while encoded_size(suppressed) > SUPPRESSED_BYTES and (gone := next((k for k in suppressed if "=" in k), "")):
        suppressed = {what: reason for what, reason in suppressed.items() if what != gone}
    return suppressed


def bounded_left(histories: dict[str, JourneyHistory]) -> dict[str, JourneyHistory]:
    """What is remembered of journeys, with the enrollments that an exit rule ended within their bound: the first go."""
    if sum(len(one.left) for one in histories.values()) * ID_BYTES <= LEFT_BYTES:
        return histories
    share = LEFT_BYTES // ID_BYTES // sum(bool(one.left) for one in histories.values())
    return {name: replace(one, left=one.left[-max(1, share) :]) for name, one in histories.items()}


def bounded_windows(windows: Sequence[GoalWindow]) -> tuple[GoalWindow, ...]:
    """The goal windows within their bound: the newest stay."""
    if sum(len(one.entry) for one in windows) + len(windows) * WINDOW_BYTES <= GOAL_WINDOWS_BYTES:
        return tuple(windows)
    return newest(windows, GOAL_WINDOWS_BYTES)


def has_room(enrollments: Sequence[Enrollment], entry: bytes) -> bool:
    """Whether another enrollment with this entry event may begin beside those that are open."""
    return not enrollments or encoded_size(enrollments) + len(entry) <= ENROLLMENTS_BYTES


def consent_fits(consent: Mapping[str, bool], name: str) -> bool:
    """Whether one entry more has room."""
    return encoded_size([*consent, name]) <= CONSENT_BYTES
