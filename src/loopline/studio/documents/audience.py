"""The people whom the triggers of a journey concern, as facts count them, and when a clock opens a trigger."""

from collections.abc import Mapping
from typing import Final

from loopline.conditions.language import Condition, compile_condition
from loopline.conditions.scope import Scope
from loopline.conditions.sql.condition import SqlCondition, compile_sql
from loopline.decisions.published import PublishedSet
from loopline.decisions.triggers.moments import compile_moment
from loopline.model.entry.trigger import Trigger
from loopline.model.localtime import zone_in_use

EVERYBODY: Final = SqlCondition("true", [])


def people_sql(when: str, segments: Mapping[str, Condition], zone: str, now: int) -> SqlCondition:
    """The people of whom a condition holds at that moment (ms), everybody for "". Raises Invalid."""
    return compile_sql(compile_condition(when), segments, now, zone) if when else EVERYBODY


def opens_at(trigger: Trigger, published: PublishedSet, now: int) -> int | None:
    """When it comes, by the clock of its place, and of the workspace where it goes by each person's own."""
    moment, zone = compile_moment(trigger), published.workspace.zone
    return moment.first_from(Scope(zone=zone_in_use("", zone)), now, zone) if moment else None
