"""An alarm of the tracking plan: what is not as usual, since when, what was expected and what was seen, in words."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, get_args

from msgspec import Struct, convert

from loopline.model.signals.data import EndReason
from loopline.model.tracking.reasons import PlanReason

HOUR_MS: Final = 3_600_000
REASONS: Final[tuple[PlanReason, ...]] = get_args(PlanReason)
REMEMBERED_MS: Final = 90 * 24 * HOUR_MS
"""Alarms that began longer ago have ended: what has not come for eight weeks is not expected any more."""


def alarm_key(reason: str, name: str, field: str = "") -> str:
    """Names an alarm for as long as it lasts; no two have the same one, as slashes of the name are escaped."""
    return f"{reason}/{name.replace('%', '%25').replace('/', '%2F')}/{field}"


class PlanAlarm(Struct, frozen=True, kw_only=True):
    """`name` is the event, or the journey of a trigger; `field` its property, or the trigger's name.

    Times are ms, UTC; `ended_at` is 0 while it lasts.
    """

    reason: PlanReason
    name: str
    field: str = ""
    since: int
    expected: str
    seen: str
    ended_at: int = 0
    ended: EndReason = ""

    @property
    def key(self) -> str:
        """Names it for as long as it lasts."""
        return alarm_key(self.reason, self.name, self.field)

    @property
    def words(self) -> str:
        """What is not as usual, in a sentence or two."""
        return f"{_subject(self)} Expected: {self.expected}; seen: {self.seen}."


def _subject(one: PlanAlarm) -> str:
    since = datetime.fromtimestamp(one.since / 1_000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    match one.reason:
        case "event_stopped":
            return f'The event "{one.name}" has stopped since {since}.'
        case "volume_off":
            return f'The volume of the event "{one.name}" has left its band since {since}.'
        case "property_vanished":
            return f'The property "{one.field}" of the event "{one.name}" has vanished since {since}.'
        case "property_drifted":
            return f'The property "{one.field}" of the event "{one.name}" has drifted since {since}.'
        case "events_late":
            return f'The event "{one.name}" arrives late since {since}.'
        case "trigger_silent":
            trigger = f'the trigger "{one.field}" of the journey "{one.name}"'
            return f"Nobody has passed {trigger} since {since}, longer than ever."


def read_alarms(rows: Iterable[tuple[object, ...]]) -> list[PlanAlarm]:
    """The alarms that these rows of `learning.queries.tracking.ALARMS` tell of, each once, as of its last row."""
    found: dict[tuple[str, int], PlanAlarm] = {}
    for reason, name, field, since, expected, seen, at, ended in rows:
        said = {"reason": reason, "name": name, "field": field, "since": since, "expected": expected, "seen": seen}
        one = convert({**said, "ended_at": at if ended else 0, "ended": ended or ""}, PlanAlarm)
        found[one.key, one.since] = one
    return list(found.values())
